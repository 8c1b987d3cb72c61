/**
 * The chat widget: `<script src="https://hub/chat.js" data-entry-point="key" async></script>`. Everything lives in a shadow
 * root; of the host page only the language is read. `data-agent` is the handle of the agent for whom the visitor comes. `data-full` fills the page (for links and QR codes).
 */
import type { ClientFrame, FileRef, ServerFrame } from '../../channels/webchat/protocol.ts';
import { createAnswers } from './answers.ts';
import { createCallback } from './callback.ts';
import { vouchedBy, watchCustomer } from './customer.ts';
import { el, keepFocus } from './dom.ts';
import { takeFiles } from './files.ts';
import { type PreChat, preChatForm, ratingForm } from './forms.ts';
import { createLeaveMessage } from './leaveMessage.ts';
import { openLine } from './line.ts';
import { createLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import { createPanel } from './panel.ts';
import { openShelf } from './shelf.ts';
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
  let greeted = false;
  /** The form must be filled in before anything that waits can go. */
  let owed: PreChat['fault'] = null;
  let resendTimer = 0;

  const panelOf = createPanel(t, { full, end: () => askEnd(), show: (is) => show(is) });
  const { host, root, launch, badge, panel, title, who, bar, middle, typing, below, write, text, picker, sendButton, endButton, closeButton, complain, grow } = panelOf;
  text.value = tab.get('draft') ?? '';
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
        if (callback.is(frame.id)) callback.done();
        if (frame.id === answers.given()?.id) {
          answers.settle();
          owed = null;
          resend();
        }
        const unsent = outbox.all().find((u) => u.id === frame.id);
        outbox.settle(frame.id);
        failed.delete(frame.id);
        const text = unsent?.text ?? (leaving.is(frame.id) ? leaving.text : null);
        if (text !== null) log.put({ seq: frame.seq, id: frame.id, kind: 'message', from: { kind: 'customer', name: null }, text, files: uploaded.get(frame.id) ?? [], at: frame.at, clientId: frame.id });
        if (leaving.is(frame.id)) leaving.stored();
        break;
      }
      case 'state':
        if (frame.state !== 'closed') rated = false;
        // Somebody came before the number was written: there is nothing to ask any more.
        if (frame.state !== 'waiting' && callback.asks()) callback.done();
        state = frame;
        layout();
        break;
      case 'typing':
        panelOf.types(frame.on ? (frame.name ?? t.somebody) : null);
        break;
      case 'receipt':
        log.readUpTo(frame.readSeq);
        break;
      case 'refusal':
        if (callback.is(frame.id)) callback.refused(frame.message);
        else if (leaving.is(frame.id) && frame.code !== 'FORM_REQUIRED' && frame.code !== 'UNAVAILABLE' && frame.code !== 'TOO_MANY') leaving.refused(frame.message);
        else if (frame.id && (frame.code === 'FORM_REQUIRED' || (frame.id === answers.given()?.id && frame.code === 'BAD_INPUT'))) {
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
  const leaving = createLeaveMessage({ t, tab, middle, newId, send: (frame) => line.send(frame) });
  const callback = createCallback({
    t, below, newId,
    send: (id, phone) => {
      if (!line.send({ type: 'callback', id, phone })) complain(t.offline);
    },
    back: () => {
      below.replaceChildren(write);
      text.focus();
    },
  });
  /** What the visitor asked for while the line was down; goes when it is back. */
  const owing: ClientFrame[] = [];
  const post = (frame: ClientFrame): void => {
    if (!line.send(frame)) owing.push(frame);
  };

  function resend(): void {
    leaving.resend();
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

  function askEnd(): void {
    const calls = state.callback === 'booked';
    const yes = el('button', { class: 'go', onclick: () => {
      post({ type: 'end' });
      below.replaceChildren(write);
    } }, calls ? t.callYes : t.yes);
    below.replaceChildren(el('div', { class: 'ask' }, el('p', {}, calls ? t.callCancelled : t.endSure), el('div', { class: 'r' }, yes, el('button', { class: 'ghost', onclick: callback.done }, t.no))));
    yes.focus();
  }

  /** Somebody came, or the last one left: what was being written goes on where it can be sent now. */
  function turn(): void {
    const was = face;
    const focused = panel.contains(root.activeElement);
    const written = middle.querySelector<HTMLTextAreaElement>('textarea[name=text]')?.value ?? '';
    if (written === '') leaving.begin(text.value);
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
    const away = leaving.done ? state.state !== 'active' : !welcome.open && !inHand;
    const asks = owed || (!talking && !welcome.formDone && !answers.given() && !formSent);
    const next = asks && (away ? form.some((f) => f.required) : form.length > 0) ? 'form' : away ? 'leave' : 'chat';
    if (next !== face) {
      face = next;
      if (next === 'leave') {
        leaving.show();
        below.replaceChildren();
      } else if (next === 'form') {
        const submit = (values: Record<string, string>): void => {
          formSent = true;
          owed = null;
          answers.give(values);
          leaving.knows(form, values);
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
    else if (state.state === 'waiting' && !leaving.done) {
      const booked = state.callback === 'booked';
      const more = state.callback === undefined || below.querySelector('.ask') ? null : el('button', { class: 'link', onclick: booked ? askEnd : callback.ask }, booked ? t.callStop : t.callMe);
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
