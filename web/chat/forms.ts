/** The widget's forms: before the chat, when nobody is there, and the rating at the end. */
import type { FormField } from '../../channels/webchat/protocol.ts';
import { el } from './dom.ts';
import { pick, type Texts } from './texts.ts';

export interface PreChat {
  /** What already stands in the fields. */
  readonly values: Readonly<Record<string, string>>;
  /** The answer that was refused, or is owed, and why. */
  readonly fault: { readonly field: string; readonly message: string } | null;
  /** What the button says. */
  readonly go: string;
  type(values: Record<string, string>): void;
  submit(values: Record<string, string>): void;
}

export function preChatForm(locale: string, fields: readonly FormField[], { values, fault, go, type, submit }: PreChat): HTMLFormElement {
  const inputs = fields.map((f) => {
    const shared = { name: f.key, required: f.required, autocomplete: f.kind === 'email' ? 'email' : f.kind === 'phone' ? 'tel' : f.key === 'name' ? 'name' : 'off' };
    const input =
      f.kind === 'choice'
        ? el('select', shared, el('option', { value: '' }, '—'), ...(f.choices ?? []).map((c) => el('option', { value: c.value }, pick(c.label, locale))))
        : el('input', { ...shared, type: f.kind === 'phone' ? 'tel' : f.kind, maxlength: 500 });
    input.value = values[f.key] ?? '';
    if (fault?.field === f.key) input.setAttribute('aria-invalid', 'true');
    return { f, input };
  });
  const form = el('form', {}, ...inputs.map(({ f, input }) => el('label', {}, `${pick(f.label, locale)}${f.required ? ' *' : ''}`, input, fault?.field === f.key ? el('span', { class: 'err', role: 'alert' }, fault.message) : null)), el('button', { class: 'go' }, go));
  const filled = (): Record<string, string> => Object.fromEntries(inputs.map(({ f, input }) => [f.key, input.value.trim()]).filter(([, v]) => v !== ''));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(filled());
  });
  form.addEventListener('input', () => type(filled()));
  return form;
}

export interface Left {
  readonly name: string;
  readonly contact: string;
  readonly text: string;
}
/** The answers to the form by which somebody can be answered need not be given twice. */
export function leftWith(left: Left, fields: readonly FormField[], values: Readonly<Record<string, string>>): Left {
  const way = fields.find((f) => (f.kind === 'email' || f.kind === 'phone') && values[f.key]);
  return { ...left, name: values.name ?? left.name, contact: (way && values[way.key]) ?? left.contact };
}
/** `brief`: below a conversation, which must stay in sight. */
export function leaveForm(t: Texts, left: Left, brief: boolean, submit: (values: Left) => void): HTMLFormElement {
  const name = el('input', { name: 'name', maxlength: 200, autocomplete: 'name' });
  const contact = el('input', { name: 'contact', required: true, maxlength: 320, autocomplete: 'email' });
  const text = el('textarea', { name: 'text', required: true, rows: brief ? 2 : 5, maxlength: 20_000 });
  [name.value, contact.value, text.value] = [left.name, left.contact, left.text];
  const form = el('form', { class: `leave${brief ? ' brief' : ''}` }, el('div', {}, el('p', { class: 'lead' }, t.away), el('p', {}, t.leave)), el('div', { class: 'two' }, el('label', {}, t.name, name), el('label', {}, `${t.contact} *`, contact)), el('label', {}, `${t.message} *`, text), el('p', { class: 'err', role: 'alert' }), el('button', { class: 'go' }, t.send));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit({ name: name.value.trim(), contact: contact.value.trim(), text: text.value });
  });
  return form;
}

/** Instead of waiting: where to call. `fault` says why the hub did not take it. */
export function callbackForm(t: Texts, phone: string, submit: (phone: string) => void, cancel: () => void): HTMLElement {
  const input = el('input', { name: 'phone', type: 'tel', autocomplete: 'tel', required: true, maxlength: 40 });
  input.value = phone;
  const form = el('form', { class: 'ask' }, el('p', {}, t.callMe), el('span', {}, t.callLead), el('label', {}, t.phone, input), el('p', { class: 'err', role: 'alert' }), el('div', { class: 'r' }, el('button', { class: 'go' }, t.callGo), el('button', { class: 'ghost', type: 'button', onclick: cancel }, t.callNo)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(input.value.trim());
  });
  return form;
}

export function ratingForm(t: Texts, submit: (score: number, comment: string) => void): HTMLElement {
  let score = 0;
  const comment = el('textarea', { rows: 2, maxlength: 2_000, placeholder: t.comment, 'aria-label': t.comment, class: 'hide' });
  const go = el('button', { class: 'go hide', onclick: () => submit(score, comment.value) }, t.rateGo);
  const stars = [1, 2, 3, 4, 5].map((n) =>
    el('button', { 'aria-label': t.stars(n), 'aria-pressed': 'false', onclick: () => {
      score = n;
      stars.forEach((s, i) => {
        s.classList.toggle('on', i < n);
        s.textContent = i < n ? '★' : '☆';
        s.setAttribute('aria-pressed', String(i + 1 === n));
      });
      comment.classList.remove('hide');
      go.classList.remove('hide');
    } }, '☆'),
  );
  return el('div', { class: 'ask center' }, el('p', {}, t.rate), el('div', { class: 'stars' }, ...stars), comment, go);
}
