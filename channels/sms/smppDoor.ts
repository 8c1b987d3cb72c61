/** The SMPP door: connections that are kept up, what comes through them and what goes out. */
import type { Connection, Health, Hub } from '../../src/core/channel.ts';
import { createInbound } from './inbound.ts';
import { keepLink } from './keepLink.ts';
import { type Link, type LinkEvents, openLink, type Role } from './link.ts';
import { createOutbound } from './outbound.ts';
import type { Common, SmppSettings } from './settings.ts';

/** Messages being stored at one time; who sends more waits. */
const MOST_AT_ONCE = 200;

export async function openSmppDoor(hub: Hub, common: Common, smpp: SmppSettings): Promise<Connection> {
  let closed = false;
  const isOpen = (): boolean => !closed;
  const abort = new AbortController();
  const roles: readonly Role[] = smpp.bind === 'pair' ? ['transmitter', 'receiver'] : ['transceiver'];
  const outbound = createOutbound({ hub, common, smpp, isOpen, link: () => links[0]?.link() ?? null });
  const inbound = createInbound({ hub, common, smpp, isOpen, idOf: outbound.idOf });
  const taking = new Map<Link, number>();

  const events: LinkEvents = {
    now: () => hub.now(),
    log: (message, about) => hub.log('warn', message, about),
    request(pdu, bytes, link) {
      if (closed) return;
      const count = (n: number): void => {
        const now = (taking.get(link) ?? 0) + n;
        if (now === 0) taking.delete(link);
        else taking.set(link, now);
        if (n > 0 && now >= MOST_AT_ONCE) link.hold(true);
        else if (n < 0 && now === MOST_AT_ONCE - 1) link.hold(false);
      };
      count(1);
      void inbound.take(pdu, bytes, link).then((status) => {
        if (status !== null) link.answer(pdu, status);
        count(-1);
      });
    },
  };

  let told = '';
  function tell(): void {
    if (closed) return;
    const health = healthOf();
    const key = JSON.stringify(health);
    if (key !== told) hub.health(health);
    told = key;
  }
  function healthOf(): Health {
    const fault = links.find((l) => !l.link())?.fault();
    if (links.every((l) => l.link())) return { state: 'connected' };
    if (!fault) return { state: 'connecting' };
    // A refused sign-in is for an administrator; a line that is down comes back by itself.
    return { state: fault.step === 'bind' ? 'failed' : 'connecting', code: fault.code, explain: fault.explain };
  }

  hub.health({ state: 'connecting' });
  const links = roles.map((role) => keepLink(() => openLink(smpp, role, events, abort.signal), () => tell()));
  const stop = async (): Promise<void> => {
    abort.abort();
    await Promise.all([inbound.close(), outbound.close()]);
    await Promise.all(links.map((l) => l.stop()));
  };
  let closing: Promise<void> | null = null;
  // The first try only: an SMSC that is down must not keep the hub from starting.
  await Promise.all(links.map((l) => l.tried));

  return {
    close() {
      if (!closing) {
        closed = true;
        hub.health({ state: 'off' });
        closing = stop();
      }
      return closing;
    },
    messages: { send: outbound.send },
    reread: inbound.reread,
  };
}
