/** Mails of others, hundreds of them, through the door of the channel: what is told of each, and what is never told wrongly. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, corpusFile, corpusIsHere } from '../../test/api/corpus.ts';
import { bare, type Door, openDoor, squeezed, wholeOf } from './testCases.ts';

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const share = (right: number, all: number): number => (all === 0 ? 1 : right / all);

describe.skipIf(!corpusIsHere)('mails of the corpus', () => {
  let door: Door;
  beforeAll(async () => void (door = await openDoor()));
  afterAll(() => door.connection.close());

  it('are read in whatever charset they are, named rightly, wrongly or not at all', async () => {
    const missed: string[] = [];
    let shoulds = 0;
    for (const c of casesOf('email-charset/cases.jsonl')) {
      const fact = await door.take(corpusFile(`email-charset/${String(c['file'])}`));
      const file = fact?.files[0];
      const right = fact?.subject === c.expect['subject'] && squeezed(wholeOf(fact)) === c.expect['textNorm'] && file?.name === c.expect['attachmentFilename'] && sha(door.fake.files.get(file?.id ?? '')?.bytes ?? new Uint8Array()) === c.expect['attachmentSha256'];
      if (c.level === 'should') shoulds += 1;
      if (!right && c.level !== 'info') missed.push(`${c.level} ${c.id}`);
    }
    expect(missed.filter((m) => m.startsWith('must'))).toEqual([]);
    expect(share(shoulds - missed.length, shoulds)).toBeGreaterThanOrEqual(0.8);
  });

  it('tell subject, people, ids, text and files as others read them', async () => {
    const counts = new Map<string, [right: number, all: number]>();
    const wrong: string[] = [];
    const count = (field: string, consensus: unknown, id: string, right: boolean): void => {
      const key = `${field} ${String(consensus)}`;
      const [r, a] = counts.get(key) ?? [0, 0];
      counts.set(key, [r + (right ? 1 : 0), a + 1]);
      if (!right) wrong.push(`${key} ${id}`);
    };
    for (const c of casesOf('email-corpus/cases.jsonl')) {
      const e = c.expect as { subject?: string; from?: string[]; to?: string[]; cc?: string[]; messageId?: string; inReplyTo?: string; references?: string[]; textPrefix?: string; attachments?: { sha256: string; size: number }[] };
      const consensus = c['consensus'] as Record<string, unknown>;
      const fact = await door.take(corpusFile(`email-corpus/${String(c['file'])}`));
      expect(fact, c.id).not.toBeNull();
      const mail = fact?.mail;
      const lower = (list: readonly { address: string }[] | undefined): string => (list ?? []).map((m) => m.address.toLowerCase()).join();
      if (e.subject !== undefined) count('subject', consensus['subject'], c.id, squeezed(fact?.subject ?? '') === squeezed(e.subject));
      if (e.from?.[0]) count('from', consensus['from'], c.id, fact?.from.value === e.from[0]);
      if (e.to) count('to', consensus['to'], c.id, lower(mail?.to) === e.to.join());
      if (e.cc) count('cc', consensus['cc'], c.id, lower(mail?.cc) === e.cc.join());
      if (e.messageId) count('messageId', consensus['messageId'], c.id, mail?.messageId === e.messageId);
      if (e.inReplyTo) count('inReplyTo', consensus['inReplyTo'], c.id, mail?.answers.includes(e.inReplyTo) === true);
      if (e.references) count('references', consensus['references'], c.id, e.references.every((r) => mail?.answers.includes(r)));
      if (e.textPrefix) count('text', consensus['text'], c.id, [wholeOf(fact), `${mail?.quoted ?? ''}\n${fact?.text ?? ''}`].some((t) => squeezed(t).includes(squeezed(e.textPrefix ?? '').slice(0, 60))));
      const kept = (fact?.files ?? []).map((f) => sha(door.fake.files.get(f.id)?.bytes ?? new Uint8Array()));
      if (e.attachments) count('files', consensus['attachments'], c.id, e.attachments.every((a) => a.size === 0 || kept.includes(a.sha256)));
    }
    for (const [key, [right, all]] of counts) expect(share(right, all), `${key}: ${right} of ${all}; wrong: ${wrong.filter((w) => w.startsWith(key)).join(', ')}`).toBeGreaterThanOrEqual(all < 10 ? 0 : key.endsWith('all3') ? 0.99 : 0.97);
  });

  it('by no person get no automatic answer, bounces are known, and no mail of a person is taken for one', async () => {
    const bounces = { right: 0, all: 0 };
    for (const c of casesOf('email-corpus/cases.jsonl')) {
      const label = c['label'] as { mustNotAutoReply: boolean; category: string; why: unknown };
      const fact = await door.take(corpusFile(`email-corpus/${String(c['file'])}`));
      if (label.mustNotAutoReply) expect(fact?.mail?.automatic, `${c.id} ${JSON.stringify(label.why)}`).not.toBeNull();
      if (label.category === 'ham') expect(fact?.mail?.automatic, c.id).not.toBe('report');
      if (c.expect['bounce'] === undefined) continue;
      bounces.all += 1;
      if (fact?.mail?.automatic === 'report') bounces.right += 1;
    }
    expect(share(bounces.right, bounces.all)).toBeGreaterThanOrEqual(0.97);
  });

  it('that answer are told without what they quote, and nothing of it is lost', async () => {
    const missed: string[] = [];
    let all = 0;
    for (const c of casesOf('email-reply/cases.jsonl')) {
      const body = typeof c['file'] === 'string' ? corpusFile(`email-reply/${c['file']}`) : Buffer.from(String(c['text'] ?? c['input']));
      const raw = c['format'] === 'eml' ? body : Buffer.concat([Buffer.from(`From: a@b.example\r\nMessage-ID: <${c.id.replace(/\W/g, '')}@b.example>\r\nContent-Type: text/${c['format'] === 'html' ? 'html' : 'plain'}; charset=utf-8\r\n\r\n`), body]);
      const fact = await door.take(raw);
      const e = c.expect as { visible?: string; visibleNoWhitespace?: string; startsWith?: string };
      const wanted = bare(e.visible ?? e.visibleNoWhitespace ?? e.startsWith ?? '');
      const got = bare(fact?.text ?? '');
      all += 1;
      if (e.startsWith === undefined ? got !== wanted : !got.startsWith(wanted)) missed.push(`${c.level} ${c.id}`);
      if (c['format'] === 'text') expect([...bare(wholeOf(fact))].sort().join(''), c.id).toBe([...bare(body.toString('utf8'))].sort().join(''));
    }
    expect(missed.filter((m) => m.startsWith('must'))).toEqual([]);
    expect(share(all - missed.length, all), missed.join(', ')).toBeGreaterThanOrEqual(0.75);
  });

  it('that are hostile or empty texts come back as they were', async () => {
    for (const c of casesOf('text/cases.jsonl')) {
      const text = String(c['text']);
      const raw = Buffer.from(`From: a@b.example\r\nMessage-ID: <${c.id.replace(/\W/g, '-')}@b.example>\r\nSubject: =?utf-8?B?${Buffer.from(text.slice(0, 200)).toString('base64')}?=\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64')}`);
      const fact = await door.take(raw);
      // What a database cannot hold, and the line ends of mail, are not part of it.
      const plain = text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0e-\x1f\x7f]/g, '').replace(/[\x0b\x0c]/g, '\n').replace(/\p{Cs}/gu, '\ufffd');
      expect(bare(wholeOf(fact)), c.id).toBe(bare(plain));
    }
  });
});
