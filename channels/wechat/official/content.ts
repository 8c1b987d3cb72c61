/** What a callback of an Official Account says (接收普通消息, 接收事件推送). */
import { createHash } from 'node:crypto';
import { type Content, filled, type Media, placeOf } from '../content.ts';
import { textAt, type XmlFields } from '../xml.ts';

/** Events of the menu, all kept as `menu` with what was pressed (自定义菜单事件推送). */
const MENU = new Set(['CLICK', 'VIEW', 'VIEW_MINIPROGRAM', 'SCANCODE_PUSH', 'SCANCODE_WAITMSG', 'PIC_SYSPHOTO', 'PIC_PHOTO_OR_ALBUM', 'PIC_WEIXIN', 'LOCATION_SELECT']);

export function contentOf(fields: XmlFields): Content {
  const text = (...path: string[]): string => textAt(fields, ...path);
  const from = text('FromUserName').trim();
  const type = text('MsgType').trim().toLowerCase();
  const seconds = text('CreateTime').trim();
  if (from === '' || type === '' || !/^\d{1,12}$/.test(seconds)) return { kind: 'nothing', why: 'It names no sender, type or time.' };
  if (from.length > 128) return { kind: 'nothing', why: 'Its sender’s name is longer than any of WeChat’s.' };
  const at = Number(seconds) * 1_000;
  if (type === 'event') return eventOf(fields, from, at);
  const id = (text('MsgId') || text('MsgID')).trim();
  // A message has an id; where it has none its sender, time and content stand for it.
  const about = { ref: /^\d{1,40}$/.test(id) ? `${from}:${id}` : `${from}:${seconds}:${digest(JSON.stringify(fields))}`, from, at };
  const message = (said: string, media: readonly Media[] = []): Content => ({ kind: 'message', ...about, text: said, media });
  switch (type) {
    case 'text':
      return message(text('Content'));
    case 'image':
      return message('', [{ as: 'image', id: text('MediaId') || text('Image', 'MediaId'), ...(text('PicUrl') ? { url: text('PicUrl') } : {}) }]);
    case 'voice':
      // Recognition: what WeChat understood, where the account has that switched on.
      return message(text('Recognition'), [{ as: 'voice', id: text('MediaId') || text('Voice', 'MediaId') }]);
    case 'video':
    case 'shortvideo':
      return message('', [{ as: 'video', id: text('MediaId') || text('Video', 'MediaId') }]);
    case 'file':
      return message(text('Title'), [{ as: 'file', id: text('MediaId') }]);
    case 'location': {
      const label = text('Label');
      const place = placeOf(text('Location_X'), text('Location_Y'), label);
      return { kind: 'message', ...about, text: label, media: [], ...(place ? { location: place } : {}) };
    }
    case 'link':
      return message([text('Title'), text('Description'), text('Url')].filter((line) => line !== '').join('\n'));
    default:
      return { kind: 'nothing', why: `Messages of type ${type.slice(0, 40)} are not taken.` };
  }
}

function eventOf(fields: XmlFields, from: string, at: number): Content {
  const text = (...path: string[]): string => textAt(fields, ...path);
  const event = text('Event').trim();
  const key = text('EventKey');
  // Events have no id: their sender and time are it (接收事件推送), with the event, for one tap may cause two.
  const ref = `${from}:${at / 1_000}:${event.slice(0, 60)}:${digest(key)}`;
  const contact = (what: 'followed' | 'unfollowed' | 'scanned' | 'menu', data: Record<string, string>): Content => ({ kind: 'contact', ref, from, at, what, data: filled(data) });
  switch (event.toUpperCase()) {
    case 'SUBSCRIBE':
      return contact('followed', { scene: key.replace(/^qrscene_/, ''), ticket: text('Ticket') });
    case 'UNSUBSCRIBE':
      return contact('unfollowed', {});
    case 'SCAN':
      return contact('scanned', { scene: key, ticket: text('Ticket') });
    default:
      if (!MENU.has(event.toUpperCase())) return { kind: 'nothing', why: `The event ${event.slice(0, 60)} is not kept.` };
      return contact('menu', { event, ...(event.toUpperCase() === 'VIEW' ? { url: key } : { key }), menuId: text('MenuId') || text('MenuID'), scanned: text('ScanCodeInfo', 'ScanResult'), place: text('SendLocationInfo', 'Label') });
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
