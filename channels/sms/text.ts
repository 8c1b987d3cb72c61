/** What is asked of a text before it goes out, by either door. */
import type { OutboundMessage, Sent } from '../../src/core/channel.ts';

/** Characters: ten parts of the default alphabet (153 septets each). In UCS-2 it may take 23. */
export const MOST_TEXT = 1_530;

type Refused = Extract<Sent, { ok: false }>;

/** Why it cannot go by SMS, or null. */
export function refusalOf({ entry }: OutboundMessage): Refused | null {
  const no = (code: string, explain: string): Refused => ({ ok: false, retry: 'never', code, explain });
  if (entry.files.length > 0) return no('NO_FILES', 'An SMS carries no files here; send the text without them, or a link.');
  if (entry.text.trim() === '') return no('EMPTY', 'The message is empty; write something.');
  if ([...entry.text].length > MOST_TEXT) return no('TOO_LONG', `An SMS may have at most ${MOST_TEXT} characters; send it in shorter messages.`);
  return null;
}
