/** What somebody out there may send to do harm: mutated mails by the thousand, and mails made to be expensive. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, corpusFile, corpusIsHere } from '../../test/api/corpus.ts';
import { type Dice, dice } from '../../test/support/dice.ts';
import { readMail } from './read/readMail.ts';
import { type Door, openDoor } from './testCases.ts';
import { plainMail } from './testPeer.ts';
import { worstMails } from './testWorst.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_105);
const MAILS = Number(process.env.FUZZ_MAILS ?? 10_000);
/** Of these so many go the whole way, through the thread to the fact. */
const THROUGH = MAILS / 10;
/** The main thread may be held so long by one mail (8-reliability, rule 4); machines are noisy. */
const STALL_MS = 1_000;

const multipart = [
  'From: =?gb2312?B?zfXQocP3?= <wang@customers.example>', 'To: support@shop.example, "Li, Wei" <li@shop.example>', 'Subject: =?utf-8?Q?Order_=E8=8C=B6?=', 'Message-ID: <m@customers.example>', 'References: <a@x> <b@y>', 'Content-Type: multipart/mixed; boundary="b1"', '', 'preamble',
  '--b1', 'Content-Type: multipart/alternative; boundary=b2', '', '--b2', 'Content-Type: text/plain; charset=gbk; format=flowed', 'Content-Transfer-Encoding: quoted-printable', '', 'Hello =B2=E8 ', 'On Mon, 5 Jan 2026 at 10:00, Li <li@shop.example> wrote:', '> quoted', '--b2', 'Content-Type: text/html', '', '<p>Hello <img src="cid:x"><script>alert(1)</script>', '--b2--',
  '--b1', 'Content-Type: application/pdf; name*0*=utf-8\'\'%E8%8C; name*1=x.pdf', 'Content-Transfer-Encoding: base64', 'Content-ID: <x>', '', 'aGVsbG8=', '--b1', 'Content-Type: message/rfc822', '', 'Subject: inner', '', 'body', '--b1--', '',
].join('\r\n');
const report = ['From: MAILER-DAEMON@x.example', 'Subject: Undelivered', 'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', '', 'failed 550 5.1.1', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; x', '', 'Final-Recipient: rfc822; a@b.example', 'Action: failed', 'Status: 5.1.1', '--r', 'Content-Type: text/rfc822-headers', '', 'Message-ID: <z@shop.example>', '--r--'].join('\r\n');
const hostile = ['\0', '\r', '\n', '\r\n\r\n', '--b1', '--b1--', '--', '=?', '?=', '=?utf-8?B?', '<', '>', '"', '(', ';', ':', ',', '\xff\xfe', '\xed\xa0\x80', '=', '=\r\n', 'boundary=b1', 'charset=utf-7', 'Content-Type: multipart/mixed; boundary=""', '\t'.repeat(50), '> '.repeat(200), '<div>'.repeat(200), '\uf8f0', '-----Original Message-----', 'From: x\r\n'];

function mutate(base: Buffer<ArrayBufferLike>, { below, of }: Dice): Buffer<ArrayBufferLike> {
  let bytes: Buffer<ArrayBufferLike> = Buffer.from(base);
  for (let n = 1 + below(4); n > 0; n -= 1) {
    const at = below(bytes.length + 1);
    switch (below(6)) {
      case 0:
        bytes = bytes.subarray(0, at);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(of(hostile), 'latin1'), bytes.subarray(at)]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(40))]);
        break;
      case 3:
        for (let k = below(20); k > 0; k -= 1) if (bytes.length > 0) bytes[below(bytes.length)] = below(256);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(bytes.length + 1), at + below(300))]);
        break;
      default:
        bytes = Buffer.from(bytes.toString('latin1').replaceAll(of(['\r\n', ': ', 'utf-8', 'b1', 'text/', 'base64', '=']), of(['\n', '\r', ':', 'x-bad', 'b2', 'multipart/', 'quoted-printable', ''])), 'latin1');
    }
  }
  return bytes;
}

describe('hostile mails', () => {
  let door: Door;
  beforeAll(async () => void (door = await openDoor()));
  afterAll(() => door.connection.close());

  it(`by mutation do no harm: ${MAILS} of them (FUZZ_SEED=${SEED})`, async () => {
    const random = dice(SEED);
    const bases: Buffer<ArrayBufferLike>[] = [multipart, report, plainMail('wang', 'm', 'Hello')].map((m) => Buffer.from(m, 'latin1'));
    if (corpusIsHere) for (const c of casesOf('email-corpus/cases.jsonl').slice(0, 60)) bases.push(corpusFile(`email-corpus/${String(c['file'])}`).subarray(0, 20_000));
    let slowest = 0;
    for (let n = 0; n < MAILS; n += 1) {
      const raw = mutate(random.of(bases), random);
      const start = performance.now();
      if (n % (MAILS / THROUGH) === 0) await door.take(raw);
      else {
        const mail = readMail(raw);
        const told = JSON.stringify({ ...mail, files: mail.files.map((f) => f.name) });
        expect(told.includes('\\u0000') || /\\ud[89a-f]/.test(told), `mail ${n}`).toBe(false);
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    console.info(`The slowest of ${MAILS} mutated mails took ${slowest.toFixed(0)} ms.`);
    expect(slowest).toBeLessThan(5_000);
    expect(JSON.stringify(door.fake.facts)).not.toContain('\\u0000');
    expect(door.fake.unread).toEqual([]);
    expect(await door.take(Buffer.from(plainMail('wang', 'after', 'Is anybody there?')))).toMatchObject({ text: 'Is anybody there?' });
  }, 180_000);

  it('made to be expensive become one readable message each, and hold nobody up', async () => {
    // The threads have loaded their code: what is measured is the mail.
    await door.take(Buffer.from(plainMail('wang', 'warm', 'warm')));
    const slow: string[] = [];
    for (const [name, make] of Object.entries(worstMails)) {
      const raw = make();
      const before = door.fake.facts.length + door.fake.unread.length;
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const start = performance.now();
      const fact = await door.take(raw);
      const took = performance.now() - start;
      delay.disable();
      slow.push(`${name}: ${took.toFixed(0)} ms, main thread held ${(delay.max / 1e6).toFixed(0)} ms`);
      expect(door.fake.facts.length + door.fake.unread.length, name).toBe(before + 1);
      expect(fact?.from.value ?? door.fake.unread.at(-1)?.about?.from.value, name).toBe('wang@customers.example');
      expect(fact === null || fact.subject === undefined ? 'Hello' : fact.subject, name).toContain('Hello');
      expect(delay.max / 1e6, `${name} held the main thread`).toBeLessThan(STALL_MS);
    }
    console.info(slow.join('\n'));
    expect(await door.take(Buffer.from(plainMail('wang', 'afterwards', 'Still there?')))).toMatchObject({ text: 'Still there?' });
  }, 300_000);
});
