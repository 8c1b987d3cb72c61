/** The door of WeCom customer service (微信客服): a callback says that there is something, then it is fetched. */
import type { Connection, Hub, Tried } from '../../../src/core/channel.ts';
import { SECOND } from '../../../src/core/time.ts';
import { again, badRequest, echoed, refusal, success } from '../answers.ts';
import { type Api, createApi } from '../api.ts';
import { readCall } from '../callback.ts';
import { createHealth } from '../health.ts';
import { isOfTheAccount, type Refusal, refusalOf, WECOM } from '../outcomes.ts';
import { createSender, partsOf } from '../parts.ts';
import type { WecomSettings } from '../settings.ts';
import { readXml, textAt } from '../xml.ts';
import { createPull, PullFault } from './pull.ts';
import { MOST_TEXT_BYTES, sendPart } from './send.ts';
import { createWindow } from './window.ts';

/** WeCom waits 5 s for an answer; what takes longer goes on behind it, for WeCom keeps the messages. */
const ANSWER_MS = 4 * SECOND;
/** After a pull that failed or left something; doubles up to the second. */
const AGAIN_MS = 5 * SECOND;
const AGAIN_MOST_MS = 60 * SECOND;

const wecomApi = (hub: Parameters<typeof createApi>[0], { apiBase, corpId, secret, openKfId }: WecomSettings): Api =>
  createApi(hub, apiBase, `${corpId}:${openKfId}`, () => ({ path: `/cgi-bin/gettoken?${new URLSearchParams({ corpid: corpId, corpsecret: secret })}`, init: { method: 'GET' } }));

export async function openWecom(hub: Hub, settings: WecomSettings): Promise<Connection> {
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, hub.signal]);
  const health = createHealth(hub);
  const api = wecomApi(hub, settings);
  const window = createWindow(hub);
  const pulls = createPull(hub, api, settings.openKfId, window, signal);
  const keys = { token: settings.token, encodingAesKey: settings.encodingAesKey, id: settings.corpId };
  const calls = new Set<Promise<unknown>>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let pause = AGAIN_MS;

  const tellOf = (bad: Refusal): void => health.failed(bad.code, bad.retry === 'unknown' || bad.code === 'NOT_REACHED' ? `WeCom cannot be reached at ${settings.apiBase}; messages wait there and here.` : bad.explain);

  /** Whether all is taken. What is not is fetched again by ourselves, too. */
  async function fetchNew(token: string | null): Promise<boolean> {
    try {
      const { fresh, held } = await pulls.pull(token);
      health.fine();
      if (held > 0) retry();
      else pause = AGAIN_MS;
      return fresh > 0 || held === 0;
    } catch (error) {
      if (closing.signal.aborted) return false;
      if (error instanceof PullFault) tellOf(refusalOf(WECOM, error.fault));
      hub.log('warn', 'Messages could not be fetched from WeCom; they are fetched again.', error instanceof PullFault ? { errcode: error.fault.errcode } : { err: error });
      retry();
      return false;
    }
  }

  function retry(): void {
    if (timer !== null || closing.signal.aborted) return;
    timer = setTimeout(() => {
      timer = null;
      void fetchNew(null);
    }, pause);
    pause = Math.min(pause * 2, AGAIN_MOST_MS);
  }

  async function answer(request: Request): Promise<Response> {
    const call = await readCall(keys, request, hub.now());
    if (call.kind === 'refused') return refusal(call);
    if (call.kind === 'echo') return echoed(call);
    const read = readXml(call.xml);
    if ('fault' in read) return badRequest(read.explain);
    const text = (name: string): string => textAt(read.fields, name).trim();
    if (text('Event') !== 'kf_msg_or_event' || (text('OpenKfId') !== '' && text('OpenKfId') !== settings.openKfId)) return success();
    if (closing.signal.aborted) return again();
    return (await soonEnough(fetchNew(text('Token') || null))) ? success() : again();
  }

  hub.route('/callback', async (request) => {
    if (closing.signal.aborted) return again();
    const call = answer(request);
    calls.add(call);
    return call.finally(() => calls.delete(call));
  });

  const send = createSender(hub, async (part, about) => {
    const sent = await sendPart(hub, api, settings.openKfId, part, about);
    if (sent.ok) {
      health.fine();
      // Lossy: WeCom counts too.
      await window.count(about.to).catch(() => undefined);
    } else if (isOfTheAccount(sent)) tellOf(sent);
    return sent;
  });

  const token = await api.token();
  if (token.ok) health.fine();
  else tellOf(refusalOf(WECOM, token.fault));
  // What came while nobody was connected.
  const catchingUp = fetchNew(null);

  return {
    async close() {
      if (!closing.signal.aborted) {
        closing.abort();
        health.tell({ state: 'off' });
      }
      if (timer) clearTimeout(timer);
      await Promise.allSettled([...calls, catchingUp]);
      await pulls.settled();
    },
    messages: {
      async send(order) {
        if (closing.signal.aborted) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The WeCom account is being reopened; the message goes when it is.' };
        const parts = partsOf(order, MOST_TEXT_BYTES);
        if (parts.length === 0) return { ok: false, retry: 'never', code: 'EMPTY', explain: 'WeCom takes no empty message.' };
        return send(order, parts, () => window.refuses(order.thread, parts.length));
      },
    },
    reread: pulls.reread,
  };

  function soonEnough(taken: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(true), ANSWER_MS);
      void taken.then((all) => {
        clearTimeout(late);
        resolve(all);
      });
    });
  }
}

/** Asks for a token, then for the account. */
export async function testWecom(settings: WecomSettings, tools: Pick<Hub, 'fetch' | 'now'>): Promise<readonly Tried[]> {
  const api = wecomApi(tools, settings);
  const words = (step: string, fault: Parameters<typeof refusalOf>[1]): Tried => {
    const { code, explain } = refusalOf(WECOM, fault);
    return { step, ok: false, code, explain: typeof fault.errcode === 'string' ? `WeCom cannot be reached at ${settings.apiBase}, or its answer cannot be read.` : explain };
  };
  const token = await api.token();
  if (!token.ok) return [words('token', token.fault)];
  const accepted: Tried = { step: 'token', ok: true, code: 'OK', explain: 'WeCom accepts the corp ID and the secret.' };
  const accounts = await api.post('/cgi-bin/kf/account/list', { offset: 0, limit: 100 });
  if (!accounts.ok) return [accepted, words('account', accounts.fault)];
  const list = Array.isArray(accounts.value.account_list) ? (accounts.value.account_list as readonly { readonly open_kfid?: unknown }[]) : [];
  const known = list.some(({ open_kfid }) => open_kfid === settings.openKfId);
  return [accepted, known ? { step: 'account', ok: true, code: 'OK', explain: 'The customer service account is there. Save the callback address in WeCom to prove the token too.' } : { step: 'account', ok: false, code: 'BAD_ACCOUNT', explain: 'There is no customer service account of this ID, or the API may not serve it.' }];
}
