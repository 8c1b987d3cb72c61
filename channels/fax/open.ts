/** A fax line, connected: what comes in is taken, what goes out is sent, and its state is told. */
import type { Connection, Health, Hub } from '../../src/core/channel.ts';
import { type Ari, openAri } from '../asterisk/ari.ts';
import { openPress } from './press.ts';
import { startReceiving } from './receiving.ts';
import { startSending } from './sending.ts';
import type { Settings } from './settings.ts';
import { openSpool } from './spool.ts';

/** Events are not replayed: so often it is looked at what there is. */
const LOOK_MS = 1_000;
/** Events of no use here. */
const UNHEARD = ['ChannelVarset', 'ChannelConnectedLine', 'ChannelDialplan', 'ChannelCallerId', 'Dial', 'PlaybackStarted', 'BridgeCreated', 'BridgeDestroyed', 'ChannelCreated', 'ChannelDtmfReceived'];

export async function openFax(hub: Hub, settings: Settings): Promise<Connection> {
  let told: string | null = null;
  let closing: Promise<void> | null = null;
  function tell(health: Health): void {
    const said = `${health.state} ${health.code ?? ''} ${health.explain ?? ''}`;
    if (closing || told === said) return;
    told = said;
    hub.health(health);
  }
  const spool = openSpool(settings.spool, settings.app);
  const press = openPress();
  const app = encodeURIComponent(settings.app);
  let ari: Ari | null = null;
  const connected = (): Ari => {
    if (!ari) throw new Error('The connection to Asterisk is not open.');
    return ari;
  };
  const subscribe = (channel: string): Promise<unknown> => connected().request('POST', `applications/${app}/subscription`, { eventSource: `channel:${channel}` });
  const receiving = startReceiving(hub, settings, connected, spool, press, subscribe);
  const sending = await startSending(hub, settings, connected, spool, press, subscribe);
  tell({ state: 'connecting' });
  ari = openAri({
    lanes: 0,
    ...settings,
    signal: hub.signal,
    fetch: (url, init) => hub.fetch(url, { ...init, to: 'configured', timeoutMs: 5_000 }),
    onEvent(event) {
      receiving.hear(event);
      sending.hear(event);
    },
    async onUp() {
      await connected().request('PUT', `applications/${app}/eventFilter`, {}, { disallowed: UNHEARD.map((type) => ({ type })) });
      await receiving.resume();
      await sending.resume();
      const fault = await spool.fault(true);
      tell(fault === null ? { state: 'connected' } : { state: 'failed', code: 'NO_FOLDER', explain: fault });
    },
    onDown: (why) => tell({ state: 'failed', code: 'ASTERISK_AWAY', explain: why }),
  });
  const timer = setInterval(() => {
    if (!connected().isUp()) return;
    void receiving.sweep();
    void sending.pump();
  }, LOOK_MS);

  return {
    messages: { send: (message) => sending.send(message) },
    reread: ({ ref, id, bytes }) => receiving.reread(ref, id, bytes),
    close() {
      closing ??= (async () => {
        hub.health({ state: 'off' });
        clearInterval(timer);
        await Promise.all([receiving.settled(), sending.settled()]);
        ari?.close();
        await press.release();
      })();
      return closing;
    },
  };
}
