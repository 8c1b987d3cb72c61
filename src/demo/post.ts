/** The demo's mailbox, number and WeChat account in the hub: made once, and led to the far sides of this run. */
import type { App } from '../app/hub.ts';
import { row } from '../db/queries/query.ts';
import { demoAdmin } from './admin.ts';
import { type FarSides, type FarSideSecrets, newSecrets, startFarSides } from './farSides.ts';
import { POST_CHANNELS, type PostChannel } from './people.ts';

export const POST_KEYS: Readonly<Record<PostChannel, string>> = { email: 'demo-mail', sms: 'demo-sms', wechat: 'demo-wechat', personal: 'demo-wechaty' };
const NAMES: Readonly<Record<PostChannel, string>> = { email: 'Demo mail 演示邮箱', sms: 'Demo text messages 演示短信', wechat: 'Demo WeChat 演示公众号', personal: 'Demo personal WeChat 演示个人微信' };
const CHANNELS = { email: 'email', sms: 'sms', wechat: 'wechat', personal: 'wechat' } as const;
const ACKNOWLEDGE = { en: 'Thank you for writing to Cloud Mountain Tea. {{standing}}', zh: '感谢您联系云山茶社。{{standing}}' };

/** Starts the far sides and has the hub connect to them. */
export async function startPost(parts: { readonly hub: App; readonly url: string; log(line: string): void }): Promise<FarSides> {
  const { hub } = parts;
  const viewer = await demoAdmin(hub);
  const queue = await row<{ id: string }>(hub.pool, `select id from queue where tenant = $1 and heir is null and enabled order by name like 'Orders%' desc, created_at limit 1`, [viewer.tenant]);
  const secrets: FarSideSecrets = newSecrets();
  const far = await startFarSides({ url: parts.url, secrets, keys: POST_KEYS, log: parts.log });
  for (const channel of POST_CHANNELS) {
    const settings = far.settings[channel];
    if (!settings) continue;
    const before = await row<{ id: string; queue: string; enabled: boolean; settings: Record<string, unknown> }>(hub.pool, 'select id, queue, enabled, settings from entry_point where key = $1', [POST_KEYS[channel]]);
    const saved = await hub.admin.entryPoint(viewer, {
      id: before?.id ?? null, channel: CHANNELS[channel], key: POST_KEYS[channel], name: NAMES[channel], queue: before?.queue ?? queue?.id ?? '', priority: 0,
      // A group is spared the acknowledgement.
      settings: { ...(before || channel === 'personal' ? {} : { acknowledge: ACKNOWLEDGE }), ...before?.settings, ...settings }, enabled: before?.enabled ?? true,
    });
    if ('refused' in saved) parts.log(`The demo’s ${channel} could not be set up: ${saved.message}`);
  }
  return far;
}
