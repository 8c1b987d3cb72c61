/** How a fax of ours ended, in words; and whether another call may go better. */
import type { LegEnd } from '../../src/core/calls.ts';
import type { FaxDone } from './done.ts';

export interface Outcome {
  readonly ok: boolean;
  readonly code: string;
  /** Whole sentences, after the last try; empty where it went well. */
  readonly explain: string;
}

export interface Ended extends Outcome {
  readonly again: boolean;
}

export const WENT: Ended = { ok: true, code: 'OK', explain: '', again: false };
const no = (code: string, explain: string, again: boolean): Ended => ({ ok: false, code, explain, again });

/** The call never came to a fax. */
export function unanswered(end: LegEnd): Ended {
  switch (end) {
    case 'busy':
      return no('BUSY', 'The fax number was busy each time it was called; send the fax again later.', true);
    case 'noAnswer':
      return no('NO_ANSWER', 'Nobody answered at the fax number each time it was called; send the fax again later.', true);
    case 'refused':
      return no('REFUSED', 'The fax call was refused; ask the customer for another number.', false);
    case 'unreachable':
      return no('UNREACHABLE', 'The fax number cannot be reached; check it, or ask the customer for another.', false);
    default:
      return no('CALL_FAILED', 'The fax call failed each time on the way; send the fax again later, or have the trunk looked at.', true);
  }
}

/** Asterisk's and spandsp's words for a far end that never spoke as a fax machine does (t30_api, "T30_ERR_…"). */
const SILENT = /initial communication|no response|carrier|CED|timed out waiting for the first message/i;

/** The call was answered. `pages`: how many there were to send. */
export function answered(done: FaxDone | null, pages: number): Ended {
  if (done?.ok && done.pages >= pages) return WENT;
  const went = done?.pages ?? 0;
  if (done && /FILE_ERROR|cannot be opened|TIFF/i.test(done.explain)) return no('FILE_LOST', 'Asterisk could not read the pages of the fax: check that it may read the folder for fax pages.', false);
  if (went === 0 && done && SILENT.test(done.explain)) return no('NOT_A_FAX', 'Something answered at the number, but no fax machine; it was not called again. Check the number with the customer.', false);
  return no('BROKEN', `The line broke during the fax each time it was sent; send it again, or reach the customer another way. ${went} of ${pages} pages went through the last time.`, true);
}

/** The hub or Asterisk was away when the call ended. */
export const UNCERTAIN: Outcome = { ok: false, code: 'UNCERTAIN', explain: 'The hub or Asterisk stopped while the fax was being sent; it may or may not have arrived. Ask the customer before you send it again.' };
