import { describe, expect, it } from 'vitest';
import { splitQuotes } from './quotes.ts';

const answers: Readonly<Record<string, string>> = {
  'Gmail, English': 'Thanks!\n\nOn Sun, Nov 22, 2026 at 5:32 PM Support <support@shop.example> wrote:\n> Hello\n> World',
  'Gmail, wrapped': 'Thanks!\n\nOn Sun, Nov 22, 2026 at 5:32 PM Support <\nsupport@shop.example> wrote:\n\n> Hello',
  'Gmail, Chinese': 'Thanks!\n\nSupport <support@shop.example> 于2026年11月22日周日 17:32写道：\n> 您好',
  'Apple, Chinese': 'Thanks!\n\n> 在 2026年11月22日，17:32，Support <support@shop.example> 写道：\n> \n> 您好\n> 再见',
  'Foxmail': 'Thanks!\n\n发件人： Support\n发送时间： 2026-11-22 17:32\n收件人： wang\n主题： 订单\n\n您好',
  'QQ': 'Thanks!\n\n\n------------------ 原始邮件 ------------------\n发件人: "support";\n发送时间: 2026年11月22日(星期日) 晚上5:32\n收件人: "a";\n主题: 订单\n\n您好',
  'QQ, new': 'Thanks!\n\n---原始邮件---\n发件人: "support"<support@shop.example>\n\n您好',
  '163': 'Thanks!\n\n在 2026-11-22 17:32:00，"Support" <support@shop.example> 写道：\n>您好\n>再见',
  '163, app': 'Thanks!\n\n---- 回复的原邮件 ----\n发件人 Support\n\n您好',
  'Outlook, traditional Chinese': 'Thanks!\n\n寄件者: Support\n寄件日期: 2026年11月22日\n收件者: wang\n主旨: 訂單\n\n您好',
  'Outlook, English': 'Thanks!\n\n________________________________\nFrom: Support\nSent: Sunday\nTo: a\nSubject: x\n\nHello',
  'Outlook, original message': 'Thanks!\n\n-----Original Message-----\nFrom: support\n\nHello',
  'Outlook, German': 'Thanks!\n\nVon: Support\nGesendet: Sonntag\nAn: a\nBetreff: x\n\nHallo',
  'Gmail, German': 'Thanks!\n\nAm So., 22. Nov. 2026 um 17:32 Uhr schrieb Support <support@shop.example>:\n\n> Hallo',
  'Gmail, French': 'Thanks!\n\nLe dim. 22 nov. 2026 à 17:32, Support <support@shop.example> a écrit :\n\n> Bonjour',
  'Japanese': 'Thanks!\n\n2026年11月22日(日) 17:32 Support <support@shop.example>:\n\n> こんにちは',
};

const sorted = (text: string): string => [...text.replace(/\s+/g, '')].sort().join('');

describe('an answer', () => {
  for (const [mailer, mail] of Object.entries(answers))
    it(`by ${mailer} is told without what it quotes`, () => {
      const { text, quoted } = splitQuotes(mail);
      expect(text).toBe('Thanks!');
      expect(sorted(text + (quoted ?? ''))).toBe(sorted(mail));
    });

  it('below what it quotes is told without that', () => {
    expect(splitQuotes('On Mon, 5 Jan 2026 at 10:00, Li <li@shop.example> wrote:\n> Which tea?\n> The green one?\n\nThe black one.').text).toBe('The black one.');
  });

  it('between what it quotes is told whole', () => {
    const mail = 'On Mon, 5 Jan 2026 at 10:00, Li <li@shop.example> wrote:\n> Which tea?\nThe black one.\n> How much?\nTwo cakes.';
    expect(splitQuotes(mail)).toEqual({ text: mail, quoted: null });
  });

  it('that is nothing but a quote, or a forward, is told whole', () => {
    for (const mail of ['> Only\n> a\n> quote', '-----Original Message-----\nFrom: li\n\nHello', 'FYI\n\n---------- Forwarded message ---------\nFrom: a@b.example\nDate: x\nSubject: y\n\nText', '发件人: a\n发送时间: b\n收件人: c\n\n您好']) expect(splitQuotes(mail)).toEqual({ text: mail, quoted: null });
  });

  it('that only speaks of writing is not cut', () => {
    for (const mail of ['On Monday I wrote:\nplease call me', 'From: London\nI fly to Paris', 'Prices at 10:30: see below\n1. tea', 'He said: no.', '- one\n- two', 'On the other hand, 5 is fine.\nThanks', '主题：退款\n我的订单号是 42']) expect(splitQuotes(mail)).toEqual({ text: mail, quoted: null });
  });

  it('has its signature folded away', () => {
    expect(splitQuotes('Where is my order?\n\n-- \nWang\nTea street 1')).toEqual({ text: 'Where is my order?', quoted: '-- \nWang\nTea street 1' });
    expect(splitQuotes('好的\n\n发自我的iPhone')).toEqual({ text: '好的', quoted: '发自我的iPhone' });
  });
});
