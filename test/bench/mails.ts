/**
 * C1: mails a second that the e-mail adapter takes from a mail server: by SMTP, stored as they came, read in its threads, each a
 * customer, a conversation and an interaction before it is acknowledged; beside `mailparser` that only reads the same mails.
 */
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { freePort, openPoint, ratePerSecond, sureStored } from './far.ts';
import { benchHub } from './hub.ts';
import { median, perSecond, type Row, times } from './row.ts';

const ROUNDS = 5;
const EACH = 200;
const LINES = 8;
const OURS = 'support@bench.example';

interface Letter {
  readonly from: string;
  readonly raw: Buffer;
}

/** Plain, formatted, in Chinese, and with a file of 40 KB, in turn; each by somebody else. */
async function lettersOf(round: number): Promise<Letter[]> {
  return Promise.all(Array.from({ length: EACH }, async (_, n): Promise<Letter> => {
    const from = `c${round}-${n}@customers.example`;
    const head = { from: { name: `Customer ${n}`, address: from }, to: OURS, messageId: `<${round}.${n}@customers.example>`, date: new Date(0) };
    const paragraph = `The parcel ${n} has not come. It was to be here on Tuesday, and the shop around the corner knows nothing of it.\n`.repeat(6);
    const bodies = [
      { subject: `Parcel ${n}`, text: paragraph },
      { subject: `Parcel ${n}`, text: paragraph, html: `<div style="font-family:serif">${paragraph.replaceAll('\n', '<br>')}<table><tr><td>${n}</td></tr></table></div>` },
      { subject: `订单 ${n} 的包裹`, text: `您好，订单 ${n} 的包裹还没有收到，请帮忙查询。\n`.repeat(10), textEncoding: 'base64' as const },
      { subject: `Bill ${n}`, text: paragraph, attachments: [{ filename: `bill-${n}.pdf`, content: Buffer.alloc(40_000, `%PDF ${n} `) }] },
    ];
    return { from, raw: await new MailComposer({ ...head, ...bodies[n % bodies.length] }).compile().build() };
  }));
}

export const mails: Row = {
  name: 'C1',
  what: 'mails a second in, by SMTP',
  source: 'issue 4',
  target: '≥ 50/s and ≥ 0.25 × the bare parser',
  how: `${EACH} mails of strangers a round (plain, formatted, Chinese, with a file of 40 KB) over ${LINES} connections, each counted when it is acknowledged, which is when its interaction is committed; beside mailparser's simpleParser on the same mails, one after the other; ${ROUNDS} rounds by turns, medians`,
  async run(bench) {
    const { hub, made, client } = await benchHub(bench.server, 'bench_mails');
    const port = await freePort();
    await openPoint(hub, made, 'email', { address: OURS, intake: 'smtp', listen: { host: '127.0.0.1', port }, smtp: { host: '127.0.0.1', port: await freePort(), secure: 'none', auth: 'none' } });
    const line = createTransport({ pool: true, maxConnections: LINES, maxMessages: 1_000_000, host: '127.0.0.1', port, ignoreTLS: true });
    const taken: number[] = [];
    const parsed: number[] = [];
    // The first is for compiled code and open connections; it is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const letters = await lettersOf(round);
      const parser = await ratePerSecond(letters, 1, ({ raw }) => simpleParser(raw));
      const subject = await ratePerSecond(letters, LINES, ({ from, raw }) => line.sendMail({ envelope: { from, to: OURS }, raw }));
      if (round === 0) continue;
      parsed.push(parser);
      taken.push(subject);
    }
    line.close();
    await sureStored(client, 'email', (ROUNDS + 1) * EACH);
    // A mail that could not be read is stored, too, and costs less.
    if ((await client.query(`select 1 from raw_inbound where result is null or result like 'unreadable:%' limit 1`)).rowCount !== 0) throw new Error('Some mails were not read.');
    await client.end();
    await hub.stop();
    const [subject, limit] = [median(taken), median(parsed)];
    return { measured: perSecond(subject), limit: `bare parser ${perSecond(limit)}`, ratio: times(subject / limit), held: subject >= 50 && subject >= 0.25 * limit };
  },
};
