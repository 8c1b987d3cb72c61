/**
 * The client's address, decided once for routes and sockets: the TCP peer's, or, when the peer is a proxy that we trust,
 * what it says in X-Forwarded-For. Read from the right: what stands left of the first address not trusted, anybody may have
 * written. Without trusted proxies the header is ignored.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export type AddressOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/** An IPv4 address that came over an IPv6 socket is still that address. */
const plain = (address: string): string => (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address);

/** @param trusted addresses and ranges (`10.0.0.0/8`), as `src/config.ts` has checked them. */
export function createAddressOf(trusted: readonly string[]): AddressOf {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string): boolean => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ headers, socket }) => {
    let client = plain(socket.remoteAddress ?? '');
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map((a) => plain(a.trim()));
    for (let at = said.length - 1; at >= 0 && isTrusted(client); at -= 1) {
      // A proxy that says something else than an address is the last one we can believe.
      if (isIP(said[at] ?? '') === 0) break;
      client = said[at] ?? client;
    }
    return client;
  };
}
