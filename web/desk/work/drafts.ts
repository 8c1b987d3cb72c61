import { useCallback, useEffect, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import { client } from '../../shared/client.ts';
import { DRAFT } from '../state/documents.ts';
import { SAVE_DRAFT } from '../state/mutations.ts';

export type DraftState = 'idle' | 'saving' | 'saved' | 'failed';
interface Begun { readonly text: string; readonly seenSeq: number | null }
/** What was typed in this window, also when the hub could not be reached. */
const typed = new Map<string, Begun>();
const WAIT = 700;

/** The draft of a conversation: kept on the hub per agent, restored after a reload, saved while typing. */
export function useDraft(conversation: string) {
  const [text, setText] = useState(() => typed.get(conversation)?.text ?? '');
  /** The last line that was seen when what is here was begun: by this agent, perhaps before a reload. */
  const [seenSeq, setSeenSeq] = useState(() => typed.get(conversation)?.seenSeq ?? null);
  const [state, setState] = useState<DraftState>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const touched = useRef(typed.has(conversation));
  const save = useCallback(async (value: Begun) => {
    const done = await act(SAVE_DRAFT, { conversation, ...value });
    setState(done.ok ? (value.text ? 'saved' : 'idle') : 'failed');
    if (done.ok && typed.get(conversation) === value) typed.delete(conversation);
  }, [conversation]);
  useEffect(() => {
    let over = false;
    void client.query(DRAFT, { conversation }, { requestPolicy: 'network-only' }).toPromise().then(({ data }) => {
      // What was typed since is newer than what the hub had.
      if (over || touched.current || !data?.draft?.text) return;
      setText(data.draft.text);
      setSeenSeq(data.draft.seenSeq);
      setState('saved');
    });
    return () => {
      over = true;
      clearTimeout(timer.current);
      const unsaved = typed.get(conversation);
      if (unsaved !== undefined) void save(unsaved);
    };
  }, [conversation, save]);
  const change = (text: string, seen: number): void => {
    const value = { text, seenSeq: text === '' ? null : seen };
    touched.current = true;
    typed.set(conversation, value);
    setText(text);
    setSeenSeq(value.seenSeq);
    setState('saving');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(value), WAIT);
  };
  return { text, seenSeq, change, state };
}
