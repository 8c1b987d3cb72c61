/**
 * A load balancer as small as can be: connections go to the nodes in turn, to those only that answered `/health` lately; those of
 * a node that stops answering are cut.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

const LOOK_MS = 250;
const PATIENCE_MS = 1_000;

export async function balancer(nodes: readonly string[]): Promise<Balancer> {
  const well = new Set(nodes);
  const open = new Map<string, Set<Socket>>(nodes.map((n) => [n, new Set()]));
  let next = 0;

  const server = createServer((from) => {
    from.on('error', () => from.destroy());
    const to = [...nodes.slice(next % nodes.length), ...nodes].find((n) => well.has(n));
    next += 1;
    if (to === undefined) return void from.destroy();
    const { hostname, port } = new URL(to);
    const far = connect(Number(port), hostname);
    const both = open.get(to);
    both?.add(from);
    far.on('error', () => from.destroy());
    far.on('close', () => from.destroy());
    from.on('close', () => {
      both?.delete(from);
      far.destroy();
    });
    from.pipe(far).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const timer = setInterval(() => {
    for (const node of nodes)
      fetch(`${node}/health`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
        () => well.add(node),
        () => {
          well.delete(node);
          for (const socket of open.get(node) ?? []) socket.destroy();
        },
      );
  }, LOOK_MS);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(timer);
      for (const sockets of open.values()) for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
