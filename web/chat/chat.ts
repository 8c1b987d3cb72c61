/**
 * The chat widget: `<script src="https://hub/chat.js" data-entry-point="key" async></script>`. Everything lives in a shadow
 * root; of the host page only the language is read. `data-agent` is the handle of the agent for whom the visitor comes. `data-full` fills the page (for links and QR codes).
 */
import type { ClientFrame, FileRef, ServerFrame } from '../../channels/webchat/protocol.ts';
import { createAnswers } from './answers.ts';
import { createCallback } from './callback.ts';
import { vouchedBy, watchCustomer } from './customer.ts';
import { el, keepFocus, place } from './dom.ts';
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
  /** null = it was never up since the page came. */
  let up: boolean | null = null;
  let open = full || tab.get('open') === 'yes';
  let unseen = 0;
  let rated = false;
  let typedAt = 0;
  /** The form must be filled in before anything that waits can go. */
  let owed: PreChat['fault'] = null;
  let resendTimer = 0;

  const panelOf = createPanel(t, { full, end: () => askEnd(), show: (is) => show(is) });
  const { host, root, launch, badge, panel, title, who, bar, middle, typing, below, write, text, picker, sendButton, endButton, closeButton, complain, grow, tint } = panelOf;
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
      else {
        leaving.down();
        panelOf.types(null);
      }
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
        }
        welcome = frame;
        shelf.set('token', frame.token);
        tint(frame.colour);
        log.greet(pick(frame.greeting, locale));
        for (const entry of frame.entries) {
          if (entry.clientId) outbox.settle(entry.clientId);
          if (log.put(entry) && (!open || document.hidden) && entry.seq > Number(shelf.get('readSeq') ?? Number.POSITIVE_INFINITY)) unseen += 1;
        }
        log.readUpTo(frame.readSeq);
        state = { ...state, state: frame.state, agent: frame.agent };
        read();
        layout();
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
        owing.delete(frame.id);
        if (frame.id === answers.given()?.id) {
          answers.settle();
          owed = null;
          resend();
        }
        const unsent = outbox.all().find((u) => u.id === frame.id);
        outbox.settle(frame.id);
        failed.delete(frame.id);
        const words = unsent?.text ?? (leaving.is(frame.id) ? leaving.text : null);
        if (words !== null) log.put({ seq: frame.seq, id: frame.id, kind: 'message', from: { kind: 'customer', name: null }, text: words, files: uploaded.get(frame.id) ?? [], at: frame.at, clientId: frame.id });
        if (leaving.is(frame.id)) {
          leaving.stored();
          text.value = '';
          layout();
          log.toEnd();
        }
        break;
      }
      case 'state':
        if (frame.state !== 'closed') rated = false;
        // Somebody came before the number was written: there is nothing to ask any more.
        if (frame.state !== 'waiting' && callback.asks()) callback.done();
        state = frame;
        leaving.stands();
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
        else if (frame.id && owing.has(frame.id) && frame.code !== 'UNAVAILABLE' && frame.code !== 'TOO_MANY') {
          owing.delete(frame.id);
          // It is over, as was wanted.
          if (frame.code !== 'CLOSED') complain(frame.message);
        }
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
  const leaving = createLeaveMessage({ t, tab, newId, send: (frame) => line.send(frame) });
  const callback = createCallback({
    t, newId,
    send: (id, phone) => {
      if (!line.send({ type: 'callback', id, phone })) complain(t.offline);
    },
    show: (form) => {
      over = form;
      layout();
    },
    back: () => {
      over = null;
      layout();
      text.focus();
    },
  });
  /** An end or a rating that the hub has not confirmed; goes again when the line is back. */
  const owing = new Map<string, ClientFrame>();
  const post = (frame: Extract<ClientFrame, { type: 'end' | 'rate' }>): void => {
    const id = newId();
    owing.set(id, { ...frame, id });
    line.send({ ...frame, id });
  };

  function resend(): void {
    leaving.resend();
    callback.resend();
    for (const frame of owing.values()) line.send(frame);
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
      callback.done();
    } }, calls ? t.callYes : t.yes);
    over = el('div', { class: 'ask' }, el('p', {}, calls ? t.callCancelled : t.endSure), el('div', { class: 'r' }, yes, el('button', { class: 'ghost', onclick: callback.done }, t.no)));
    layout();
    yes.focus();
  }

  /** Somebody came, or the last one left: whoever is writing goes on where it can be sent now. */
  function turn(): void {
    const focused = panel.contains(root.activeElement);
    const were = leaves;
    layout();
    if (were !== leaves && focused) panel.querySelector<HTMLElement>('textarea:not(.hide), form input')?.focus();
  }

  /** Which of the widget's faces is shown. */
  let face = '';
  /** A message is left, not sent: nobody is here. */
  let leaves = false;
  /** A question in the place of writing. */
  let over: HTMLElement | null = null;
  let rating: HTMLElement | null = null;
  function layout(): void {
    if (!welcome) return;
    const talking = log.lastSeq > 0 || state.state !== 'none';
    const { form, greeting } = welcome;
    const inHand = state.state === 'active' || state.state === 'waiting' || state.state === 'bot';
    const away = !leaving.done && !welcome.open && !inHand;
    const asks = owed || (!talking && !welcome.formDone && !answers.given() && !formSent);
    const shown = asks && (away ? form.some((f) => f.required) : form.length > 0) ? 'form' : away && !talking ? 'leave' : 'chat';
    // What is being written moves to where it can be sent.
    if (away && !leaves) {
      leaving.begin(text.value);
      text.value = '';
    } else if (leaves && !away && !leaving.done) text.value = leaving.written();
    leaves = away;
    if (shown !== face || shown === 'leave') {
      face = shown;
      if (shown === 'leave') place(middle, [leaving.form(false)]);
      else if (shown === 'form') {
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
        asked.prepend(...(away ? [el('p', { class: 'lead' }, t.away), el('p', {}, t.leave)] : [el('p', { class: 'lead' }, pick(greeting, locale))]));
        place(middle, [asked]);
      } else {
        place(middle, [log.node, typing]);
        log.toEnd();
      }
    }
    log.over(face === 'chat' && state.state === 'closed' ? (away ? '' : t.again) : null);
    text.placeholder = waitsForAnswer() ? t.add : t.write;
    place(below, face === 'chat' ? foot() : []);
    grow();
  }
  let formSent = false;

  /** A message was left, and nobody has taken it yet. */
  const waitsForAnswer = (): boolean => leaving.done || (state.state === 'waiting' && state.leftMessage === true);

  const next = el('span');
  const thanks = el('div', { class: 'ask', role: 'status' }, el('p', {}, t.left), next);
  /** What stands below the conversation. */
  function foot(): readonly HTMLElement[] {
    if (over) return [over];
    if (waitsForAnswer()) {
      next.textContent = t.leftNext(leaving.contact);
      return [thanks, write];
    }
    if (state.state !== 'closed') rating = null;
    else if (state.canRate && !rated) {
      rating ??= ratingForm(t, (score, comment) => {
        rated = true;
        post({ type: 'rate', score, comment });
        rating = el('div', { class: 'ask center' }, el('p', { role: 'status' }, t.thanks));
        layout();
      });
    } else if (!rated) rating = null;
    return [...(rating ? [rating] : []), leaves ? leaving.form(true) : write];
  }

  function draw(): void {
    title.textContent = welcome?.name ?? t.open;
    who.textContent = state.state === 'active' && state.agent ? (state.callback === 'booked' ? t.callWith : t.with)(state.agent.name) : state.state === 'bot' ? t.bot : '';
    endButton.classList.toggle('hide', state.state === 'none' || state.state === 'closed' || waitsForAnswer() || face !== 'chat');
    bar.classList.toggle('lost', up === false);
    if (!up) bar.replaceChildren(up === null ? t.connecting : t.offline);
    else if (state.state === 'waiting' && !waitsForAnswer()) {
      const booked = state.callback === 'booked';
      const more = state.callback === undefined || over ? null : el('button', { class: 'link', onclick: booked ? askEnd : callback.ask }, booked ? t.callStop : t.callMe);
      const stand = booked ? t.booked : state.place === null ? t.waiting : state.place === 1 ? t.next : t.place(state.place, state.about);
      // Who waits without a number is being given to somebody already.
      const wait = booked || state.place === null ? '' : state.expectedWaitSeconds === null ? t.waitUnknown : t.wait(state.expectedWaitSeconds);
      bar.replaceChildren(el('span', { class: 'dot' }), el('span', {}, el('b', {}, stand), wait && ` ${wait}`, more && ' ', more));
    } else bar.replaceChildren();
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
    log.toEnd();
    // A form below a conversation would hide it behind a phone's keyboard.
    if (is) (panel.querySelector<HTMLElement>('.write textarea, form:not(.brief) input, form:not(.brief) select') ?? closeButton).focus();
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
