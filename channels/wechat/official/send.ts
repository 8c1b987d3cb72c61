/** Messages to followers by the customer service API (客服消息), files uploaded first as temporary media (新增临时素材). */
import type { FileInfo, Hub } from '../../../src/core/channel.ts';
import type { Api, Json } from '../api.ts';
import { bytesOf } from '../bytes.ts';
import { OFFICIAL, type Refusal, refusalOf } from '../outcomes.ts';
import type { Part } from '../parts.ts';

/** Bytes of UTF-8; above it WeChat answers 45002. */
export const MOST_TEXT_BYTES = 2_048;

/** What the API carries, by media type: its own name for it, and how large it may be. */
const KINDS: readonly { readonly fits: RegExp; readonly type: 'image' | 'voice' | 'video'; readonly mostBytes: number }[] = [
  { fits: /^image\/(png|jpe?g|gif)$/, type: 'image', mostBytes: 10 * 1_048_576 },
  { fits: /^audio\/(amr|mpeg|mp3)$/, type: 'voice', mostBytes: 2 * 1_048_576 },
  { fits: /^video\/mp4$/, type: 'video', mostBytes: 10 * 1_048_576 },
];

export async function sendPart(hub: Pick<Hub, 'blobs'>, api: Api, part: Part, to: string, ref: string): Promise<{ readonly ok: true; readonly ref: string } | Refusal> {
  const made = 'text' in part ? { body: { msgtype: 'text', text: { content: part.text } } } : await uploaded(hub, api, part.file);
  if ('ok' in made) return made;
  const answer = await api.post('/cgi-bin/message/custom/send', { touser: to, ...made.body });
  // The API gives no id of its own.
  return answer.ok ? { ok: true, ref } : refusalOf(OFFICIAL, answer.fault);
}

async function uploaded(hub: Pick<Hub, 'blobs'>, api: Api, file: FileInfo): Promise<{ readonly body: Json } | Refusal> {
  const kind = KINDS.find(({ fits }) => fits.test(file.mediaType));
  if (!kind) return { ok: false, retry: 'never', code: 'UNSUPPORTED', explain: `An Official Account can send pictures (JPEG, PNG, GIF), voice (AMR, MP3) and video (MP4), but not “${file.name}”; send it another way, or a link to it.` };
  if (file.size > kind.mostBytes) return { ok: false, retry: 'never', code: 'TOO_LARGE', explain: `“${file.name}” is larger than the ${kind.mostBytes / 1_048_576} MiB that WeChat takes; send a smaller one.` };
  const answer = await api.upload('/cgi-bin/media/upload', { type: kind.type }, { bytes: await bytesOf(await hub.blobs.read(file)), name: file.name, mediaType: file.mediaType });
  if (!answer.ok) return uploadRefused(refusalOf(OFFICIAL, answer.fault));
  const id = String(answer.value.media_id ?? '');
  // A video is to have a picture too; we have none, and its own id stands there.
  return { body: { msgtype: kind.type, [kind.type]: kind.type === 'video' ? { media_id: id, thumb_media_id: id, title: file.name.slice(0, 60), description: '' } : { media_id: id } } };
}

/** An upload alone reaches nobody, so it may always be done again. */
const uploadRefused = (refusal: Refusal): Refusal => (refusal.retry === 'unknown' ? { ok: false, retry: 'later', code: 'UPLOAD_FAILED', explain: 'The file could not be uploaded to WeChat; it is tried again.' } : refusal);
