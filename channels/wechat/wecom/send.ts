/** Messages to customers of WeCom customer service (发送消息, developer.work.weixin.qq.com/document/path/94677). */
import { createHash } from 'node:crypto';
import type { FileInfo, Hub } from '../../../src/core/channel.ts';
import type { Api, Json } from '../api.ts';
import { bytesOf } from '../bytes.ts';
import { type Refusal, refusalOf, WECOM } from '../outcomes.ts';
import type { Part } from '../parts.ts';

export const MOST_TEXT_BYTES = 2_048;
const MIB = 1_048_576;

/** The first that fits by type and size; any file of 20 MiB is taken as a file (上传临时素材, path/90253). */
const KINDS: readonly { readonly fits: RegExp; readonly type: 'image' | 'voice' | 'video' | 'file'; readonly mostBytes: number }[] = [
  { fits: /^image\/(png|jpe?g)$/, type: 'image', mostBytes: 10 * MIB },
  { fits: /^audio\/amr$/, type: 'voice', mostBytes: 2 * MIB },
  { fits: /^video\/mp4$/, type: 'video', mostBytes: 10 * MIB },
  { fits: /./, type: 'file', mostBytes: 20 * MIB },
];

/** The part's own id over there: 32 characters, the same for the same part, so that WeCom itself refuses it a second time. */
export const msgidOf = (key: string, no: number): string => createHash('sha256').update(`${key}:${no}`).digest('hex').slice(0, 32);

export async function sendPart(hub: Pick<Hub, 'blobs'>, api: Api, openKfId: string, part: Part, { to, key, no }: { readonly to: string; readonly key: string; readonly no: number }): Promise<{ readonly ok: true; readonly ref: string } | Refusal> {
  const made = 'text' in part ? { body: { msgtype: 'text', text: { content: part.text } } } : await uploaded(hub, api, part.file);
  if ('ok' in made) return made;
  const msgid = msgidOf(key, no);
  const answer = await api.post('/cgi-bin/kf/send_msg', { touser: to, open_kfid: openKfId, msgid, ...made.body });
  return answer.ok ? { ok: true, ref: typeof answer.value.msgid === 'string' && answer.value.msgid !== '' ? answer.value.msgid : msgid } : refusalOf(WECOM, answer.fault);
}

async function uploaded(hub: Pick<Hub, 'blobs'>, api: Api, file: FileInfo): Promise<{ readonly body: Json } | Refusal> {
  const kind = KINDS.find(({ fits, mostBytes }) => fits.test(file.mediaType || '-') && file.size <= mostBytes);
  if (!kind) return { ok: false, retry: 'never', code: 'TOO_LARGE', explain: `“${file.name}” is larger than the 20 MiB that WeCom takes; send a smaller one.` };
  // WeCom refuses files of less than 5 bytes (path/90253).
  if (file.size <= 5) return { ok: false, retry: 'never', code: 'TOO_SMALL', explain: `“${file.name}” is too small for WeCom, which takes files of more than 5 bytes.` };
  const answer = await api.upload('/cgi-bin/media/upload', { type: kind.type }, { bytes: await bytesOf(await hub.blobs.read(file)), name: file.name, mediaType: file.mediaType });
  if (answer.ok) return { body: { msgtype: kind.type, [kind.type]: { media_id: String(answer.value.media_id ?? '') } } };
  const refusal = refusalOf(WECOM, answer.fault);
  // An upload alone reaches nobody, so it may always be done again.
  return refusal.retry === 'unknown' ? { ok: false, retry: 'later', code: 'UPLOAD_FAILED', explain: 'The file could not be uploaded to WeCom; it is tried again.' } : refusal;
}
