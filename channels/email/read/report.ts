/**
 * What a mail says of the delivery of another: delivery status notifications (RFC 3464), abuse reports (RFC 5965), and the
 * many that follow no standard. It names a mail of ours by Message-IDs; whether they are ours is not decided here.
 */
import { decodeBytes } from './charset.ts';
import { readHeaders } from './headers.ts';
import { contentOf, type Part } from './parts.ts';

export interface Report {
  readonly kind: 'status' | 'complaint';
  /** RFC 3464, 2.3.3. */
  readonly action: 'failed' | 'delayed' | 'delivered';
  /** Enhanced status code (RFC 3463), `5.1.1`; null = none is said. */
  readonly status: string | null;
  /** SMTP reply code. */
  readonly reply: string | null;
  readonly recipient: string | null;
  /** What the far side said, in its words; one line. */
  readonly diagnostic: string | null;
  /** The address will not work tomorrow either. */
  readonly dead: boolean;
  /** Message-IDs of the mail it is about, with brackets. */
  readonly ids: readonly string[];
}

const SUBJECT = /undeliver|delivery (?:status|failure|report|notification|has failed|problem)|delivery.{0,20}fail|fail(?:ed|ure).{0,20}(?:deliver|notice|mail)|returned (?:mail|to sender)|mail (?:failure|could not)|could not be (?:sent|delivered)|message you sent|non.?deliver|postmaster notify|не доставлено|unzustellbar|nicht zugestellt|nicht zustell|退信|投递失败|无法送达|配信(?:不能|できません)|échec|errors from|rejected|see transcript|user unknown|mailbox (?:full|unavailable)|undelivered/i;
const DAEMON = /^(?:mailer-?daemon|postmaster|poostmaster|mail-?daemon|mail[.-]?delivery.*|.*daemon)(?:@|$)/i;
/** What stands before the mail that came back, where the report is plain text. */
const RETURNED = /^-{3,}.{0,80}(?:copy of|original|unsent|returned|below this line|message header|undelivered|failed message|the (?:body|header|headers) of).{0,80}$|^(?:received:|return-path:)/im;

/** Null = it is no report. `from` as written, in whatever form. */
export function readReport(bytes: Buffer, root: Part, from: string, subject: string, text: string): Report | null {
  const parts = leaves(root);
  const ofType = (...types: readonly string[]): Part | undefined => parts.find((p) => types.includes(p.type.value));
  const feedback = ofType('message/feedback-report');
  const status = ofType('message/delivery-status', 'message/global-delivery-status');
  const returned = ofType('message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global', 'message/global-headers', 'message/partial');
  const notice = readNotice(text);
  if (notice) return notice;
  const daemon = DAEMON.test(from.trim());
  const complaint = /^\s*complaint about message|abuse report/i.test(subject) && returned !== undefined;
  const forwarded = /^\s*(?:fwd?|wg|转发|轉寄)\s*[:：]/i.test(subject) && SUBJECT.test(subject) && /^[>\t ]{0,20}(?:final-recipient|diagnostic-code):/im.test(text);
  const failed = root.headers.get('x-failed-recipients');
  if (!feedback && !status && !failed && !complaint && !forwarded && !(daemon && (SUBJECT.test(subject) || statusIn(text) !== null)) && !(SUBJECT.test(subject) && (from === '' || returned) && (statusIn(text) !== null || replyIn(text) !== null))) return null;
  const inner = returned ? readHeaders(contentOf(bytes, returned), 0, returned.end - returned.start).headers : null;
  const fields = status ? statusFields(contentOf(bytes, status)) : feedback ? statusFields(contentOf(bytes, feedback)) : new Map<string, string>();
  const after = text.slice(Math.max(0, text.search(RETURNED)));
  const ids = [
    fields.get('x-original-message-id') ?? '', fields.get('original-message-id') ?? '', inner?.get('message-id') ?? '', ...(inner ? [] : [...after.matchAll(/^[>\s]{0,8}message-id:\s*(<[^<>\s]{3,500}>)/gim)].map((m) => m[1] ?? '')), root.headers.get('in-reply-to'), root.headers.get('references'),
  ].flatMap((v) => v.match(/<[^<>\s]{3,500}>/g) ?? []);
  if (feedback || complaint) return { kind: 'complaint', action: 'failed', status: null, reply: null, dead: false, recipient: addressIn(fields.get('original-rcpt-to') ?? inner?.get('to') ?? ''), diagnostic: fields.get('feedback-type') ?? null, ids };
  const said = fields.get('diagnostic-code')?.replace(/^[\w-]+;\s*/, '') ?? '';
  const head = text.slice(0, 20_000);
  const action = actionOf(fields.get('action'), subject, head);
  // What the far side said is more exact than the code that a gateway chose: 5.0.0 says nothing.
  const codes = [fields.get('status'), statusIn(said), ...(status ? [] : [statusIn(head)])].flatMap((s) => /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(s ?? '')?.[0] ?? []);
  const best = codes.find((s) => !s.endsWith('.0.0')) ?? codes[0] ?? null;
  const diagnostic = (said || lineOf(head)).replace(/\s+/g, ' ').trim().slice(0, 400) || null;
  return {
    kind: 'status', action, status: best, reply: replyIn(said) ?? replyIn(head), dead: isDead(best, diagnostic ?? head.slice(0, 3_000)),
    recipient: addressIn(fields.get('original-recipient') ?? fields.get('final-recipient') ?? failed) ?? addressIn(head.split(/fail|could not|undeliver|unknown/i)[1] ?? ''), diagnostic, ids,
  };
}

/** Bounces that a service tells as JSON (Amazon SES over SNS: docs.aws.amazon.com/ses, "notification contents"). */
function readNotice(text: string): Report | null {
  const type = /"(?:notificationType|eventType)"\s*:\s*"(Bounce|Complaint)"/.exec(text.slice(0, 5_000))?.[1];
  if (!type) return null;
  const value = (key: string): string | null => new RegExp(`"${key}"\\s*:\\s*"([^"]{1,400})"`).exec(text.slice(0, 50_000))?.[1] ?? null;
  const status = value('status');
  const said = value('diagnosticCode');
  const ids = [value('Message-ID'), /"name"\s*:\s*"Message-ID"\s*,\s*"value"\s*:\s*"([^"]{3,500})"/i.exec(text)?.[1] ?? null, value('messageId')].flatMap((v) => (v ? [v.startsWith('<') ? v : `<${v}>`] : []));
  return { kind: type === 'Bounce' ? 'status' : 'complaint', action: 'failed', status, reply: said ? replyIn(said) : null, recipient: value('emailAddress'), diagnostic: said, dead: isDead(status, said ?? ''), ids };
}

const NOBODY = /user.{0,12}(?:unknown|not found|does ?n.t exist)|unknown (?:user|recipient|local)|no such (?:user|recipient|mailbox|address|person)|(?:mailbox|account|address|recipient).{0,30}(?:not found|does not exist|doesn.t exist|unavailable|unknown|invalid|disabled)|no mailbox here|not a valid mailbox|(?:host|domain).{0,20}(?:unknown|not found|does not exist)|no mx|mail exchanger|invalid (?:recipient|mailbox)/i;

/** RFC 3463, 3.2: the address itself is wrong; or the words say so where the code does not. */
function isDead(status: string | null, said: string): boolean {
  if (/quota|mailbox.{0,10}full|over.?limit|too large/i.test(said)) return false;
  if (status && /^5\.1\.(?:0|1|2|3|6|10)$/.test(status)) return true;
  return (status === null || /^5\.(?:0|2\.1|3|4)|^4\.1\.1/.test(status)) && NOBODY.test(said);
}

const leaves = (part: Part): readonly Part[] => (part.children.length === 0 ? [part] : part.children.flatMap(leaves));

/** Per-message and per-recipient fields in one; of several recipients the first that failed. */
function statusFields(content: Buffer): Map<string, string> {
  const groups = decodeBytes(content, null).split(/\r?\n\s*\r?\n/).map((g) => new Map(readHeaders(Buffer.from(g, 'utf8'), 0, Buffer.byteLength(g)).headers.all.toReversed()));
  const recipients = groups.filter((g) => g.has('action') || g.has('final-recipient') || g.has('status'));
  const worst = recipients.find((g) => /failed/i.test(g.get('action') ?? '')) ?? recipients[0];
  return new Map([...groups.flatMap((g) => [...g]), ...(worst ?? [])]);
}

function actionOf(given: string | undefined, subject: string, text: string): Report['action'] {
  if (given) return /delay/i.test(given) ? 'delayed' : /failed|expired/i.test(given) ? 'failed' : /deliver|relay|expand/i.test(given) ? 'delivered' : 'failed';
  return /\bdelay|warning: could not|will (?:keep|continue) trying|delivery attempts will continue|has not yet been delivered/i.test(`${subject}\n${text.slice(0, 3_000)}`) && !/permanent|giving up|gave up|failed/i.test(text.slice(0, 3_000)) ? 'delayed' : 'failed';
}

const statusIn = (text: string): string | null => /(?:^|[\s(#<[:-])([45]\.\d{1,3}\.\d{1,3})(?=[\s)>\]:;,-]|$)/.exec(text.slice(0, 20_000))?.[1] ?? null;
const replyIn = (text: string): string | null => /(?:^|[\s:;<("-])([45][0-5]\d)(?=[\s-]+[#\w<(]|[\s-]+[45]\.\d)/m.exec(text.slice(0, 20_000))?.[1] ?? null;
const addressIn = (text: string): string | null => /[^\s<>;:"(),]{1,64}@[\w.-]{1,190}\w/.exec(text.slice(0, 2_000))?.[0]?.toLowerCase() ?? null;
const lineOf = (text: string): string => text.split('\n').find((l) => /\b[45]\d\d[\s-]|\b[45]\.\d\.\d/.test(l) && l.length < 1_000) ?? '';
