/** Nobody is here: the visitor leaves a message, which is kept until the hub has it. */
import type { FormField } from '../../channels/webchat/protocol.ts';
import { el } from './dom.ts';
import { type Left, leaveForm, leftWith } from './forms.ts';
import { createLeaving, type Leaving } from './leaving.ts';
import type { Shelf } from './outbox.ts';
import type { Texts } from './texts.ts';

interface Parts {
  readonly t: Texts;
  readonly tab: Shelf;
  newId(): string;
  send(frame: Leaving): boolean;
}

export function createLeaveMessage({ t, tab, newId, send }: Parts) {
  const box = createLeaving(tab);
  const kept = el('p', { class: 'hint', role: 'status' }, t.offline);
  let id = box.now?.id ?? '';
  let left: Left = { name: box.now?.name ?? '', contact: box.now?.contact || (tab.get('contact') ?? ''), text: box.now?.text ?? tab.get('draft') ?? '' };
  let form: HTMLFormElement | null = null;
  let brief = false;
  let done = false;

  /** While it is on its way it is not sent a second time. */
  function drawWay(reached: boolean, fault = ''): void {
    const error = form?.querySelector('.err');
    if (error) error.textContent = fault;
    const button = form?.querySelector<HTMLElement>('.go');
    button?.toggleAttribute('disabled', box.now !== null);
    if (button) button.textContent = box.now ? `${t.sending}…` : t.send;
    if (box.now && !reached) error?.before(kept);
    else kept.remove();
  }

  return {
    /** The hub has one, though it has not said yet where the visitor stands. */
    get done() {
      return done;
    },
    /** The hub has said where the visitor stands. */
    stands(): void {
      done = false;
    },
    is: (frame: string | undefined): boolean => frame !== undefined && frame !== '' && frame === id,
    get text() {
      return box.now?.text ?? left.text;
    },
    /** Where the visitor is answered, as far as this tab knows. */
    get contact() {
      return left.contact;
    },
    /** What stands in the form. */
    written: (): string => form?.querySelector('textarea')?.value ?? '',
    /** What was written elsewhere is not written twice. */
    begin(text: string): void {
      if (box.now) return;
      left = { ...left, text };
      form = null;
    },
    knows(fields: readonly FormField[], values: Readonly<Record<string, string>>): void {
      left = leftWith(left, fields, values);
      form = null;
    },
    /** The same form, with what is in it, until it is sent or begun anew. */
    form(isBrief: boolean): HTMLFormElement {
      if (form && brief === isBrief) return form;
      const made = leaveForm(t, left, isBrief, (values) => {
        left = values;
        tab.set('contact', values.contact);
        id = newId();
        const frame: Leaving = { type: 'leaveMessage', id, ...values };
        box.keep(frame);
        drawWay(send(frame));
      });
      made.addEventListener('input', () => {
        const value = (name: string): string => made.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '';
        if (box.now) return;
        tab.set('draft', value('text'));
        left = { name: value('name'), contact: value('contact'), text: value('text') };
      });
      form = made;
      brief = isBrief;
      drawWay(true);
      return made;
    },
    resend(): void {
      if (box.now) drawWay(send(box.now));
    },
    down(): void {
      if (box.now) drawWay(false);
    },
    stored(): void {
      box.keep(null);
      done = true;
      tab.set('draft', '');
      left = { ...left, text: '' };
      form = null;
    },
    refused(why: string): void {
      box.keep(null);
      drawWay(true, why);
    },
  };
}
