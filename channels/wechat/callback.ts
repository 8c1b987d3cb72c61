/** A call of WeChat's to `/callback`, proved or refused. What comes out was written by WeChat, or by whoever holds our token. */
import { MINUTE, type Ms } from '../../src/core/time.ts';
import { type CallKeys, decipher, isSigned } from './cipher.ts';
import { readXml, textAt } from './xml.ts';

/** WeChat's clock and ours may differ so much; an older call is a replay. Its own retries come within 15 s. */
const FRESH_MS: Ms = 10 * MINUTE;
/** The largest of WeChat's own is a text of 2,048 bytes, encrypted. */
const MOST_BYTES = 256 * 1_024;

export type Call =
  | { readonly kind: 'echo'; readonly text: string }
  /** `proof` is the same for the same call; in plain mode it does not cover `xml`. */
  | { readonly kind: 'call'; readonly xml: string; readonly proof: string; readonly covered: boolean }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 405 | 413; readonly explain: string };

const refused = (status: 400 | 403 | 405 | 413, explain: string): Call => ({ kind: 'refused', status, explain });

export async function readCall(keys: CallKeys, request: Request, now: Ms): Promise<Call> {
  if (request.method !== 'GET' && request.method !== 'POST') return refused(405, 'WeChat calls with GET or POST.');
  const query = queryOf(new URL(request.url).searchParams);
  if (!query) return refused(400, 'A parameter came twice, is too long or is none of WeChat’s.');
  const { timestamp, nonce } = query;
  if (!/^\d{1,12}$/.test(timestamp ?? '') || !nonce) return refused(400, 'The timestamp or the nonce is missing.');
  const signed = { ...query, timestamp: timestamp ?? '', nonce };
  if (request.method === 'GET') return echo(keys, signed);
  if (Math.abs(Number(timestamp) * 1_000 - now) > FRESH_MS) return refused(403, 'The call is too old, or the clock of this machine is wrong.');
  const body = await bodyOf(request);
  if (body === null) return refused(413, 'The call is larger than any of WeChat’s.');
  return keys.encodingAesKey === undefined ? plainCall(keys, signed, body) : encryptedCall(keys, signed, body);
}

type Signed = Readonly<Record<string, string>> & { readonly timestamp: string; readonly nonce: string };

/** What an administrator saves at WeChat is proved by giving `echostr` back. */
function echo(keys: CallKeys, { timestamp, nonce, ...query }: Signed): Call {
  const echostr = query.echostr ?? '';
  if (echostr === '') return refused(400, 'There is nothing to echo.');
  const text = query.msg_signature === undefined
    ? isSigned(query.signature ?? '', keys.token, timestamp, nonce) ? echostr : null
    : isSigned(query.msg_signature, keys.token, timestamp, nonce, echostr) ? decipher(keys, echostr) : null;
  if (text === null) return refused(403, 'The signature is wrong: the token here and at WeChat are not the same.');
  // Else who overheard a call could have its message deciphered by sending it here as an echo.
  return /^[\w+/=.-]{1,200}$/.test(text) ? { kind: 'echo', text } : refused(403, 'This is no echo.');
}

function plainCall({ token }: CallKeys, { timestamp, nonce, signature = '' }: Signed, body: string): Call {
  if (!isSigned(signature, token, timestamp, nonce)) return refused(403, 'The signature is wrong.');
  return { kind: 'call', xml: body, proof: `${timestamp}:${nonce}:${signature}`, covered: false };
}

/** In compatible mode the readable fields come too; they are signed by nobody and never read. */
function encryptedCall(keys: CallKeys, { timestamp, nonce, msg_signature = '' }: Signed, body: string): Call {
  const envelope = readXml(body);
  if ('fault' in envelope) return refused(400, envelope.explain);
  const encrypted = textAt(envelope.fields, 'Encrypt').trim();
  if (encrypted === '') return refused(400, 'The call is not encrypted, and this entry point takes no other.');
  if (!isSigned(msg_signature, keys.token, timestamp, nonce, encrypted)) return refused(403, 'The signature is wrong.');
  const xml = decipher(keys, encrypted);
  return xml === null ? refused(403, 'The call was not encrypted for this account.') : { kind: 'call', xml, proof: `${timestamp}:${nonce}:${msg_signature}`, covered: true };
}

/** Null: a name twice, or as some frameworks write lists (`nonce[]`), which another reader may understand otherwise. */
function queryOf(params: URLSearchParams): Readonly<Record<string, string>> | null {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of params) {
    if (!/^[a-z_]{1,40}$/.test(name) || name in query || value.length > 1_024) return null;
    query[name] = value;
  }
  return query;
}

async function bodyOf(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return null;
  if (!request.body) return '';
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    size += value.byteLength;
    if (size > MOST_BYTES) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(value);
  }
}
