/** The living demo: a seeded tea shop, simulated customers and agents, and a bot, all through the public doors. */
import type { App } from '../app/hub.ts';
import type { Log } from '../app/log.ts';
import { row } from '../db/queries/query.ts';
import { startAgent } from './agent.ts';
import { startBot } from './bot.ts';
import { closeFaxLine, openFaxLine, startFaxers } from './faxes.ts';
import type { FarSides } from './farSides.ts';
import { closeHotline, openHotline, startCallers, type Telephone } from './hotline.ts';
import { startWriter } from './writer.ts';
import { startVisit } from './customer.ts';
import { type DemoLogin, seedDemo } from './seed.ts';
import { between, oneOf } from './timers.ts';

export interface Demo {
  readonly logins: readonly DemoLogin[];
  /** Whether the simulated people are wanted; of several nodes they live on one. */
  readonly on: () => boolean;
  set(on: boolean): Promise<boolean>;
  /** The mail server, the operator and WeChat's platform of the demo, where they run on this node. */
  readonly farSides: () => FarSides | null;
  stop(): Promise<void>;
}

/** How soon another node sees that the simulated people's node is gone, and how the switch stands. */
const LOOK_MS = 5_000;
/** Most simulated visits at once: what two simulated agents and one curious person can handle. */
const MOST_VISITS = 5;

export interface DemoParts {
  readonly hub: App;
  readonly log: Log;
  readonly dataDir: string;
  readonly url: string;
  /** Starts a telephone system for the demo's hotline; null = there is none. */
  readonly startTelephone: (() => Promise<Telephone>) | null;
}

/** Null when the hub has a tenant of its own: a demo is never mixed with real work. */
export async function startDemo({ hub, log, dataDir, url, startTelephone }: DemoParts): Promise<Demo | null> {
  const seeded = await seedDemo(hub, dataDir);
  if (!seeded) return null;
  const failed = (error: unknown): void => log.warn({ err: error }, 'A simulated person met an error.');
  let running: (() => void)[] = [];
  /** Whether somebody wants them (stored: it outlives the process and is the same on every node), and whether they live here. */
  let wanted = await isWanted(hub);
  let on = false;
  let timer: NodeJS.Timeout | null = null;
  const visits = new Set<() => void>();

  const visit = (): void => {
    if (!on) return;
    if (visits.size < MOST_VISITS) {
      const end: () => void = startVisit(url, oneOf(['demo', 'demo', 'advice', 'bot']) ?? 'demo', () => visits.delete(end));
      visits.add(end);
    }
    timer = setTimeout(visit, between(6_000, 20_000));
  };

  let post: FarSides | null = null;
  let posting: Promise<void> | null = null;
  /** They stay whether or not the simulated people do: a curious person writes from their phone, too. */
  const startPosting = (): void => {
    // Loaded here: a hub without a demo has no use for mail servers and SMSCs.
    posting ??= import('./post.ts').then(({ startPost }) => startPost({ hub, url, log: (line) => log.info({}, line) })).then(
      (far) => void (post = far),
      (error: unknown) => {
        failed(error);
        posting = null;
      },
    );
  };

  let telephone: Telephone | null = null;
  let stopped = false;
  let connecting: Promise<void> | null = null;
  const startCalling = (): void => {
    connecting ??= (startTelephone ? openLine(startTelephone) : closeLines()).catch((error: unknown) => {
      if (!stopped) log.warn({ err: error }, 'The demo’s telephone could not be started; it is tried again.');
      connecting = null;
    });
  };
  async function openLine(begin: () => Promise<Telephone>): Promise<void> {
    telephone ??= await begin();
    if (!stopped) await openHotline(hub, telephone, (line) => log.warn({}, line));
    if (!stopped) await openFaxLine(hub, telephone.fax, (line) => log.warn({}, line));
  }
  async function closeLines(): Promise<void> {
    await closeHotline(hub);
    await closeFaxLine(hub);
  }

  const start = (): void => {
    on = true;
    running = [...seeded.actors.map((login) => startAgent(url, login, failed)), startBot(url, seeded.botSecret, failed), startWriter(() => post), ...(startTelephone ? [startCallers(() => telephone), startFaxers(() => telephone?.fax ?? null)] : [])];
    timer = setTimeout(visit, 1_500);
  };
  const halt = (): void => {
    on = false;
    if (timer) clearTimeout(timer);
    for (const end of [...visits]) end();
    for (const end of running) end();
    running = [];
  };

  /** Of several nodes they live on one. */
  const settle = (): void => {
    if (hub.nodes.isFirst()) {
      startPosting();
      startCalling();
    }
    const here = wanted && hub.nodes.isFirst();
    if (here !== on) (here ? start : halt)();
  };
  settle();
  const look = async (): Promise<void> => {
    wanted = await isWanted(hub);
    settle();
  };
  // What cannot be read now is read next time.
  const looking = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return {
    logins: seeded.logins,
    on: () => wanted,
    farSides: () => post,
    async set(to) {
      await hub.pool.query('update hub set demo_wanted = $1', [to]);
      wanted = to;
      settle();
      return wanted;
    },
    async stop() {
      stopped = true;
      clearInterval(looking);
      halt();
      await Promise.all([posting, connecting]);
      await Promise.all([post?.stop(), telephone?.stop()]);
    },
  };
}

const isWanted = async (hub: App): Promise<boolean> => (await row<{ wanted: boolean }>(hub.pool, 'select demo_wanted as wanted from hub'))?.wanted ?? true;
