import nodemailer from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Fact } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { email } from './email.ts';
import { messageIdOf } from './ids.ts';
import { freePort, OURS, orderTo, plainMail, post, settings, startMx } from './testPeer.ts';

let fake: FakeHub;
let connection: Connection;
let port: number;

async function open(more: { readonly lmtp?: boolean } = {}): Promise<void> {
  await connection?.close();
  port = await freePort();
  connection = await fake.open(email, { ...settings, listen: { host: '127.0.0.1', port, ...more } });
}

beforeEach(async () => {
  fake = fakeHub();
  await open();
});
afterEach(() => connection.close());

const only = () => {
  expect(fake.messages()).toHaveLength(1);
  return fake.messages()[0];
};
const made = async (mail: object): Promise<Buffer> => {
  const { message } = await nodemailer.createTransport({ streamTransport: true, buffer: true }).sendMail({ from: 'Wang <Wang@Customers.example>', to: OURS, subject: '茶', messageId: '<m1@customers.example>', ...mail });
  return message as Buffer;
};
const delivery = (): Extract<Fact, { kind: 'delivery' }> | undefined => fake.facts.find((f): f is Extract<Fact, { kind: 'delivery' }> => f.kind === 'delivery');

describe('the door for mail', () => {
  it('is open for our address alone, with a tag or without', async () => {
    expect(await post(port, plainMail('wang', 'a', 'x'), { to: 'SUPPORT+orders@Shop.example' })).toMatchObject({ answer: 'acknowledged' });
    for (const to of ['sales@shop.example', 'support@other.example', 'supportx@shop.example', 'x+support@shop.example']) expect(await post(port, plainMail('wang', 'b', 'x'), { to })).toMatchObject({ answer: 'refused', reply: expect.stringMatching(/^550/) });
    only();
  });

  it('says the codes of SMTP: 451 in an outage, 550 refused, 552 too large, 450 too many', async () => {
    fake.set.down = true;
    expect((await post(port, plainMail('wang', 'a', 'x'))).reply).toMatch(/^451/);
    fake.set.down = false;
    fake.set.refuse = () => ({ code: 'BLOCKED', message: 'Messages from here are not accepted — 不接受.' });
    expect((await post(port, plainMail('wang', 'b', 'x'))).reply).toMatch(/^550.*not accepted/);
    fake.set.refuse = () => null;
    expect((await post(port, plainMail('wang', 'c', 'x'.repeat(1_100_000)))).reply).toMatch(/^552/);
    fake.set.allow = (key) => key !== 'from:wang@customers.example';
    expect((await post(port, plainMail('wang', 'd', 'x'))).reply).toMatch(/^450/);
    expect((await post(port, plainMail('li', 'd', 'x'), { from: 'li@customers.example' })).answer).toBe('acknowledged');
    only();
  });

  it('speaks LMTP where it is asked to', async () => {
    await open({ lmtp: true });
    expect(await post(port, plainMail('wang', 'a', 'By LMTP'), { lmtp: true })).toMatchObject({ answer: 'acknowledged' });
    expect(only()?.text).toBe('By LMTP');
  });

  it('keeps every byte that came', async () => {
    const raw = plainMail('wang', 'a', 'Hello\r\n.dot\r\n..dots 茶');
    await post(port, raw);
    expect(Buffer.from([...fake.raws.values()][0]?.bytes ?? []).toString('utf8')).toBe(raw);
    expect(only()).toMatchObject({ from: { kind: 'email', value: 'wang@customers.example', verified: false }, text: 'Hello\n.dot\n..dots 茶' });
  });
});

describe('a mail', () => {
  it('that is longer than a line of the timeline is cut there and beside it whole, whichever way it is formatted', async () => {
    for (const body of [{ text: '茶 and cake. '.repeat(7_000) }, { html: `<p>${'茶 and cake. '.repeat(7_000)}</p>` }]) {
      fake.facts.length = 0;
      await post(port, (await made({ ...body, messageId: `<${Object.keys(body)[0]}@customers.example>` })).toString());
      const fact = only();
      // As many as the hub takes.
      expect(fact?.text.length).toBeLessThanOrEqual(64_000);
      expect(fact?.text).toMatch(/^茶 and cake\..*message\.txt\.\]$/s);
      const file = fact?.files.find(({ name }) => name === 'message.txt');
      expect(Buffer.from(fake.files.get(file?.id ?? '')?.bytes ?? []).toString().replace(/\s+/g, ' ').trim()).toBe('茶 and cake. '.repeat(7_000).trim());
    }
  });

  it('is told with its people, its files and the pictures in its text', async () => {
    const raw = await made({
      cc: 'Li <li@customers.example>', replyTo: 'office@customers.example', html: '<p>See <img src="cid:pic@x"> <img src="https://track.example/p.gif" alt="p"></p>', text: 'See',
      attachments: [{ filename: 'pic.png', content: Buffer.from('89504e47', 'hex'), cid: 'pic@x' }, { filename: '../../发票.pdf', content: 'invoice' }, { filename: 'winmail.dat', contentType: 'application/ms-tnef', content: 'tnef' }],
      icalEvent: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR' },
    });
    await post(port, raw);
    const fact = only();
    expect(fact).toMatchObject({ from: { value: 'wang@customers.example', name: 'Wang' }, subject: '茶', text: 'See', mail: { subject: '茶', replyTo: { address: 'office@customers.example' }, cc: [{ name: 'Li', address: 'li@customers.example' }], messageId: '<m1@customers.example>', answers: [] } });
    expect(fact?.thread).toMatch(/^mail:[0-9a-f]{24}$/);
    expect(fact?.mail?.html).toBe('<p>See <img src="cid:pic@x" /> <img alt="p" data-remote-src="https://track.example/p.gif" /></p>');
    expect(fact?.files.map((f) => f.name).sort()).toEqual(['invite.ics', 'invite.ics', 'pic.png', 'winmail.dat', '发票.pdf']);
    expect(fact?.mail?.inline).toEqual([{ cid: 'pic@x', file: fact?.files.find((f) => f.name === 'pic.png')?.id }]);
    expect([...fake.files.values()].every((f) => f.thread === fact?.thread)).toBe(true);
  });

  it('within a mail is a file', async () => {
    const inner = plainMail('li', 'inner', 'The inner mail');
    await post(port, `From: wang@customers.example\r\nMessage-ID: <o@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--b--\r\n`);
    expect(only()).toMatchObject({ text: 'See below.', files: [{ name: 'message.eml', mediaType: 'message/rfc822' }] });
  });

  it('says which of ours it answers; an id that pretends to be ours is left out', async () => {
    const ours = messageIdOf(fake.hub, 'some-key', 'shop.example');
    const forged = ours.replace(/\.[A-Za-z0-9_-]{22}@/, '.AAAAAAAAAAAAAAAAAAAAAA@');
    await post(port, await made({ text: 'x', inReplyTo: forged, references: ['<first@customers.example>', ours, forged] }));
    expect(only()?.mail?.answers).toEqual([ours, '<first@customers.example>']);
  });

  it('of ours that comes back to us is known as our own', async () => {
    const mxPort = await freePort();
    const mx = await startMx(mxPort);
    await connection.close();
    port = await freePort();
    connection = await fake.open(email, { ...settings, listen: { host: '127.0.0.1', port }, smtp: { ...settings.smtp, port: mxPort } });
    await connection.messages?.send(orderTo(fake, 'loop', 'Round and round'));
    const raw = mx.mails[0]?.raw.toString('latin1').replace('From: Tea shop <support@shop.example>', 'From: forwarder@other.example') ?? '';
    await post(port, raw);
    await mx.end();
    expect(only()?.mail?.automatic).toBe('own');
  });

  it('without a sender is nobody’s, and each is another nobody', async () => {
    await post(port, 'Subject: a\r\n\r\nFirst\r\n', { from: '' });
    await post(port, 'Subject: b\r\n\r\nSecond\r\n', { from: '' });
    const values = fake.messages().map((m) => m.from.value);
    expect(values).toEqual([expect.stringMatching(/^unknown-[0-9a-f]{12}@sender\.invalid$/), expect.stringMatching(/@sender\.invalid$/)]);
    expect(new Set(values).size).toBe(2);
    // Sent with an empty envelope: nobody is to be answered.
    expect(fake.messages().map((m) => m.mail?.automatic)).toEqual(['report', 'report']);
  });

  it('by a machine is told as such', async () => {
    const kinds: [string, string | null][] = [['Auto-Submitted: auto-replied', 'reply'], ['Auto-Submitted: no', null], ['Precedence: bulk', 'list'], ['List-Id: <tea.example>', 'list'], ['X-Auto-Response-Suppress: All', 'list'], ['X-Other: 1', null]];
    for (const [n, [header]] of kinds.entries()) await post(port, `${header}\r\n${plainMail('wang', `auto${n}`, 'x')}`);
    expect(fake.messages().map((m) => m.mail?.automatic)).toEqual(kinds.map(([, kind]) => kind));
    await post(port, plainMail('wang', 'ooo', 'I am away', '自动回复: 订单'));
    expect(fake.messages().at(-1)?.mail?.automatic).toBe('reply');
  });
});

describe('a report', () => {
  const bounce = (of: string, action = 'failed', status = '5.1.1'): string =>
    ['From: MAILER-DAEMON@mx.example', `To: ${OURS}`, 'Subject: Undelivered Mail', `Message-ID: <r.${action}.${status}@mx.example>`, 'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', '', 'It could not be delivered.', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; ghost@customers.example', `Action: ${action}`, `Status: ${status}`, `Diagnostic-Code: smtp; 550 ${status} User unknown`, '', '--r', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${of}`, 'Subject: x', '--r--', ''].join('\r\n');

  it('about a mail of ours is news of that mail, and no message', async () => {
    const ours = messageIdOf(fake.hub, 'key-1', 'shop.example');
    expect(await post(port, bounce(ours), { from: '' })).toMatchObject({ answer: 'acknowledged' });
    expect(delivery()).toMatchObject({ of: ours, state: 'failed', code: 'MAIL_5_1_1', addressDead: true, explain: expect.stringMatching(/ghost@customers\.example.*does not exist/) });
    expect(fake.messages()).toEqual([]);
  });

  it('that it is only delayed changes nothing', async () => {
    const ours = messageIdOf(fake.hub, 'key-1', 'shop.example');
    await post(port, bounce(ours, 'delayed', '4.4.1'), { from: '' });
    expect(delivery()).toBeUndefined();
    expect(only()?.mail).toMatchObject({ automatic: 'report', answers: [ours] });
  });

  it('about a mail that is not ours, or pretends to be, is a message by no person', async () => {
    const forged = messageIdOf(fake.hub, 'key-1', 'shop.example').replace(/\.[A-Za-z0-9_-]{22}@/, '.AAAAAAAAAAAAAAAAAAAAAA@');
    await post(port, bounce('<theirs@customers.example>'), { from: '' });
    await post(port, bounce(forged, 'failed', '5.2.2'), { from: '' });
    expect(delivery()).toBeUndefined();
    expect(fake.messages().map((m) => m.mail?.automatic)).toEqual(['report', 'report']);
  });

  it('of abuse is told as a complaint', async () => {
    const ours = messageIdOf(fake.hub, 'key-2', 'shop.example');
    await post(port, ['From: fbl@isp.example', 'Message-ID: <f@isp.example>', 'Content-Type: multipart/report; report-type=feedback-report; boundary=r', '', '--r', '', 'An abuse report', '--r', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', 'Version: 1', '--r', 'Content-Type: message/rfc822', '', `Message-ID: ${ours}`, '', 'x', '--r--', ''].join('\r\n'));
    expect(delivery()).toMatchObject({ of: ours, state: 'failed', code: 'MAIL_COMPLAINT' });
  });
});
