import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from './outcomesZh.ts';
import { chineseOf } from './refusals.ts';

/** Where channels turn a far side's codes into sentences. */
const TABLES = ['sms/statuses', 'sms/receipts', 'sms/twilioErrors', 'wechat/outcomes', 'email/out/outcome', 'fax/outcomes', 'fax/sending', 'fax/trySettings', 'asterisk/trial', 'fax/spool', 'fax/render/pictures', 'fax/render/render'];
/** Whole sentences that stand there as they are said, or as the beginning of what is said. */
const sentences = TABLES.flatMap((table) => [...readFileSync(`channels/${table}.ts`, 'utf8').matchAll(/'([A-Z][^'\n]+ [^'\n]+\.)'|`([A-Z][^`$\n]+\.) \$\{/g)].map((found) => found[1] ?? found[2] ?? ''));

describe('what became of a message', () => {
  it('is said in Chinese, whatever a far side answers', () => {
    expect(sentences.length).toBeGreaterThan(100);
    expect(sentences.filter((text) => !/\p{sc=Han}/u.test(chineseOf(text) ?? ''))).toEqual([]);
  });

  it('is still said when it has its Chinese', () => {
    const sources = TABLES.map((table) => readFileSync(`channels/${table}.ts`, 'utf8')).join('\n');
    expect(Object.keys(OUTCOMES).filter((said) => !sources.includes(said))).toEqual([]);
  });

  it('says why a mail came back', () => {
    const [, table = ''] = /const MEANS[^=]*= \{([^}]*)\}/.exec(readFileSync('channels/email/delivery.ts', 'utf8')) ?? [];
    const whys = [...table.matchAll(/: '([^']+)'/g)].map((found) => found[1] ?? '');
    expect(whys.length).toBeGreaterThan(5);
    expect([...whys, 'it could not be delivered'].filter((why) => !/\p{sc=Han}/u.test(chineseOf(`The message came back: ${why}.`) ?? ''))).toEqual([]);
    expect(chineseOf('The message came back from wang@wang.example: the mailbox is full. Their server said: “552 5.2.2 full”.')).toBe('发给 wang@wang.example 的邮件被退回：邮箱已满。对方服务器回复：“552 5.2.2 full”。');
  });

  it('keeps the far side’s own words and numbers', () => {
    expect(chineseOf('The mail server refuses this message for good. It said: “550 Nobody.”.')).toBe('邮件服务器不接受此邮件。对方回复：“550 Nobody.”。');
    expect(chineseOf('The network rejected the message. The network’s code is 27.')).toBe('网络拒绝了短信。网络代码为 27。');
    expect(chineseOf('Only 1 of 3 parts have gone to the customer. WeChat does not take this kind of message.')).toBe('3 段中只有 1 段已发给客户。微信不接受这类消息。');
    expect(chineseOf('The line broke during the fax each time it was sent; send it again, or reach the customer another way. 2 of 5 pages went through the last time.')).toBe('传真多次在发送途中断线，请重发，或换一种方式联系客户。最后一次共 5 页，发出 2 页。');
    expect(chineseOf('WeChat refused the message with error 40130: invalid openid list size.')).toBe('微信拒绝了消息，错误码 40130：invalid openid list size。');
  });
});
