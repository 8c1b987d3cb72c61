/** Who waits asks to be called instead: the form in the place of writing, and what the hub says to it. */
import { callbackForm } from './forms.ts';
import type { Texts } from './texts.ts';

interface Parts {
  readonly t: Texts;
  newId(): string;
  send(id: string, phone: string): void;
  /** Shown in the place of writing. */
  show(form: HTMLElement): void;
  /** The writing comes back. */
  back(): void;
}

export function createCallback({ t, newId, send, show, back }: Parts) {
  let form: HTMLElement | null = null;
  /** The callback being asked for, and where to. */
  let id = '';
  let to = '';
  function done(): void {
    id = '';
    form = null;
    back();
  }
  return {
    done,
    asks: (): boolean => form !== null,
    is: (frame: string | undefined): boolean => frame !== undefined && frame !== '' && frame === id,
    ask(): void {
      form = callbackForm(t, to, (phone) => {
        to = phone;
        id = newId();
        send(id, phone);
      }, done);
      show(form);
      form.querySelector('input')?.focus();
    },
    /** The line was down when it was asked for. */
    resend(): void {
      if (id !== '') send(id, to);
    },
    refused(why: string): void {
      id = '';
      const where = form?.querySelector('.err');
      if (where) where.textContent = why;
    },
  };
}
