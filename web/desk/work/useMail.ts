import { useState } from 'react';
import { useQuery } from 'urql';
import { type Entry, type Interaction, THREAD } from '../state/documents.ts';
import { answerTo, keepDraft, keptDraft, type MailDraft, othersIn, signatureOf } from './mailDraft.ts';

/** What a reply by mail has beside its text, begun as an answer to the last mail; `off` on channels without any of it. */
export function useMail(one: Interaction, last: Entry['mail'], off: boolean) {
  const [{ data }] = useQuery({ query: THREAD, variables: { id: one.id }, pause: off });
  const [kept, setKept] = useState(() => (off ? null : keptDraft(one.conversationId)));
  const settings = (data?.interaction?.entryPoint.settings ?? {}) as { address?: unknown };
  const draft = kept ?? answerTo(last, data?.interaction?.mailThread?.subject ?? one.subject);
  const put = (next: MailDraft | null): void => {
    setKept(next);
    keepDraft(one.conversationId, next);
  };
  return {
    draft,
    others: othersIn(last, typeof settings.address === 'string' ? settings.address : null, draft),
    signature: signatureOf(settings),
    change: (part: Partial<MailDraft>) => put({ ...draft, ...part }),
    /** After it has gone. */
    clear: () => put(null),
  };
}
