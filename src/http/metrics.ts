/** Figures for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { App } from '../app/hub.ts';
import { rows } from '../db/queries/query.ts';

export function createMetrics(hub: App, sockets: () => number) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name, help, registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const sum = (pick: (l: ReturnType<App['leaders']>[number]) => number): number => hub.leaders().reduce((n, l) => n + pick(l), 0);
  gauge('switchroom_sockets', 'Open WebSockets.', sockets);
  gauge('switchroom_leader_batches_total', 'Batches committed by the leaders of this node.', () => sum((l) => l.counters.batches));
  gauge('switchroom_leader_inputs_total', 'Inputs applied by the leaders of this node.', () => sum((l) => l.counters.inputs));
  gauge('switchroom_offers_total', 'Offers made by the leaders of this node; one interaction that rings at several agents at once counts at each.', () => sum((l) => l.counters.offers));
  gauge('switchroom_leader_reloads_total', 'Times a leader lost its database or its batch and loaded afresh.', () => sum((l) => l.counters.reloads));
  gauge('switchroom_nodes', 'Nodes of this database that are well, this one among them.', () => hub.nodes.live().length);
  const leads = new Gauge({
    name: 'switchroom_domains_led', help: 'Routing domains that this node leads.', labelNames: ['node'], registers: [registry],
    collect() {
      this.set({ node: hub.nodes.name }, hub.led().length);
    },
  });
  const waiting = new Gauge({
    name: 'switchroom_interactions', help: 'Open interactions by state.', labelNames: ['state'], registers: [registry],
    async collect() {
      this.reset();
      for (const r of await rows<{ state: string; n: number }>(hub.pool, "select state, count(*)::int as n from interaction where closed_at is null group by state").catch(() => [])) this.set({ state: r.state }, r.n);
    },
  });
  const requests = new Counter({ name: 'switchroom_http_requests_total', help: 'HTTP requests by status class.', labelNames: ['status'], registers: [registry] });
  void leads;
  void waiting;
  return { registry, requests };
}
