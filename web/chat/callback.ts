/** Who waits asks to be called instead: the form in the place of writing, and what the hub says to it. */
import { callbackForm } from './forms.ts';
import type { Texts } from './texts.ts';

interface Parts {
  readonly t: Texts;
  readonly below: HTMLElement;
  newId(): string;
  send(id: string, phone: string): void;
  /** The writing comes back below. */
  back(): void;
}

export function createCallback({ t, below, newId, send, back }: Parts) {
  /** The callback being asked for, and where to. */
  let id = '';
  let to = '';
  function done(): void {
    id = '';
    back();
  }
  return {
    done,
    asks: (): boolean => below.querySelector('input[name=phone]') !== null,
    is: (frame: string | undefined): boolean => frame !== undefined && frame !== '' && frame === id,
    ask(): void {
      const form = callbackForm(t, to, (phone) => {
        to = phone;
        id = newId();
        send(id, phone);
      }, done);
      below.replaceChildren(form);
      form.querySelector('input')?.focus();
    },
    refused(why: string): void {
      const where = below.querySelector('.err');
      if (where) where.textContent = why;
    },
  };
}
