/**
 * The chat widget: `<script src="https://hub/chat.js" data-entry-point="key" async></script>`. Everything lives in a shadow
 * root; of the host page only the language is read. `data-agent` is the handle of the agent for whom the visitor comes. `data-full` fills the page (for links and QR codes).
 */
import type { ClientFrame, FileRef, ServerFrame } from '../../channels/webchat/protocol.ts';
import { createAnswers } from './answers.ts';
import { vouchedBy, watchCustomer } from './customer.ts';
import { el, ICONS, icon, keepFocus } from './dom.ts';
import { takeFiles } from './files.ts';
import { callbackForm, leaveForm, leftWith, type PreChat, preChatForm, ratingForm } from './forms.ts';
import { openLine } from './line.ts';
import { createLog } from './log.ts';
import { createLeaving, type Leaving } from './leaving.ts';
import { createOutbox } from './outbox.ts';
import { openShelf } from './shelf.ts';
import { STYLE } from './style.ts';
import { pick, textsFor } from './texts.ts';
import { watchPage } from './watchPage.ts';

const script = document.currentScript as HTMLScriptElement | null;

export function mount(base: string, key: string, full: boolean): void {
  const locale = document.documentElement.lang || navigator.language || 'en';
  const t = textsFor(locale);
  const shelf = openShelf(key);
  /** What a reload of this tab brings back: the panel if it was open, and the words not yet sent. */
  const tab = openShelf(key, 'tab');
  const newId = (): string => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, '0')).join('');
  const outbox = createOutbox(shelf, 'unsent', newId, () => Date.now());
  const answers = createAnswers(shelf, 'form', newId);
  const log = createLog(t, base);
  const failed = new Map<string, string>();
  let welcome: Extract<ServerFrame, { type: 'welcome' }> | null = null;
  let state: ServerFrame & { type: 'state' } = { type: 'state', state: 'none', place: null, about: false, expectedWaitSeconds: null, agent: null, canRate: false };
  let up = false;
  let open = full || tab.get('open') === 'yes';
  let unseen = 0;
  let rated = false;
  let typedAt = 0;
  let typingTimer = 0;
  let greeted = false;
  /** The form must be filled in before anything that waits can go. */
  let owed: PreChat['fault'] = null;
  let resendTimer = 0;

  const title = el('h2', {}, '…');
  const who = el('p', { class: 'who', 'aria-live': 'polite' });
  const bar = el('div', { class: 'bar', role: 'status' });
  /** What went wrong just now; stays long enough to be read. */
  const fault = el('div', { class: 'bar fault', role: 'alert' });
  const typing = el('div', { class: 'typing', 'aria-live': 'polite' });
  const text = el('textarea', { rows: 1, placeholder: t.write, 'aria-label': t.write, maxlength: 10_000 });
  const picker = el('input', { type: 'file', multiple: true, class: 'hide', tabindex: '-1', 'aria-hidden': 'true' });
  const sendButton = el('button', { class: 'icon send', 'aria-label': t.send, title: t.send }, icon(...ICONS.send));
  const clip = el('button', { class: 'icon', 'aria-label': t.attach, title: t.attach, onclick: () => picker.click() }, icon(...ICONS.clip));
  const write = el('div', { class: 'write' }, clip, text, sendButton, picker);
  const below = el('div');
  const middle = el('div');
  middle.style.cssText = 'flex:1;display:flex;flex-direction:column;min-height:0';
  const endButton = el('button', { class: 'icon hide', 'aria-label': t.end, title: t.end, onclick: askEnd }, icon(...ICONS.end));
  const closeButton = el('button', { class: `icon${full ? ' hide' : ''}`, 'aria-label': t.close, title: t.close, onclick: () => show(false) }, icon(...ICONS.close));
  const panel = el('section', { class: 'panel', role: 'dialog', 'aria-label': t.open, 'aria-modal': 'false' }, el('header', {}, el('div', {}, title, who), endButton, closeButton), bar, fault, middle, below);
  const badge = el('span', { class: 'badge hide', 'aria-hidden': 'true' });
  const launch = el('button', { class: 'launch', 'aria-label': t.open, 'aria-haspopup': 'dialog', onclick: () => show(true) }, icon(...ICONS.chat), badge);
  const host = document.createElement('switchroom-chat');
  const root = host.attachShadow({ mode: 'open' });
  root.append(el('style', {}, STYLE), launch, panel);
  text.value = tab.get('draft') ?? '';
  if (full) host.setAttribute('data-full', '');
  host.toggleAttribute('data-open', open);
  document.body.append(host);

  const whereabouts = watchPage((page) => line.send({ type: 'page', ...page }));
  const line = openLine({
    url: `${base.replace(/^http/, 'ws')}/channels/${encodeURIComponent(key)}/socket`,
    hello: () => {
      const token = shelf.get('token');
      const customer = vouchedBy(script);
      const page = whereabouts.now();
      return { type: 'hello', locale, afterSeq: log.lastSeq, ...(page ? { page } : {}), ...(script?.dataset.agent ? { agent: script.dataset.agent } : {}), ...(token ? { token } : {}), ...(customer ? { customer } : {}) };
    },
    take,
    up: (is) => {
      up = is;
      if (is) resend();
      if (is) for (const frame of owing.splice(0)) post(frame);
      draw();
    },
  });

  // The host page's visitor signs in or out without a reload.
  watchCustomer(script, () => line.greet());

  function take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        // Another thread than the one shown (a token that ran out): its lines are not ours to number on.
        if (!frame.resumed && log.lastSeq > 0) {
          log.clear();
          shelf.set('readSeq', '0');
          face = '';
          formSent = false;
          owed = null;
          greeted = false;
        }
        welcome = frame;
        shelf.set('token', frame.token);
        host.style.setProperty('--c', /^#[0-9a-f]{6}$/i.test(frame.colour) ? frame.colour : '#0f6e84');
        for (const entry of frame.entries) {
          if (entry.clientId) outbox.settle(entry.clientId);
          if (log.put(entry) && (!open || document.hidden) && entry.seq > Number(shelf.get('readSeq') ?? Number.POSITIVE_INFINITY)) unseen += 1;
        }
        state = { ...state, state: frame.state, agent: frame.agent };
        read();
        layout();
        grow();
        break;
      case 'open':
        if (welcome === null) break;
        welcome = { ...welcome, open: frame.open };
        turn();
        break;
      case 'entry':
        if (log.put(frame.entry)) {
          typing.textContent = '';
          if (!open || document.hidden) unseen += 1;
        }
        read();
        break;
      case 'stored': {
        if (frame.id === callId) endAsking();
        if (frame.id === answers.given()?.id) {
          answers.settle();
          owed = null;
          resend();
        }
        const unsent = outbox.all().find((u) => u.id === frame.id);
        outbox.settle(frame.id);
        failed.delete(frame.id);
        const text = unsent?.text ?? (frame.id === leftId ? left.text : null);
        if (text !== null) log.put({ seq: frame.seq, id: frame.id, kind: 'message', from: { kind: 'customer', name: null }, text, files: uploaded.get(frame.id) ?? [], at: frame.at, clientId: frame.id });
        if (frame.id === leftId) {
          leaving.keep(null);
          // Nobody waits at this end: no line is shown that they would stand in.
          hasLeft = true;
          middle.replaceChildren(el('form', {}, el('p', { class: 'lead center' }, '✓'), el('p', { class: 'center', role: 'status' }, t.left)));
        }
        break;
      }
      case 'state':
        if (frame.state !== 'closed') rated = false;
        // Somebody came before the number was written: there is nothing to ask any more.
        if (frame.state !== 'waiting' && below.querySelector('input[name=phone]')) endAsking();
        state = frame;
        layout();
        break;
      case 'typing':
        typing.textContent = frame.on ? `${t.typing(frame.name ?? t.somebody)}…` : '';
        window.clearTimeout(typingTimer);
        typingTimer = window.setTimeout(() => (typing.textContent = ''), 6_000);
        break;
      case 'receipt':
        log.readUpTo(frame.readSeq);
        break;
      case 'refusal':
        if (frame.id && frame.id === callId) {
          const where = below.querySelector('.err');
          if (where) where.textContent = frame.message;
        } else if (frame.id && frame.id === leftId && frame.code !== 'FORM_REQUIRED' && frame.code !== 'UNAVAILABLE' && frame.code !== 'TOO_MANY') {
          leaving.keep(null);
          const where = middle.querySelector('.err');
          if (where) where.textContent = frame.message;
        } else if (frame.id && (frame.code === 'FORM_REQUIRED' || (frame.id === answers.given()?.id && frame.code === 'BAD_INPUT'))) {
          // What waits stays; it goes when the form is filled in.
          if (frame.code === 'BAD_INPUT') answers.refuse();
          if (answers.given() === null) owed = { field: frame.field ?? '', message: frame.message };
          face = '';
          layout();
        } else if (frame.id && frame.code !== 'UNAVAILABLE' && frame.code !== 'TOO_MANY') failed.set(frame.id, frame.message);
        else if (frame.id) {
          // One timer for all that waits, however many refusals came.
          window.clearTimeout(resendTimer);
          resendTimer = window.setTimeout(resend, 2_000);
        }
        else complain(frame.message);
        break;
    }
    draw();
  }

  const uploaded = new Map<string, readonly FileRef[]>();
  const leaving = createLeaving(tab);
  const kept = el('p', { class: 'sys', role: 'status' }, t.offline);
  let leftId = leaving.now?.id ?? '';
  let left = { name: leaving.now?.name ?? '', contact: leaving.now?.contact ?? '', text: leaving.now?.text ?? '' };
  let faultTimer = 0;
  /** The callback being asked for, and where to. */
  let callId = '';
  let callTo = '';
  let hasLeft = false;
  /** What the visitor asked for while the line was down; goes when it is back. */
  const owing: ClientFrame[] = [];
  const post = (frame: ClientFrame): void => {
    if (!line.send(frame)) owing.push(frame);
  };

  function complain(why: string): void {
    fault.textContent = why;
    window.clearTimeout(faultTimer);
    faultTimer = window.setTimeout(() => (fault.textContent = ''), 10_000);
  }

  function leave(frame: Leaving): void {
    leaving.keep(frame);
    if (!line.send(frame)) middle.querySelector('.err')?.before(kept);
  }

  function resend(): void {
    kept.remove();
    if (leaving.now) line.send(leaving.now);
    const form = answers.given();
    if (form) line.send({ type: 'form', ...form });
    for (const u of outbox.all()) if (!failed.has(u.id)) line.send({ type: 'message', id: u.id, text: u.text, files: u.files });
  }

  function say(words: string, files: readonly FileRef[] = []): void {
    const unsent = outbox.add(words, files.map((f) => f.id));
    uploaded.set(unsent.id, files);
    line.send({ type: 'message', id: unsent.id, text: words, files: unsent.files });
    draw();
  }

  function submit(): void {
    const words = text.value.trim();
    if (words === '') return;
    text.value = '';
    grow();
    line.send({ type: 'typing', on: false });
    tab.set('draft', '');
    say(words);
    log.toEnd();
    text.focus();
  }

  /** Tells the hub that what is here has arrived, or was seen. */
  function read(): void {
    if (open && !document.hidden && log.lastSeq > 0) {
      unseen = 0;
      shelf.set('readSeq', String(log.lastSeq));
      line.send({ type: 'read', seq: log.lastSeq });
    } else if (log.lastSeq > 0) line.send({ type: 'delivered', seq: log.lastSeq });
  }

  /** The writing comes back below. */
  function endAsking(): void {
    callId = '';
    below.replaceChildren(write);
    text.focus();
  }

  function askCallback(): void {
    const form = callbackForm(t, callTo, (phone) => {
      callTo = phone;
      callId = newId();
      if (!line.send({ type: 'callback', id: callId, phone })) complain(t.offline);
    }, endAsking);
    below.replaceChildren(form);
    form.querySelector('input')?.focus();
  }

  function askEnd(): void {
    const gone = endAsking;
    const calls = state.callback === 'booked';
    const yes = el('button', { class: 'go', onclick: () => {
      post({ type: 'end' });
      below.replaceChildren(write);
    } }, calls ? t.callYes : t.yes);
    below.replaceChildren(el('div', { class: 'ask' }, el('p', {}, calls ? t.callCancelled : t.endSure), el('div', { class: 'r' }, yes, el('button', { class: 'ghost', onclick: gone }, t.no))));
    yes.focus();
  }

  /** Somebody came, or the last one left: what was being written goes on where it can be sent now. */
  function turn(): void {
    const was = face;
    const focused = panel.contains(root.activeElement);
    const written = middle.querySelector<HTMLTextAreaElement>('textarea[name=text]')?.value ?? '';
    if (written === '') left = { ...left, text: text.value };
    layout();
    if (face === was) return;
    if (was === 'leave' && written !== '' && text.value === '') {
      text.value = written;
      tab.set('draft', written);
      grow();
    }
    if (focused) panel.querySelector<HTMLElement>('textarea:not(.hide), form input')?.focus();
  }

  /** Which of the widget's faces is shown. */
  let face = '';
  function layout(): void {
    if (!welcome) return;
    const talking = log.lastSeq > 0 || state.state !== 'none';
    const { form, greeting } = welcome;
    const inHand = state.state === 'active' || state.state === 'waiting' || state.state === 'bot';
    const away = hasLeft ? state.state !== 'active' : !welcome.open && !inHand;
    const asks = owed || (!talking && !welcome.formDone && !answers.given() && !formSent);
    const next = asks && (away ? form.some((f) => f.required) : form.length > 0) ? 'form' : away ? 'leave' : 'chat';
    if (next !== face) {
      face = next;
      if (next === 'leave') {
        middle.replaceChildren(leaveForm(t, left, (v) => {
          left = v;
          leftId = newId();
          leave({ type: 'leaveMessage', id: leftId, ...v });
        }));
        below.replaceChildren();
      } else if (next === 'form') {
        const submit = (values: Record<string, string>): void => {
          formSent = true;
          owed = null;
          answers.give(values);
          left = leftWith(left, form, values);
          resend();
          layout();
          panel.querySelector<HTMLElement>('.write textarea, form :invalid')?.focus();
        };
        const asked = preChatForm(locale, form, { values: answers.values(), fault: owed, go: away ? t.goOn : t.start, type: (values) => answers.type(values), submit });
        if (away) asked.prepend(el('p', { class: 'lead' }, t.away), el('p', {}, t.leave));
        middle.replaceChildren(...(away ? [] : [el('p', { class: 'sys lead' }, pick(greeting, locale))]), asked);
        below.replaceChildren();
      } else {
        middle.replaceChildren(log.node, typing);
        below.replaceChildren(write);
        if (!greeted && !talking) log.node.prepend(el('div', { class: 'row' }, el('div', { class: 'bubble' }, pick(greeting, locale))));
        greeted = true;
        log.toEnd();
      }
    }
    if (face === 'chat' && state.canRate && !rated && !below.querySelector('.ask')) {
      below.replaceChildren(ratingForm(t, (score, comment) => {
        rated = true;
        post({ type: 'rate', score, comment });
        below.replaceChildren(el('div', { class: 'ask center' }, el('p', { role: 'status' }, t.thanks), el('span', {}, t.again)), write);
      }), write);
    } else if (face === 'chat' && !state.canRate && !rated && below.querySelector('.stars')) below.replaceChildren(write);
  }
  let formSent = false;

  function draw(): void {
    title.textContent = welcome?.name ?? '…';
    who.textContent = state.state === 'active' && state.agent ? (state.callback === 'booked' ? t.callWith : t.with)(state.agent.name) : state.state === 'bot' ? t.bot : '';
    endButton.classList.toggle('hide', state.state === 'none' || state.state === 'closed' || face === 'leave');
    if (!up) bar.replaceChildren(t.offline);
    else if (state.state === 'waiting' && !hasLeft) {
      const booked = state.callback === 'booked';
      const more = state.callback === undefined || below.querySelector('.ask') ? null : el('button', { class: 'link', onclick: booked ? askEnd : askCallback }, booked ? t.callStop : t.callMe);
      const place = booked ? t.booked : state.place === null ? t.waiting : state.place === 1 ? t.next : t.place(state.place, state.about);
      bar.replaceChildren(el('span', { class: 'dot' }), el('span', {}, el('b', {}, place), booked || state.expectedWaitSeconds === null ? null : ` ${t.wait(state.expectedWaitSeconds)}`, more && ' ', more));
    } else if (state.state !== 'none' || !bar.textContent || bar.textContent === t.offline) bar.replaceChildren();
    log.unsent(outbox.all(), failed, (id) => {
      failed.delete(id);
      resend();
      draw();
    });
    sendButton.toggleAttribute('disabled', text.value.trim() === '');
    badge.textContent = String(unseen);
    badge.classList.toggle('hide', unseen === 0 || open);
    launch.setAttribute('aria-label', unseen > 0 ? `${t.open} (${unseen} ${t.new})` : t.open);
    launch.classList.toggle('hide', open);
    panel.classList.toggle('hide', !open);
  }

  function show(is: boolean): void {
    open = is;
    tab.set('open', is ? 'yes' : 'no');
    host.toggleAttribute('data-open', is);
    read();
    layout();
    draw();
    grow();
    log.toEnd();
    if (is) (panel.querySelector<HTMLElement>('.write textarea, form input, form select') ?? closeButton).focus();
    else launch.focus();
  }

  const grow = (): void => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 140)}px`;
    sendButton.toggleAttribute('disabled', text.value.trim() === '');
  };
  text.addEventListener('input', () => {
    grow();
    tab.set('draft', text.value);
    if (Date.now() - typedAt > 1_500) {
      typedAt = Date.now();
      line.send({ type: 'typing', on: text.value !== '' });
    }
  });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  sendButton.addEventListener('click', submit);
  takeFiles({
    t, locale, picker, text, panel, url: `${base}/channels/${encodeURIComponent(key)}/files`, token: () => shelf.get('token') ?? '', maxBytes: () => welcome?.limits.maxFileBytes ?? Number.POSITIVE_INFINITY,
    sent: (file) => say('', [file]),
    failed: complain,
  });
  keepFocus(root, panel, () => open, () => !full && show(false));
  document.addEventListener('visibilitychange', () => {
    read();
    draw();
  });
  draw();
}

const base = new URL(script?.src || '/chat.js', location.href).origin;
const key = script?.dataset.entryPoint ?? location.pathname.split('/')[2] ?? '';
const begin = (): void => mount(base, key, script?.dataset.full !== undefined);
if (document.body) begin();
else document.addEventListener('DOMContentLoaded', begin);
