/** Nobody is here: the visitor leaves a message, which is kept until the hub has it, and then is thanked. */
import type { FormField } from '../../channels/webchat/protocol.ts';
import { el } from './dom.ts';
import { type Left, leaveForm, leftWith } from './forms.ts';
import { createLeaving, type Leaving } from './leaving.ts';
import type { Shelf } from './outbox.ts';
import type { Texts } from './texts.ts';

interface Parts {
  readonly t: Texts;
  readonly tab: Shelf;
  readonly middle: HTMLElement;
  newId(): string;
  send(frame: Leaving): boolean;
}

export function createLeaveMessage({ t, tab, middle, newId, send }: Parts) {
  const box = createLeaving(tab);
  const kept = el('p', { class: 'sys', role: 'status' }, t.offline);
  let id = box.now?.id ?? '';
  let left: Left = { name: box.now?.name ?? '', contact: box.now?.contact ?? '', text: box.now?.text ?? '' };
  let done = false;
  return {
    /** The hub has one: nobody waits at this end any more. */
    get done() {
      return done;
    },
    is: (frame: string | undefined): boolean => frame !== undefined && frame !== '' && frame === id,
    get text() {
      return left.text;
    },
    /** What was written elsewhere is not written twice. */
    begin(text: string): void {
      left = { ...left, text };
    },
    knows(form: readonly FormField[], values: Readonly<Record<string, string>>): void {
      left = leftWith(left, form, values);
    },
    show(): void {
      middle.replaceChildren(leaveForm(t, left, (values) => {
        left = values;
        id = newId();
        const frame: Leaving = { type: 'leaveMessage', id, ...values };
        box.keep(frame);
        if (!send(frame)) middle.querySelector('.err')?.before(kept);
      }));
    },
    resend(): void {
      kept.remove();
      if (box.now) send(box.now);
    },
    /** No line is shown that the visitor would stand in. */
    stored(): void {
      box.keep(null);
      done = true;
      middle.replaceChildren(el('form', {}, el('p', { class: 'lead center' }, '✓'), el('p', { class: 'center', role: 'status' }, t.left)));
    },
    refused(why: string): void {
      box.keep(null);
      const where = middle.querySelector('.err');
      if (where) where.textContent = why;
    },
  };
}
