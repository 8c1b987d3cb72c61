/**
 * The only way out by HTTP. Where somebody out there chose the address (a picture named in a message), addresses of this
 * machine, of private and of reserved networks are refused: the name is resolved here, what it resolves to is checked, and the
 * connection goes to just that address, at every redirect anew. Where an administrator chose it, it may be a private one.
 * What comes back is bounded in size and time. Nothing else in the hub may call `fetch`.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { EgressError, type Hub } from '../core/channel.ts';
import { MINUTE, SECOND } from '../core/time.ts';

const MOST_HOPS = 5;
const USUAL_TIMEOUT = 10 * SECOND;
const USUAL_BYTES = 20 * 1_048_576;

/**
 * Whether an address is one of the public internet. IPv4 in IPv6 is judged as IPv4: mapped, compatible (::/96), 6to4, NAT64.
 * Ranges of the IANA special-purpose registries.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast';
  const bytes = parsed.toByteArray();
  const inner = innerV4(bytes);
  if (inner) return isPublic(inner);
  return parsed.range() === 'unicast' && (bytes[0] ?? 0) >> 5 === 1;
}

const V4_IN_V6: readonly { readonly prefix: readonly number[]; readonly at: number }[] = [
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], at: 12 },
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], at: 12 },
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0], at: 12 },
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], at: 12 },
  { prefix: [0x20, 0x02], at: 2 },
];

function innerV4(bytes: readonly number[]): string | null {
  const found = V4_IN_V6.find(({ prefix }) => prefix.every((byte, n) => bytes[n] === byte));
  return found ? bytes.slice(found.at, found.at + 4).join('.') : null;
}

/** Resolves as the system does and keeps only what is public; nothing left = refused. */
const publicOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return done(error, '', 0);
    const fit = found.filter((a) => isPublic(a.address));
    const [first] = fit;
    if (!first || fit.length < found.length) return done(new EgressError('REFUSED_ADDRESS', `${host} is an address of a private network.`, true), '', 0);
    if (options.all) return done(null, fit);
    done(null, first.address, first.family);
  });
};

/** Loaded with the first request: a hub that asks nobody has no use for it. */
let client: Promise<{ readonly send: typeof import('undici').fetch; readonly agents: Readonly<Record<'configured' | 'public', import('undici').Agent>> }> | null = null;
const open = () =>
  (client ??= import('undici').then(({ Agent, fetch }) => {
    const connect = { timeout: 10 * SECOND };
    return { send: fetch, agents: { configured: new Agent({ connect }), public: new Agent({ connect: { ...connect, lookup: publicOnly } }) } };
  }));

function checked(url: string, to: 'configured' | 'public'): URL {
  if (!URL.canParse(url)) throw new EgressError('REFUSED_ADDRESS', 'The address cannot be read.', true);
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw new EgressError('REFUSED_ADDRESS', 'Only http and https addresses are fetched.', true);
  if (to === 'configured') return parsed;
  if (parsed.username !== '' || parsed.password !== '') throw new EgressError('REFUSED_ADDRESS', 'An address with a name and a password in it is not fetched.', true);
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  // Literal addresses are never looked up, so they are judged here.
  if (isIP(host) !== 0 && !isPublic(host)) throw new EgressError('REFUSED_ADDRESS', `${host} is an address of a private network.`, true);
  return parsed;
}

/** Whether the request surely never left: no connection was made. */
const neverLeft = (error: unknown): boolean => ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(String((error as { code?: unknown } | null)?.code));

function told(error: unknown, host: string): EgressError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof EgressError) return at;
  const cause = error instanceof Error && error.cause ? error.cause : error;
  // Fetch Standard, 2.9: ports of other protocols.
  if (cause instanceof Error && cause.message === 'bad port') return new EgressError('REFUSED_ADDRESS', `${host} is asked for on a port that no web server has.`, true, error);
  if (neverLeft(cause)) return new EgressError('NOT_REACHED', `${host} could not be reached (${String((cause as { code?: unknown }).code)}).`, true, error);
  return new EgressError('LOST', `${host} did not answer: ${cause instanceof Error ? cause.message : String(cause)}.`, false, error);
}

type Init = Parameters<Hub['fetch']>[1];

export async function egress(url: string, { to, timeoutMs = USUAL_TIMEOUT, maxBytes = USUAL_BYTES, ...init }: Init, hubGone?: AbortSignal): Promise<Response> {
  const signal = AbortSignal.any([AbortSignal.timeout(Math.min(timeoutMs, 5 * MINUTE)), ...(hubGone ? [hubGone] : []), ...(init.signal ? [init.signal] : [])]);
  let at = checked(url, to);
  const { send, agents } = await open();
  let request: RequestInit = await inBytes(at, init);
  for (let hop = 0; ; hop += 1) {
    // undici's own types of the same web standard.
    const answer = (await send(at, { ...request, signal, redirect: 'manual', dispatcher: agents[to] } as Parameters<typeof send>[1]).catch((error: unknown) => {
      throw told(error, at.host);
    })) as unknown as Response;
    const next = answer.headers.get('location');
    if (answer.status < 300 || answer.status > 399 || !next) return bounded(answer, maxBytes, at.host);
    await answer.body?.cancel();
    if (hop === MOST_HOPS) throw new EgressError('REFUSED_ADDRESS', `${at.host} sends from one address to the next without end.`, false);
    const from = at;
    at = checked(new URL(next, from).href, to);
    // As browsers do: what was posted is not posted again elsewhere, and no credentials go to another host.
    const { body: _, ...bodiless } = request;
    const headers = new Headers(request.headers as HeadersInit | undefined);
    if (at.origin !== from.origin) for (const name of ['authorization', 'cookie']) headers.delete(name);
    request = answer.status === 307 || answer.status === 308 ? { ...request, headers } : { ...bodiless, headers, method: request.method === 'HEAD' ? 'HEAD' : 'GET' };
  }
}

/** Forms and blobs of the platform are not those of the client's own library: bytes are bytes to both. */
async function inBytes(url: URL, init: RequestInit): Promise<RequestInit> {
  if (init.body === undefined || init.body === null || typeof init.body === 'string') return init;
  const whole = new Request(url, { method: init.method ?? 'POST', body: init.body, duplex: 'half' } as RequestInit);
  const headers = new Headers(init.headers);
  const type = whole.headers.get('content-type');
  if (type && !headers.has('content-type')) headers.set('content-type', type);
  return { ...init, headers, body: new Uint8Array(await whole.arrayBuffer()) };
}

/** The answer, whole: read at once so that a far side that dribbles ends with the time limit. */
async function bounded(answer: Response, maxBytes: number, host: string): Promise<Response> {
  if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) {
    await answer.body?.cancel();
    throw new EgressError('TOO_LARGE', `${host} answered with more than ${maxBytes} bytes.`, false);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new EgressError('TOO_LARGE', `${host} answered with more than ${maxBytes} bytes.`, false);
      chunks.push(chunk);
    }
  } catch (error) {
    throw told(error, host);
  }
  const body = [101, 204, 205, 304].includes(answer.status) ? null : Buffer.concat(chunks);
  return new Response(body, { status: answer.status, headers: new Headers([...answer.headers].filter(([name]) => name !== 'content-encoding' && name !== 'content-length')) });
}
