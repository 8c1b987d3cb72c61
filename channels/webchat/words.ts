/** What a visitor is told, in the language of the page; a sentence that lacks its Chinese does not compile. */
import type { TakenRefusal } from '../../src/core/channel.ts';

export interface Said {
  readonly en: string;
  readonly zh: string;
}

/** Chinese for every zh, else English. */
export const saidIn = (locale: string, said: Said): string => (/^zh(?![a-z])/i.test(locale) ? said.zh : said.en);

/** Why the hub did not take what the visitor sent: its own sentence is English. */
const UNTAKEN: Readonly<Record<TakenRefusal['code'], string>> = {
  NOT_FOUND: '这里还没有会话。',
  NOT_ALLOWED: '无法继续此会话。',
  BAD_INPUT: '消息为空，请输入文字或添加附件。',
  TOO_LARGE: '消息过长，请分几次发送。',
  BLOCKED: '无法接收来自您的消息。',
  CLOSED: '会话已结束。',
  CONFLICT: '您在这里已有会话，请在其中继续。',
};
export const saidByHub = ({ code, message }: TakenRefusal): Said => ({ en: message, zh: UNTAKEN[code] });
