/** The demo's mailbox, number and WeChat account in the hub: made once, and led to the far sides of this run. */
import type { App } from '../app/hub.ts';
import { row } from '../db/queries/query.ts';
import { demoAdmin } from './admin.ts';
import { type FarSides, type FarSideSecrets, newSecrets, startFarSides } from './farSides.ts';
import { PHONE_CHANNELS, type PhoneChannel } from './people.ts';

export const POST_KEYS: Readonly<Record<PhoneChannel, string>> = { email: 'demo-mail', sms: 'demo-sms', wechat: 'demo-wechat' };
const NAMES: Readonly<Record<PhoneChannel, string>> = { email: 'Demo mail 演示邮箱', sms: 'Demo text messages 演示短信', wechat: 'Demo WeChat 演示微信' };
const ACKNOWLEDGE = { en: 'Thank you for writing to Cloud Mountain Tea. {{standing}}', zh: '感谢您联系云山茶社。{{standing}}' };

/** Starts the far sides and has the hub connect to them. */
export async function startPost(parts: { readonly hub: App; readonly url: string; log(line: string): void }): Promise<FarSides> {
  const { hub } = parts;
  const viewer = await demoAdmin(hub);
  const queue = await row<{ id: string }>(hub.pool, `select id from queue where tenant = $1 and heir is null and enabled order by name like 'Orders%' desc, created_at limit 1`, [viewer.tenant]);
  const secrets: FarSideSecrets = newSecrets();
  const far = await startFarSides({ url: parts.url, secrets, keys: POST_KEYS, log: parts.log });
  for (const channel of PHONE_CHANNELS) {
    const before = await row<{ id: string; queue: string; enabled: boolean; settings: Record<string, unknown> }>(hub.pool, 'select id, queue, enabled, settings from entry_point where key = $1', [POST_KEYS[channel]]);
    const saved = await hub.admin.entryPoint(viewer, {
      id: before?.id ?? null, channel, key: POST_KEYS[channel], name: NAMES[channel], queue: before?.queue ?? queue?.id ?? '', priority: 0,
      settings: { ...(before ? {} : { acknowledge: ACKNOWLEDGE }), ...before?.settings, ...far.settings[channel] }, enabled: before?.enabled ?? true,
    });
    if ('refused' in saved) parts.log(`The demo’s ${channel} could not be set up: ${saved.message}`);
  }
  return far;
}
