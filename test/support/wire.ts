/** A wire to a server that can be cut: nothing gets through and nobody is told, as when a switch dies or a firewall drops. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Wire {
  /** The same address by way of the wire. */
  readonly url: string;
  cut(): void;
  /** What was on its way arrives now. */
  mend(): void;
  close(): Promise<void>;
}

export async function wire(to: string): Promise<Wire> {
  const far = new URL(to);
  // PostgreSQL's way to name a socket's folder.
  const folder = far.searchParams.get('host');
  const ends = new Set<Socket>();
  const late: (() => void)[] = [];
  let whole = true;
  const server = createServer((from) => {
    const there = folder?.startsWith('/') ? connect(`${folder}/.s.PGSQL.${far.port}`) : connect(Number(far.port), far.hostname);
    for (const [one, other] of [[from, there], [there, from]] as const) {
      ends.add(one);
      one.on('data', (chunk) => void (whole ? other.write(chunk) : late.push(() => other.write(chunk))));
      one.on('error', () => other.destroy());
      one.on('close', () => {
        ends.delete(one);
        // Also the end is news that does not get through.
        if (whole) other.destroy();
      });
      if (!whole) one.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const near = new URL(to);
  near.searchParams.delete('host');
  near.hostname = '127.0.0.1';
  near.port = String((server.address() as AddressInfo).port);
  return {
    url: near.toString(),
    cut() {
      whole = false;
      for (const end of ends) end.pause();
    },
    mend() {
      whole = true;
      for (const arrive of late.splice(0)) arrive();
      for (const end of ends) end.resume();
    },
    async close() {
      for (const end of ends) end.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
