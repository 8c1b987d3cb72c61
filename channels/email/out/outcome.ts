/** How an SMTP transaction that failed is told (RFC 5321, 4.2; RFC 3463): never, later, or unknown. */
import type { Health, Sent } from '../../../src/core/channel.ts';
import { wordsOf } from '../wrong.ts';

/** What nodemailer says of a failure. */
export interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly rejectedErrors?: readonly SmtpError[];
}

type Failed = Extract<Sent, { ok: false }>;

/** `handedOver`: the server had asked for the message itself (354), so it may have it. */
export function outcomeOf(error: SmtpError, handedOver: boolean): Failed {
  if (error.code === 'EAUTH') return { ok: false, retry: 'later', code: 'SMTP_SIGN_IN', explain: `The mail server refuses our sign-in; an administrator has to look at the entry point. ${saidBy(error)}`.trim() };
  const worst = error.rejectedErrors?.find((e) => (e.responseCode ?? 0) >= 500) ?? error.rejectedErrors?.[0] ?? error;
  const reply = worst.responseCode ?? 0;
  if (reply >= 500 && reply < 600) return { ok: false, retry: 'never', code: `SMTP_${reply}`, explain: `${meaningOf(worst)} ${saidBy(worst)}`.trim(), ...(isDead(worst) ? { addressDead: true } : {}) };
  if (reply >= 400) return { ok: false, retry: 'later', code: `SMTP_${reply}`, explain: `The mail server cannot take the message just now; it is tried again. ${saidBy(worst)}`.trim() };
  if (error.code === 'EENVELOPE') return { ok: false, retry: 'never', code: 'BAD_ADDRESS', explain: 'The message names no address that a mail server takes; correct the recipients.' };
  if (handedOver) return { ok: false, retry: 'unknown', code: 'SMTP_LOST', explain: 'The line to the mail server broke after the message was handed over; it may or may not have gone out.' };
  return { ok: false, retry: 'later', code: 'SMTP_NOT_REACHED', explain: `The mail server could not be reached, the message goes when it can: ${wordsOf(error)}` };
}

/** What health says of it; null = the server was there and spoke of this message alone. */
export function healthOf(error: SmtpError): Health | null {
  if (error.code === 'EAUTH') return { state: 'failed', code: 'SMTP_SIGN_IN', explain: `The server for outgoing mail refuses the user name or the password. ${saidBy(error)}`.trim() };
  if (error.responseCode !== undefined || error.rejectedErrors) return null;
  return { state: 'failed', code: 'SMTP_NOT_REACHED', explain: `The server for outgoing mail cannot be reached: ${wordsOf(error)}` };
}

const enhanced = (error: SmtpError): string => /\b5\.\d{1,3}\.\d{1,3}\b/.exec(error.response ?? '')?.[0] ?? '';

const NOBODY = /user.{0,12}(unknown|not found)|unknown (user|recipient)|no such (user|mailbox|recipient|address|person)|(mailbox|account|address|recipient).{0,30}(not found|does not exist|doesn.t exist|unknown|unavailable|disabled)|invalid (recipient|mailbox)/i;

/** The address, not the message: said at RCPT, or in so many words. */
export function isDead(error: SmtpError): boolean {
  const status = enhanced(error);
  if (status !== '') return /^5\.1\.(0|1|2|3|6|10)$/.test(status);
  return (error.command === undefined || error.command === 'RCPT TO') && (error.responseCode === 550 || error.responseCode === 551 || error.responseCode === 553) && NOBODY.test(error.response ?? '');
}

function meaningOf(error: SmtpError): string {
  const status = enhanced(error);
  if (isDead(error)) return 'The address does not exist, says the mail server.';
  if (error.responseCode === 552 || /^5\.(2\.3|3\.4)$/.test(status)) return 'The message is too large for the mail server.';
  if (/^5\.2\.2$/.test(status)) return 'The recipient’s mailbox is full.';
  if (/^5\.7\./.test(status)) return 'The mail server refuses to carry this message.';
  return 'The mail server refuses this message for good.';
}

/** In the server's own words, on one line. */
function saidBy(error: SmtpError): string {
  const text = (error.response ?? '').replace(/[\x00-\x1f\x7f]+/g, ' ').trim().slice(0, 300);
  return text === '' ? '' : `It said: “${text}”.`;
}
