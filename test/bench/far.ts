/** What the rows of the message channels share: a hub with one entry point that leads to a far side of the bench's own, and a bare HTTP or SMPP peer. */
import { type AddressInfo, createServer as listenOnPort } from 'node:net';
import type pg from 'pg';
import smpp, { type PDU, type Session } from 'smpp';
import type { Viewer } from '../../src/app/access.ts';
import type { App } from '../../src/app/hub.ts';
import type { MadeTenant } from '../../src/app/setUp.ts';
import { row } from '../../src/db/queries/query.ts';
import { waitUntil } from './traffic.ts';

/** Saves it as an administrator would and waits until it is connected. @returns its id. */
export async function openPoint(hub: App, made: MadeTenant, channel: 'email' | 'sms' | 'wechat' | 'voice', settings: object): Promise<string> {
  const viewer: Viewer = { kind: 'agent', id: made.admin, name: 'Admin', tenant: made.tenant, domain: made.domain, roles: ['admin'], locale: 'en', grant: 'bench' };
  const saved = await hub.admin.entryPoint(viewer, { channel, key: channel, name: channel, queue: made.queue, priority: 0, settings, enabled: true });
  if ('refused' in saved) throw new Error(saved.message);
  await waitUntil(() => hub.connections.healthOf(saved.id)?.state === 'connected', `the ${channel} is connected`);
  return saved.id;
}

/** Fails unless so many interactions of the channel are stored: an acknowledgement without a row would be a measure of nothing. */
export async function sureStored(client: pg.Client, channel: string, count: number): Promise<void> {
  const found = await row<{ n: number }>(client, 'select count(*)::int as n from interaction where channel = $1', [channel]);
  if (found?.n !== count) throw new Error(`${found?.n ?? 0} of ${count} are stored.`);
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = listenOnPort();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Runs them with so many under way at any moment. @returns how many a second. */
export async function ratePerSecond<T>(items: readonly T[], lanes: number, run: (item: T, n: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let next = 0;
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let n = next++; n < items.length; n = next++) await run(items[n] as T, n);
  }));
  return (items.length * 1_000) / (performance.now() - began);
}

/** An SMPP client of the package's alone: takes what is delivered at once and keeps nothing. */
export async function bareClient(port: number, systemId: string, password: string): Promise<{ submit(to: string, text: string): Promise<void>; close(): void }> {
  // The package's own way to connect, which its types here leave out.
  const { connect } = smpp as unknown as { connect(url: string): Session & { bind_transceiver(values: object, done: (pdu: PDU) => void): void; submit_sm(values: object, done: (pdu: PDU) => void): void } };
  const session = connect(`smpp://127.0.0.1:${port}`);
  session.on('deliver_sm', (pdu: PDU) => session.send(pdu.response()));
  session.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => session.once('connect', () => session.bind_transceiver({ system_id: systemId, password }, (pdu) => (pdu.command_status === 0 ? resolve() : reject(new Error('The bare client was not let in.'))))));
  return {
    submit: (to, text) => new Promise((resolve) => session.submit_sm({ source_addr: '10690123', destination_addr: to, short_message: text }, () => resolve())),
    close: () => session.destroy(),
  };
}
