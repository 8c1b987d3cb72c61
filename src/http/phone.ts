/** The demo customer's phone: what reached them by mail, text message and WeChat, and what they send. To this machine and the demo's own page only. */
import express, { type Express, type Request } from 'express';
import { ownOrigin } from './origin.ts';

const CHANNELS = ['email', 'sms', 'wechat', 'personal', 'group'] as const;
type PhoneChannel = (typeof CHANNELS)[number];

/** As the demo has it; lines are shown as they are. */
export interface PhoneControl {
  readonly channels: readonly PhoneChannel[];
  addresses(person: number): Readonly<Record<PhoneChannel, string>>;
  lines(person: number): readonly object[];
  send(person: number, message: { readonly channel: PhoneChannel; readonly text: string; readonly subject: string | null }): Promise<string | null>;
}

/** People 1 to 59 are whoever tries the demo; the others are simulated. */
const LAST_PERSON = 59;

export function servePhone(app: Express, parts: { readonly demo: { readonly phone: PhoneControl | null } | null }, local: (req: Request) => boolean): void {
  const none = { code: 'NOT_FOUND', message: 'The demo customer’s phone is on the machine of a hub with a demo only. If the hub has just started, try again in a moment.' };
  const personOf = (value: unknown): number | null => (/^[1-9]\d?$/.test(String(value)) && Number(value) <= LAST_PERSON ? Number(value) : null);

  app.get('/demo/phone.json', (req, res) => {
    const phone = local(req) ? parts.demo?.phone : null;
    const person = personOf(req.query.person);
    if (!phone) return void res.status(404).json(none);
    if (person === null) return void res.status(400).json({ code: 'BAD_INPUT', message: `A person is a number from 1 to ${LAST_PERSON}.` });
    res.set('cache-control', 'no-store').json({ channels: phone.channels, addresses: phone.addresses(person), lines: phone.lines(person) });
  });
  app.post('/demo/phone.json', express.json({ limit: '64kb' }), async (req, res) => {
    const phone = local(req) ? parts.demo?.phone : null;
    if (!phone) return void res.status(404).json(none);
    if (!ownOrigin(req.headers)) return void res.status(403).json({ code: 'NOT_ALLOWED', message: 'Only the demo customer’s own page may send.' });
    const { person: who, channel: kind, text, subject } = (req.body ?? {}) as Record<string, unknown>;
    const person = personOf(who);
    const channel = CHANNELS.find((c) => c === kind);
    if (person === null || !channel || typeof text !== 'string' || text.trim() === '' || text.length > 5_000 || !(subject === null || subject === undefined || (typeof subject === 'string' && subject.length <= 200 && !/\p{Cc}/u.test(subject))))
      return void res.status(400).json({ code: 'BAD_INPUT', message: 'Send {"person": 1, "channel": "email", "text": "…", "subject": "…" or null}.' });
    const no = await phone.send(person, { channel, text: text.trim(), subject: subject?.trim() || null });
    res.status(no === null ? 200 : 503).json(no === null ? { ok: true } : { code: 'UNAVAILABLE', message: no });
  });
}
