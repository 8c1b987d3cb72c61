import { describe, expect, it } from 'vitest';
import { refusedWith } from '../../test/support/sentences.ts';
import { chineseOf } from './refusals.ts';
import { SAID, SHAPED } from './refusalsZh.ts';

const sentences = refusedWith(process.cwd());

describe('every refusal of the hub', () => {
  it('is found in its sources', () => {
    expect(sentences.length).toBeGreaterThan(150);
    expect(sentences.map((s) => s.text)).toEqual(expect.arrayContaining(['There is no such queue.', '7 has no room for this beside what is already in hand. Park or finish something first.', 'You have already taken this interaction.']));
  });

  it('has its Chinese', () => {
    expect(sentences.filter((s) => !/\p{sc=Han}/u.test(chineseOf(s.text) ?? '')).map((s) => `${s.where} ${s.text}`)).toEqual([]);
  });

  it('is still said when it has one', () => {
    const texts = new Set(sentences.map((s) => s.text));
    expect(Object.keys(SAID).filter((said) => !texts.has(said))).toEqual([]);
    // The last one is what a package says.
    expect(SHAPED.slice(0, -1).filter(([shape]) => !sentences.some((s) => shape.test(s.text))).map(([shape]) => shape.source)).toEqual([]);
  });

  it('keeps in Chinese the numbers and names it is about', () => {
    expect(chineseOf('2 new messages since you began: look first, then send again.')).toBe('您动笔后来了 2 条新消息：请先看看，再发送。');
    expect(chineseOf('Li Na is not connected, and the customer is waiting. Choose somebody who is there.')).toBe('Li Na 不在线，而客户在等，请选择在线的同事。');
    expect(chineseOf('priority must be a whole number from -1000 to 1000 points.')).toBe('请填写 -1000 到 1000 的整数。');
    expect(chineseOf('A sentence of a newer hub.')).toBeNull();
  });
});
