/** One Asterisk application, connected: who calls is reported, legs are told, orders are carried out. */
import type { Connection, Hub } from '../../src/core/channel.ts';
import type { Arrived } from '../asterisk/legs.ts';
import { keepBrowserPhones } from '../asterisk/browserPhones.ts';
import { keepGuestPhones } from '../asterisk/guestPhones.ts';
import { openSwitch } from '../asterisk/switch.ts';
import type { Settings } from './settings.ts';
import { serveSip, ticketFor } from './sipSocket.ts';
import { serveWebCalls } from './webCalls.ts';

/** A call that could not be stored is reported again after this. */
const AGAIN_MS = 1_000;

export async function openVoice(hub: Hub, settings: Settings): Promise<Connection> {
  const reporting = new Set<Promise<void>>();
  const phone = openSwitch({
    ...settings,
    signal: hub.signal,
    now: hub.now,
    fetch: (url, init) => hub.fetch(url, { ...init, to: 'configured', timeoutMs: 5_000 }),
    tell: (event) => hub.leg(event),
    arrived: (call) => {
      const doing = report(call).finally(() => reporting.delete(doing));
      reporting.add(doing);
    },
    health: (up, why) => hub.health(up ? { state: 'connected' } : { state: 'failed', code: 'ASTERISK_AWAY', explain: why }),
  });
  hub.health({ state: 'connecting' });
  const accountOf = keepBrowserPhones(phone.ari, settings.phoneContext);
  const guests = settings.webCalls ? keepGuestPhones(phone.ari, { app: settings.app, context: settings.guestContext, now: hub.now }) : null;
  serveSip(hub, settings.url, guests?.leave);
  if (guests) serveWebCalls(hub, guests, phone.up);

  /** Until it is stored or the caller has gone: the caller hears ringing meanwhile. */
  async function report(call: Arrived): Promise<void> {
    while (!hub.signal.aborted && phone.legs().has(call.leg)) {
      try {
        const taken = await hub.report(factOf(call, hub.now()));
        if (taken.ok) return hub.leg({ leg: call.leg, at: hub.now(), kind: 'arrived' });
        hub.log('warn', 'A call was not taken.', { leg: call.leg, code: taken.code });
        return void (await phone.carry({ kind: 'hangUp', leg: call.leg, why: 'refused' }));
      } catch (error) {
        hub.log('warn', 'A call could not be stored and is reported again.', { err: error, leg: call.leg });
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  let closing: Promise<void> | null = null;
  return {
    calls: {
      ...phone,
      browserPhone: async (agent) => {
        const account = await accountOf(agent);
        return { ...account, uri: `sip:${account.user}@switchroom`, path: `/channels/${hub.entryPoint.key}/sip?ticket=${encodeURIComponent(await ticketFor(hub, agent.id))}` };
      },
    },
    close() {
      closing ??= (async () => {
        guests?.close();
        await phone.close();
        await Promise.all(reporting);
      })();
      return closing;
    },
  };
}

/** Who withholds their number is somebody new each time. */
function factOf({ leg, to, number, name }: Arrived, at: number) {
  const known = /^\+?\d{3,20}$/.test(number);
  const from = { kind: known ? ('phone' as const) : ('external' as const), value: known ? number : `call:${leg}`, verified: false, ...(name && name !== number ? { name } : {}) };
  return { kind: 'message' as const, ref: `call:${leg}`, thread: leg, at, from, text: '', files: [], call: { to } };
}
