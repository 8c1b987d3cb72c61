/**
 * Calling the shop from its page: the hub gives an account for one call, the library is loaded when somebody calls, and a bar says how the call
 * stands. Where no line is open there is no button.
 */
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { UA } from 'jssip/lib/UA';
import { el, icon } from '../chat/dom.ts';
import { type IceGiven, iceConfiguration } from '../shared/ice.ts';
import { inWords } from '../shared/refusals.ts';

type State = 'asking' | 'ringing' | 'talking' | 'over' | 'failed';

const HANDSET = ['M5 4h4l2 5-2.5 1.500a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2'];
const MIC = ['M9 5a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0z', 'M5 10a7 7 0 0 0 14 0', 'M12 17v4'];
const words = {
  en: { call: 'Call us', states: { asking: 'Calling…', ringing: 'Calling…', talking: 'Connected', over: 'The call is over', failed: '' }, mute: 'Mute', unmute: 'Unmute', muted: 'Muted', hangUp: 'Hang up', close: 'Close', again: 'Call again', bar: 'Your call', insecure: 'Your browser gives the microphone to secure pages only: open this page by https, or on the hub’s own machine.', microphone: 'Without a microphone nobody would hear you. Allow it for this page and call again.', away: 'We cannot be called just now; try again in a moment.', busy: 'All lines are taken just now; try again in a few minutes.', lost: 'The connection was lost.' },
  zh: { call: '电话咨询', states: { asking: '正在呼叫…', ringing: '正在呼叫…', talking: '已接通', over: '通话已结束', failed: '' }, mute: '静音', unmute: '取消静音', muted: '已静音', hangUp: '挂断', close: '关闭', again: '再次呼叫', bar: '您的通话', insecure: '浏览器只允许安全页面使用麦克风：请通过 https 打开本页，或在本机打开。', microphone: '没有麦克风，对方听不到您。请允许本页使用麦克风后再次呼叫。', away: '现在无法接通，请稍后再试。', busy: '线路全忙，请几分钟后再拨。', lost: '连接已中断。' },
};

interface Account { readonly user: string; readonly password: string; readonly uri: string; readonly to: string; readonly path: string; readonly ice: readonly IceGiven[] }

/** Answers at once; the button comes when the line is known to be open. */
export function callUs(entryPoint: string, zh: boolean): { readonly button: HTMLElement; readonly bar: HTMLElement } {
  const t = zh ? words.zh : words.en;
  const door = `/channels/${entryPoint}/call`;
  const button = el('button', { class: 'call', type: 'button', hidden: true, onclick: () => void call() }, icon(...HANDSET), el('span', {}, t.call));
  const says = el('b', { 'aria-live': 'polite' });
  const clock = el('time', {});
  const why = el('p', { role: 'alert' });
  const mute = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => setMuted(!muted) }, icon(...MIC), el('span', {}, t.mute));
  const end = el('button', { type: 'button', class: 'end', onclick: () => over('over') }, icon(...HANDSET), el('span', {}, t.hangUp));
  const again = el('button', { type: 'button', onclick: () => void call() }, t.again);
  const close = el('button', { type: 'button', onclick: () => show(null) }, t.close);
  const bar = el('div', { class: 'callBar', role: 'region', 'aria-label': t.bar, hidden: true }, el('div', { class: 'how' }, el('i', {}), says, clock), why, el('div', { class: 'keys' }, mute, end, again, close));
  const sound = new Audio();
  sound.autoplay = true;

  let state: State | null = null;
  let muted = false;
  /** Which call: what an earlier one still hears of is not this one's. */
  let turn = 0;
  let microphone: MediaStream | null = null;
  let ua: UA | null = null;
  let session: RTCSession | null = null;
  let since = 0;
  let tick: ReturnType<typeof setInterval> | undefined;

  function show(next: State | null, reason = ''): void {
    state = next;
    bar.hidden = next === null;
    bar.dataset.state = next ?? '';
    says.textContent = next === null ? '' : muted && next === 'talking' ? t.muted : t.states[next];
    why.textContent = reason;
    const live = next === 'asking' || next === 'ringing' || next === 'talking';
    mute.hidden = next !== 'talking';
    end.hidden = !live;
    again.hidden = live;
    close.hidden = live;
    button.toggleAttribute('disabled', live);
  }

  async function call(): Promise<void> {
    turn += 1;
    const mine = turn;
    clock.textContent = '';
    setMuted(false);
    show('asking');
    if (!navigator.mediaDevices) return show('failed', t.insecure);
    // Asked first, so that nobody is rung by a page that cannot speak.
    const heard = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (turn !== mine || state !== 'asking') return stopped(heard);
    if (!heard) return show('failed', t.microphone);
    microphone = heard;
    try {
      const [answer, { default: sip }] = await Promise.all([fetch(door, { method: 'POST' }), import('jssip')]);
      if (turn !== mine || state !== 'asking') return;
      if (!answer.ok) return over('failed', inWords(((await answer.json().catch(() => ({}))) as { message?: string }).message ?? t.away));
      const account = (await answer.json()) as Account;
      const socket = new sip.WebSocketInterface(`${location.origin.replace(/^http/, 'ws')}${account.path}`);
      const phone = new sip.UA({ sockets: [socket], uri: account.uri, authorization_user: account.user, password: account.password, register: false, session_timers: false, user_agent: 'Switchroom' });
      ua = phone;
      phone.on('connected', () => {
        if (ua === phone && !session) begin(phone, account, heard);
      });
      // A call that talks lives on without its socket, which comes back by itself; one that has not begun does not.
      phone.on('disconnected', () => {
        if (ua === phone && state === 'asking') over('failed', t.away);
      });
      phone.start();
    } catch {
      if (turn === mine) over('failed', t.away);
    }
  }

  function begin(by: UA, { to, ice }: Account, heard: MediaStream): void {
    const made = by.call(to, { mediaStream: heard, mediaConstraints: { audio: true, video: false }, pcConfig: iceConfiguration(ice) });
    session = made;
    made.connection?.addEventListener('track', ({ track, streams }) => {
      sound.srcObject = streams[0] ?? new MediaStream([track]);
      void sound.play().catch(() => undefined);
    });
    const ours = (then: () => void) => (): void => {
      if (session === made) then();
    };
    made.on('progress', ours(() => show('ringing')));
    made.on('accepted', ours(() => {
      since = Date.now();
      show('talking');
      tick = setInterval(draw, 500);
      draw();
    }));
    made.on('ended', ours(() => over('over')));
    made.on('failed', ({ cause }: { cause?: string }) => ours(() => over('failed', cause === 'Busy' || cause === 'Rejected' ? t.busy : cause === 'Connection Error' ? t.lost : t.away))());
  }

  const stopped = (stream: MediaStream | null): void => stream?.getTracks().forEach((track) => void track.stop());

  /** Ends whatever there is of the call; twice is fine. */
  function over(how: 'over' | 'failed', reason = ''): void {
    const [ending, phone] = [session, ua];
    session = null;
    ua = null;
    clearInterval(tick);
    stopped(microphone);
    microphone = null;
    show(how, reason);
    if (ending && !ending.isEnded()) ending.terminate();
    // The goodbye needs the socket for a moment.
    if (phone) setTimeout(() => phone.stop(), 1_000);
  }

  function setMuted(on: boolean): void {
    muted = on;
    if (on) session?.mute({ audio: true });
    else session?.unmute({ audio: true });
    mute.setAttribute('aria-pressed', String(on));
    mute.querySelector('span')?.replaceChildren(on ? t.unmute : t.mute);
    if (state === 'talking') show('talking');
  }

  function draw(): void {
    const seconds = Math.floor((Date.now() - since) / 1_000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }

  void fetch(door).then(async (answer) => {
    if (answer.ok) button.hidden = !((await answer.json()) as { open?: boolean }).open;
  }).catch(() => undefined);
  return { button, bar };
}
