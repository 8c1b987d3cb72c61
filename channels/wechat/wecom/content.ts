/** What a line of `sync_msg` says (developer.work.weixin.qq.com/document/path/94670). */
import { z } from 'zod';
import { type Content, filled, type Media, placeOf } from '../content.ts';

const text = z.string().catch('');
const media = z.object({ media_id: text }).catch({ media_id: '' });

/** Lenient: what a message of one type has too much or too little never hides its sender. */
const lineSchema = z.looseObject({
  msgid: z.string().min(1).max(128),
  open_kfid: text,
  external_userid: text,
  send_time: z.number().int().min(0).max(99_999_999_999),
  /** 3 the customer, 4 the system, 5 one of the company's people in WeCom itself. */
  origin: z.number().catch(0),
  msgtype: z.string().max(60),
  text: z.object({ content: text }).catch({ content: '' }),
  image: media,
  voice: media,
  video: media,
  file: media,
  location: z.object({ latitude: z.unknown(), longitude: z.unknown(), name: text, address: text }).catch({ latitude: '', longitude: '', name: '', address: '' }),
  link: z.object({ title: text, desc: text, url: text }).catch({ title: '', desc: '', url: '' }),
  miniprogram: z.object({ title: text }).catch({ title: '' }),
  event: z.looseObject({ event_type: text, open_kfid: text, external_userid: text, scene: text, scene_param: text, fail_msgid: text, fail_type: z.number().catch(0) }).catch({ event_type: '', open_kfid: '', external_userid: '', scene: '', scene_param: '', fail_msgid: '', fail_type: 0 }),
});
export type Line = z.infer<typeof lineSchema>;

/** Why a message of ours did not arrive, by `fail_type`. */
const FAILED: Readonly<Record<number, readonly [code: string, explain: string]>> = {
  1: ['BAD_ACCOUNT', 'The customer service account has been deleted in WeCom.'],
  2: ['NO_PERMISSION', 'Customer service has been switched off in WeCom.'],
  4: ['WINDOW_OVER', 'The customer last wrote more than 48 hours ago.'],
  5: ['SESSION_OVER', 'The session with this customer has ended in WeCom.'],
  6: ['REPLY_LIMIT', 'WeCom delivers 5 messages for each of the customer’s; these were more.'],
  10: ['REFUSED_BY_CUSTOMER', 'The customer does not take messages from this account.'],
  12: ['UNSUPPORTED', 'This kind of message is forbidden to customer service accounts.'],
};

/** Null: it is no line of `sync_msg`. */
export function lineOf(value: unknown): Line | null {
  const read = lineSchema.safeParse(value);
  return read.success ? read.data : null;
}

export function contentOf(line: Line, openKfId: string): Content {
  const { event } = line;
  const [account, from] = line.msgtype === 'event' ? [event.open_kfid || line.open_kfid, event.external_userid || line.external_userid] : [line.open_kfid, line.external_userid];
  if (account !== openKfId) return { kind: 'nothing', why: 'It is of another customer service account.' };
  if (from === '' || from.length > 128) return { kind: 'nothing', why: 'It names no customer.' };
  const about = { ref: line.msgid, from, at: line.send_time * 1_000 };
  if (line.msgtype === 'event') {
    if (event.event_type === 'enter_session') return { kind: 'contact', ...about, what: 'scanned', data: filled({ scene: event.scene, param: event.scene_param }) };
    if (event.event_type !== 'msg_send_fail') return { kind: 'nothing', why: `The event ${event.event_type.slice(0, 60)} is not kept.` };
    const [code, explain] = FAILED[event.fail_type] ?? ['NOT_DELIVERED', 'WeCom could not deliver the message and does not say why.'];
    return { kind: 'undelivered', ...about, of: event.fail_msgid, code, explain };
  }
  if (line.origin !== 3) return { kind: 'nothing', why: 'It is not the customer’s.' };
  const message = (said: string, files: readonly Media[] = []): Content => ({ kind: 'message', ...about, text: said, media: files });
  switch (line.msgtype) {
    case 'text':
      return message(line.text.content.replaceAll('\u0000', '\ufffd'));
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return message('', [{ as: line.msgtype, id: line[line.msgtype].media_id }]);
    case 'location': {
      const label = [line.location.name, line.location.address].filter((l) => l !== '').join('\n');
      const place = placeOf(line.location.latitude, line.location.longitude, label);
      return { kind: 'message', ...about, text: label, media: [], ...(place ? { location: place } : {}) };
    }
    case 'link':
      return message([line.link.title, line.link.desc, line.link.url].filter((l) => l !== '').join('\n'));
    case 'miniprogram':
      return message(`[小程序 · Mini program] ${line.miniprogram.title}`.trim());
    default:
      // The customer did write: somebody must see that, though not what.
      return message(`[无法在此显示的微信消息 · A WeChat message of a kind that cannot be shown here: ${line.msgtype}]`);
  }
}
