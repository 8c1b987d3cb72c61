/** What WeChat's refusals mean, in words for the agent or the administrator who reads them. */
import type { Sent } from '../../src/core/channel.ts';
import type { ApiFault } from './api.ts';

export type Refusal = Extract<Sent, { ok: false }>;
export type Meaning = readonly [retry: 'never' | 'later', code: string, explain: string, addressDead?: true];
export type Meanings = Readonly<Record<number, Meaning>>;

/** Common to all of WeChat (全局返回码, developers.weixin.qq.com; WeCom 90313). */
const COMMON: Meanings = {
  [-1]: ['later', 'BUSY', 'WeChat is busy just now; the message goes when it is not.'],
  40001: ['later', 'BAD_SECRET', 'WeChat does not accept the secret of this entry point; an administrator must correct it.'],
  40013: ['later', 'BAD_APP_ID', 'WeChat does not know the ID of this account; an administrator must correct it.'],
  40014: ['later', 'BAD_TOKEN', 'WeChat does not accept our access token; it is asked for anew.'],
  42001: ['later', 'BAD_TOKEN', 'Our access token has expired; it is asked for anew.'],
  40004: ['never', 'UNSUPPORTED', 'WeChat does not take files of this type; send it another way.'],
  40005: ['never', 'UNSUPPORTED', 'WeChat does not take files of this type; send it another way.'],
  40006: ['never', 'TOO_LARGE', 'The file is too large for WeChat; send a smaller one.'],
  40007: ['later', 'MEDIA_GONE', 'WeChat no longer has the uploaded file; it is uploaded again.'],
  40008: ['never', 'UNSUPPORTED', 'WeChat does not take this kind of message.'],
  40009: ['never', 'TOO_LARGE', 'The picture is too large for WeChat; send a smaller one.'],
  40010: ['never', 'TOO_LARGE', 'The voice message is too large for WeChat; send a smaller one.'],
  40011: ['never', 'TOO_LARGE', 'The video is too large for WeChat; send a smaller one.'],
  44004: ['never', 'EMPTY', 'WeChat takes no empty message.'],
  45001: ['never', 'TOO_LARGE', 'The file is too large for WeChat; send a smaller one.'],
  45002: ['never', 'TOO_LONG', 'The message is too long for WeChat; send it in shorter pieces.'],
  45009: ['later', 'QUOTA', 'This account has used up its calls to WeChat for now; the message goes when there are new ones.'],
  48001: ['never', 'NO_PERMISSION', 'This account has no permission to write to customers; it must be verified with WeChat first.'],
  48002: ['never', 'REFUSED_BY_CUSTOMER', 'The customer has switched off messages from this account.'],
  48004: ['never', 'API_BLOCKED', 'WeChat has blocked this account’s messages for breaking its rules; see mp.weixin.qq.com.'],
};

/** @see https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html */
export const OFFICIAL: Meanings = {
  ...COMMON,
  40003: ['never', 'BAD_ADDRESS', 'WeChat does not know this customer under this account.', true],
  40125: ['later', 'BAD_SECRET', 'The AppSecret is wrong; an administrator must enter the present one.'],
  40164: ['later', 'NOT_ON_WHITELIST', 'This machine’s IP address is not on the account’s whitelist; an administrator must add it at mp.weixin.qq.com.'],
  40243: ['later', 'SECRET_FROZEN', 'The AppSecret is frozen at WeChat; an administrator must unfreeze it there.'],
  43004: ['never', 'NOT_FOLLOWING', 'The customer does not follow this account any more, so WeChat delivers nothing.'],
  45011: ['later', 'TOO_FAST', 'WeChat takes no more calls this minute; the message goes in the next.'],
  45015: ['never', 'WINDOW_OVER', 'The customer last wrote more than 48 hours ago; WeChat delivers nothing until they write again.'],
  45047: ['later', 'REPLY_LIMIT', 'WeChat takes only a few messages for each of the customer’s; more go when they have written again.'],
  50001: ['never', 'NO_PERMISSION', 'This account has no permission to write to this customer.'],
  50002: ['never', 'ACCOUNT_LIMITED', 'WeChat has limited this account or this customer; see mp.weixin.qq.com.'],
  50007: ['later', 'ACCOUNT_FROZEN', 'WeChat has frozen this account; an administrator must see to it at mp.weixin.qq.com.'],
  61004: ['later', 'NOT_ON_WHITELIST', 'This machine’s IP address is not on the account’s whitelist; an administrator must add it at mp.weixin.qq.com.'],
};

/** @see https://developer.work.weixin.qq.com/document/path/90313 */
export const WECOM: Meanings = {
  ...COMMON,
  40003: ['never', 'BAD_ADDRESS', 'WeCom does not know this customer.', true],
  40058: ['never', 'BAD_INPUT', 'WeCom does not understand the message.'],
  40096: ['never', 'BAD_ADDRESS', 'WeCom does not know this customer.', true],
  45033: ['later', 'TOO_FAST', 'WeCom takes no more calls at once; the message goes in a moment.'],
  60020: ['later', 'NOT_ON_WHITELIST', 'This machine’s IP address is not among the trusted ones; an administrator must add it in WeCom.'],
  95000: ['never', 'BAD_ACCOUNT', 'WeCom does not know this customer service account; an administrator must correct its ID.'],
  95001: ['never', 'REPLY_LIMIT', 'WeCom takes 5 messages for each of the customer’s; wait until they write again.'],
  95002: ['never', 'WINDOW_OVER', 'The customer last wrote more than 48 hours ago; WeCom delivers nothing until they write again.'],
  95004: ['never', 'BAD_ACCOUNT', 'The customer service account is gone; an administrator must enter another.'],
  95011: ['never', 'NO_PERMISSION', 'WeChat customer service is not open to the API; an administrator must allow it in WeCom.'],
  95013: ['never', 'SESSION_OVER', 'The session with this customer has ended in WeCom; it begins again when they write.'],
  95018: ['never', 'SESSION_ELSEWHERE', 'The session with this customer is in other hands in WeCom, so messages from here are not taken.'],
};

/** What an order comes to whose call ended so. */
export function refusalOf(meanings: Meanings, { errcode, errmsg }: ApiFault): Refusal {
  if (errcode === 'unreachable') return { ok: false, retry: 'later', code: 'NOT_REACHED', explain: 'WeChat cannot be reached from here; the message goes when it can.' };
  if (errcode === 'lost') return { ok: false, retry: 'unknown', code: 'NO_ANSWER', explain: 'WeChat did not answer; the customer may or may not have the message.' };
  if (errcode === 'http') return { ok: false, retry: 'unknown', code: 'BAD_ANSWER', explain: `WeChat’s answer could not be read (${errmsg}); the customer may or may not have the message.` };
  const [retry, code, explain, addressDead] = meanings[errcode] ?? ['never', `WECHAT_${Math.abs(errcode)}`, `WeChat refused the message with error ${errcode}: ${errmsg || 'no reason given'}.`];
  return { ok: false, retry, code, explain, ...(addressDead ? { addressDead } : {}) };
}

/** Faults of the account itself: they stay until an administrator acts, and health says so. */
const OF_THE_ACCOUNT: ReadonlySet<string> = new Set(['BAD_SECRET', 'BAD_APP_ID', 'NOT_ON_WHITELIST', 'SECRET_FROZEN', 'ACCOUNT_FROZEN', 'API_BLOCKED', 'BAD_ACCOUNT', 'NOT_REACHED', 'NO_ANSWER', 'BAD_ANSWER']);

export const isOfTheAccount = (refusal: Refusal): boolean => OF_THE_ACCOUNT.has(refusal.code);
