import { ActionIcon, Loader } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import { SPEAK_WORDS } from '../documents.ts';
import { t } from '../words.ts';

/** What there is to be heard: a recording, or words that the hub's voice reads. */
export interface Heard {
  readonly url: string | null;
  readonly words: string;
  readonly language: 'en' | 'zh-CN';
}

/** Nothing is heard over something else. */
let playing: HTMLAudioElement | null = null;

type State = 'still' | 'making' | 'playing';

/** A button that plays what callers would hear. Why it cannot is said below it. */
export function Listen({ name, heard, size = 36 }: { name: string; heard: Heard; size?: number }) {
  const [state, setState] = useState<State>('still');
  const [fault, setFault] = useState<string | null>(null);
  const own = useRef<HTMLAudioElement | null>(null);
  const run = useRef(0);
  const { url, words, language } = heard;
  const stop = (): void => {
    run.current += 1;
    own.current?.pause();
    own.current = null;
    setState('still');
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is heard is another now
  useEffect(() => {
    setFault(null);
    return stop;
  }, [url, words, language]);

  async function spoken(): Promise<string | null> {
    const result = await act(SPEAK_WORDS, { words, language: language === 'en' ? 'ENGLISH' : 'CHINESE' });
    if (result.ok) return URL.createObjectURL(new Blob([Uint8Array.from(atob(result.value.wav), (c) => c.charCodeAt(0))], { type: 'audio/wav' }));
    setFault(result.refusal.message);
    return null;
  }
  async function start(): Promise<void> {
    setFault(null);
    setState('making');
    run.current += 1;
    const mine = run.current;
    const source = url ?? (await spoken());
    const isMine = (): boolean => mine === run.current;
    if (source === null || !isMine()) return isMine() ? setState('still') : undefined;
    playing?.pause();
    const audio = new Audio(source);
    playing = audio;
    own.current = audio;
    const over = (): void => {
      if (url === null) URL.revokeObjectURL(source);
      if (isMine()) setState('still');
    };
    audio.onended = over;
    audio.onpause = over;
    audio.onerror = () => {
      over();
      if (isMine()) setFault(t('prompt.notPlayed'));
    };
    await audio.play().then(() => isMine() && setState('playing'), () => audio.onerror?.(''));
  }
  const click = (event: MouseEvent): void => {
    // The row that it stands in opens at a click.
    event.stopPropagation();
    if (state === 'still') void start();
    else stop();
  };
  const isNothing = url === null && words.trim() === '';
  return (
    <>
      <ActionIcon className="listen" data-state={state} variant="default" size={size} disabled={isNothing} aria-label={t(state === 'playing' ? 'prompt.silence' : 'prompt.listen', { name })} title={t(state === 'playing' ? 'prompt.silence' : 'prompt.listen', { name })} onClick={click}>
        {state === 'making' ? <Loader size={14} /> : state === 'playing' ? <IconPlayerStopFilled size={14} /> : <IconPlayerPlayFilled size={14} />}
      </ActionIcon>
      {fault && <small className="fault listenFault" role="alert">{fault}</small>}
    </>
  );
}
