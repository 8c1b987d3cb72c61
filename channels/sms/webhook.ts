/** What a Twilio-compatible provider posts to us: read within limits, and believed only when it is signed. */
import type { HttpSettings } from './settings.ts';
import { isBodySigned, isSigned, type Params } from './twilioSignature.ts';

const MOST_BODY = 65_536;
const MOST_FIELDS = 500;

export type Fields = ReadonlyMap<string, string>;
export type Posted = { readonly fields: Fields; readonly bytes: Uint8Array; readonly mediaType: string; readonly query: URLSearchParams } | { readonly refusal: Response };

const refuse = (status: number, text: string): { readonly refusal: Response } => ({ refusal: new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } }) });

/** Checks a request to `publicUrl` + `path`; nothing is done before the signature holds. */
export async function readPosted(http: HttpSettings, path: string, request: Request): Promise<Posted> {
  if (request.method !== 'POST') return refuse(405, 'This address takes POST only.');
  const bytes = await bodyOf(request);
  if (!bytes) return refuse(413, 'The body is larger than 64 KiB.');
  const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const { search, searchParams } = new URL(request.url);
  const url = `${http.publicUrl}${path}${search}`;
  const signature = request.headers.get('x-twilio-signature');
  const isJson = mediaType === 'application/json';
  const params = isJson ? {} : paramsOf(bytes);
  if (!params) return refuse(400, 'The form has too many fields.');
  if (!(isJson ? isBodySigned(http.authToken, signature, url, bytes) : isSigned(http.authToken, signature, url, params))) return refuse(403, 'The signature is not right.');
  const fields = readFields(bytes, mediaType);
  if (!fields) return refuse(400, 'The body cannot be read.');
  if (fields.get('AccountSid') !== http.accountSid) return refuse(403, 'This is another account’s.');
  return { fields, bytes, mediaType, query: searchParams };
}

async function bodyOf(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BODY) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MOST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function paramsOf(bytes: Uint8Array): Params | null {
  const params: Record<string, string | readonly string[]> = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [key, value] of new URLSearchParams(new TextDecoder().decode(bytes))) {
    if ((count += 1) > MOST_FIELDS) return null;
    const before = params[key];
    params[key] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return params;
}

/** The first value of each field; null = unreadable. Also reads what was stored. */
export function readFields(bytes: Uint8Array, mediaType: string): Fields | null {
  const text = new TextDecoder().decode(bytes);
  const fields = new Map<string, string>();
  if (mediaType !== 'application/json') {
    for (const [key, value] of new URLSearchParams(text)) if (!fields.has(key)) fields.set(key, value);
    return fields;
  }
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return null;
    for (const [key, value] of Object.entries(read)) if (typeof value === 'string' || typeof value === 'number') fields.set(key, String(value));
    return fields;
  } catch {
    return null;
  }
}
