import { useCallback, useEffect, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import { client } from '../../shared/client.ts';
import { DRAFT } from '../state/documents.ts';
import { SAVE_DRAFT } from '../state/mutations.ts';

export type DraftState = 'idle' | 'saving' | 'saved' | 'failed';
/** What was typed in this window, also when the hub could not be reached. */
const typed = new Map<string, string>();
const WAIT = 700;

/** The draft of a conversation: kept on the hub per agent, restored after a reload, saved while typing. */
export function useDraft(conversation: string) {
  const [text, setText] = useState(() => typed.get(conversation) ?? '');
  const [state, setState] = useState<DraftState>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const touched = useRef(typed.has(conversation));
  const save = useCallback(async (value: string) => {
    const done = await act(SAVE_DRAFT, { conversation, text: value });
    setState(done.ok ? (value ? 'saved' : 'idle') : 'failed');
    if (done.ok && typed.get(conversation) === value) typed.delete(conversation);
  }, [conversation]);
  useEffect(() => {
    let over = false;
    void client.query(DRAFT, { conversation }, { requestPolicy: 'network-only' }).toPromise().then(({ data }) => {
      // What was typed since is newer than what the hub had.
      if (over || touched.current || !data?.draft?.text) return;
      setText(data.draft.text);
      setState('saved');
    });
    return () => {
      over = true;
      clearTimeout(timer.current);
      const unsaved = typed.get(conversation);
      if (unsaved !== undefined) void save(unsaved);
    };
  }, [conversation, save]);
  const change = (value: string): void => {
    touched.current = true;
    typed.set(conversation, value);
    setText(value);
    setState('saving');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(value), WAIT);
  };
  return { text, change, state };
}
