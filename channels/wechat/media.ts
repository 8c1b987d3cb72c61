/** Files that customers sent, fetched from WeChat and stored. What cannot be had leaves a sentence. */
import type { FileInfo, Hub } from '../../src/core/channel.ts';
import { fileNameOf } from '../../src/core/fileName.ts';
import { SECOND } from '../../src/core/time.ts';
import type { Api } from './api.ts';
import type { Media } from './content.ts';
import { voiceFormatOf, wavOfSilk } from './voice.ts';
import { waited } from './waiting.ts';

/** WeChat's own limits are 20 MiB (files of WeCom), 10 MiB (video, pictures) and 2 MiB (voice). */
const MOST_BYTES = 20 * 1_048_576;
const TRIES = 3;

const LOST: Readonly<Record<Media['as'], string>> = {
  image: '[图片未能从微信取得 · The picture could not be fetched from WeChat.]',
  voice: '[语音未能从微信取得 · The voice message could not be fetched from WeChat.]',
  video: '[视频未能从微信取得 · The video could not be fetched from WeChat.]',
  file: '[文件未能从微信取得 · The file could not be fetched from WeChat.]',
};
const ENDINGS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp', 'video/mp4': 'mp4', 'audio/amr': 'amr', 'audio/mpeg': 'mp3', 'application/pdf': 'pdf' };
const USUAL: Readonly<Record<Media['as'], string>> = { image: 'image/jpeg', voice: 'audio/amr', video: 'video/mp4', file: 'application/octet-stream' };

export interface Fetched {
  readonly files: readonly FileInfo[];
  readonly lost: readonly string[];
}

/** Rejects only when our own store is down: then the message must be tried again. */
export async function fetchMedia(hub: Pick<Hub, 'fetch' | 'blobs' | 'log'>, api: Api, all: readonly Media[], thread: string, signal: AbortSignal): Promise<Fetched> {
  const files: FileInfo[] = [];
  const lost: string[] = [];
  for (const media of all) {
    const response = await responseOf(hub, api, media, signal);
    const got = response ? await storeMedia(hub, media, response, thread) : null;
    if (got) files.push(...got);
    else lost.push(LOST[media.as]);
  }
  return { files, lost };
}

async function responseOf(hub: Pick<Hub, 'fetch' | 'log'>, api: Api, media: Media, signal: AbortSignal): Promise<Response | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0 && !(await waited(tries * SECOND, signal))) return null;
    if (signal.aborted) return null;
    const answer = media.id === '' ? null : await api.download('/cgi-bin/media/get', { media_id: media.id });
    if (answer?.ok && answer.value instanceof Response) return answer.value;
    // Videos of an Official Account come as an address (获取临时素材); pictures lie at one too.
    const url = answer?.ok && !(answer.value instanceof Response) ? answer.value.video_url : media.url;
    const elsewhere = typeof url === 'string' && url !== '' ? await publicly(hub, url) : null;
    if (elsewhere) return elsewhere;
    if (answer && !answer.ok && answer.fault.errcode === 40007) return null;
    if (answer === null) return null;
  }
  hub.log('warn', 'A file could not be fetched from WeChat; its message is shown without it.', { as: media.as });
  return null;
}

/** The address came with a call or an answer: nothing private is asked. */
async function publicly(hub: Pick<Hub, 'fetch'>, url: string): Promise<Response | null> {
  try {
    const response = await hub.fetch(url, { to: 'public', maxBytes: MOST_BYTES });
    return response.ok ? response : null;
  } catch {
    return null;
  }
}

async function storeMedia(hub: Pick<Hub, 'blobs'>, media: Media, response: Response, thread: string): Promise<readonly FileInfo[] | null> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch {
    return null;
  }
  const given = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return storeFile(hub, { as: media.as, bytes, mediaType: given, name: nameIn(response.headers.get('content-disposition')) }, thread);
}

/** A voice message is stored as it came and, where that is SILK, playable beside it. Null: it cannot be kept (empty, too large). */
export async function storeFile(hub: Pick<Hub, 'blobs'>, file: { readonly as: Media['as']; readonly bytes: Uint8Array; readonly mediaType: string; readonly name: string }, thread: string): Promise<readonly FileInfo[] | null> {
  const heard = file.as === 'voice' || file.as === 'file' ? voiceFormatOf(file.bytes) : null;
  // A file of another name may be voice too, as some puppets give it.
  const voice = heard && (file.as === 'voice' || heard.ending === 'silk' || heard.ending === 'amr') ? heard : null;
  const mediaType = voice?.mediaType ?? (file.mediaType === '' || file.mediaType === 'application/octet-stream' ? USUAL[file.as] : file.mediaType);
  const ending = voice?.ending ?? ENDINGS[mediaType];
  const plain = file.name === '' ? `${file.as}${ending ? `.${ending}` : ''}` : fileNameOf(file.name);
  const wav = voice?.ending === 'silk' ? await wavOfSilk(file.bytes) : null;
  const put = async (bytes: Uint8Array, name: string, type: string): Promise<FileInfo | null> => {
    const stored = await hub.blobs.put(once(bytes), { name, mediaType: type, maxBytes: MOST_BYTES, thread });
    return 'code' in stored ? null : stored;
  };
  const original = await put(file.bytes, plain, mediaType);
  const playable = wav && original ? await put(wav, 'voice.wav', 'audio/wav') : null;
  return original ? [...(playable ? [playable] : []), original] : null;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The name in a Content-Disposition header, RFC 6266 form first; '' when there is none. */
function nameIn(header: string | null): string {
  const extended = /filename\*=utf-8''([^;\s]+)/i.exec(header ?? '')?.[1];
  if (extended !== undefined) {
    try {
      return fileNameOf(decodeURIComponent(extended));
    } catch {
      // The plain form is tried.
    }
  }
  const plain = /filename="?([^";]+)"?/i.exec(header ?? '')?.[1];
  // Header bytes are read as Latin-1; WeChat writes UTF-8.
  return plain === undefined ? '' : fileNameOf(Buffer.from(plain, 'latin1').toString('utf8'));
}
