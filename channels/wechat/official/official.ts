/** The door of an Official Account: callbacks in, the customer service API out. */
import type { Connection, Hub, Tried } from '../../../src/core/channel.ts';
import { MINUTE } from '../../../src/core/time.ts';
import { again, badRequest, echoed, refusal, success } from '../answers.ts';
import { type Api, createApi } from '../api.ts';
import { readCall } from '../callback.ts';
import { createHealth } from '../health.ts';
import { isOfTheAccount, OFFICIAL, refusalOf } from '../outcomes.ts';
import { createSender, partsOf } from '../parts.ts';
import type { OfficialSettings } from '../settings.ts';
import { createIntake } from './intake.ts';
import { MOST_TEXT_BYTES, sendPart } from './send.ts';

/** So often a broken account is tried again. */
const LOOK_MS = MINUTE / 2;

/** `stable_token` gives all who ask the same token; the older `token` ends the others' (获取稳定版接口调用凭据). */
export const officialApi = (hub: Parameters<typeof createApi>[0], { apiBase, appId, appSecret }: OfficialSettings): Api =>
  createApi(hub, apiBase, appId, (renew) => ({
    path: '/cgi-bin/stable_token',
    init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: renew }) },
  }));

export async function openOfficial(hub: Hub, settings: OfficialSettings): Promise<Connection> {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, hub.signal]);
  const calls = new Set<Promise<unknown>>();
  const health = createHealth(hub);
  const api = officialApi(hub, settings);
  const intake = createIntake(hub, api, signal);
  const keys = { token: settings.token, encodingAesKey: settings.mode === 'plain' ? undefined : settings.encodingAesKey, id: settings.appId };

  async function answer(request: Request): Promise<Response> {
    const call = await readCall(keys, request, hub.now());
    if (call.kind === 'refused') return refusal(call);
    if (call.kind === 'echo') return echoed(call);
    if (closing.signal.aborted) return again();
    try {
      const taken = await intake.take(call);
      return taken === 'taken' ? success() : taken === 'again' ? again() : badRequest(taken.refused);
    } catch (error) {
      hub.log('warn', 'A message from WeChat could not be stored; WeChat sends it again.', { err: error });
      return again();
    }
  }

  hub.route('/callback', async (request) => {
    if (closing.signal.aborted) return again();
    const call = answer(request);
    calls.add(call);
    return call.finally(() => calls.delete(call));
  });

  /** Whether the account works, as far as its token says. */
  async function look(): Promise<void> {
    const token = await api.token();
    if (closing.signal.aborted) return;
    if (token.ok) health.fine();
    else tellOf(refusalOf(OFFICIAL, token.fault));
  }
  const tellOf = (bad: ReturnType<typeof refusalOf>): void => health.failed(bad.code, bad.code === 'NO_ANSWER' || bad.code === 'NOT_REACHED' ? `WeChat cannot be reached at ${settings.apiBase}; messages of ours wait.` : bad.explain);

  const send = createSender(hub, async (part, { to, key, no }) => {
    const sent = await sendPart(hub, api, part, to, no === 0 ? key : `${key}:${no}`);
    if (sent.ok) health.fine();
    else if (isOfTheAccount(sent)) tellOf(sent);
    return sent;
  });

  await look();
  const timer = setInterval(() => {
    if (!health.isFine()) void look();
  }, LOOK_MS);

  return {
    async close() {
      if (!closing.signal.aborted) {
        closing.abort();
        clearInterval(timer);
        health.tell({ state: 'off' });
      }
      await Promise.allSettled(calls);
      await intake.settled();
    },
    messages: {
      async send(order) {
        if (closing.signal.aborted) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The WeChat account is being reopened; the message goes when it is.' };
        const parts = partsOf(order, MOST_TEXT_BYTES);
        if (parts.length === 0) return { ok: false, retry: 'never', code: 'EMPTY', explain: 'WeChat takes no empty message.' };
        return send(order, parts);
      },
    },
    reread: intake.reread,
  };
}

/** Asks for a token, which tells AppID, secret and whitelist apart. */
export async function testOfficial(settings: OfficialSettings, tools: Pick<Hub, 'fetch' | 'now'>): Promise<readonly Tried[]> {
  const token = await officialApi(tools, settings).token();
  if (token.ok) return [{ step: 'token', ok: true, code: 'OK', explain: 'WeChat accepts AppID and AppSecret. Save the server configuration at mp.weixin.qq.com to prove the token too.' }];
  const { code, explain } = refusalOf(OFFICIAL, token.fault);
  return [{ step: 'token', ok: false, code, explain: typeof token.fault.errcode === 'string' ? `WeChat cannot be reached at ${settings.apiBase}, or its answer cannot be read.` : explain }];
}
