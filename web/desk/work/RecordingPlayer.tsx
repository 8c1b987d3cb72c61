import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerRecord } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import { perform } from '../actions/perform.ts';
import type { Recording } from '../state/documents.ts';
import { OPEN_RECORDING } from '../state/mutations.ts';
import { momentOf, span, timeOfDay } from '../state/time.ts';
import { t, useLocale } from '../words/index.ts';
import { RecordingText } from './RecordingText.tsx';

const SPEEDS = [1, 1.25, 1.5, 2] as const;
const clock = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`;

/** A recording, drawn and played. Nothing is fetched before somebody plays it: that they did is written down. */
export function RecordingPlayer({ first, at }: { first: Recording; at: string }) {
  useLocale();
  const [one, setOne] = useState(first);
  const [url, setUrl] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [now, setNow] = useState(0);
  const [speed, setSpeed] = useState(0);
  const [broken, setBroken] = useState(false);
  const sound = useRef<HTMLAudioElement>(null);
  const whole = one.durationMs ?? 0;
  useEffect(() => setOne(first), [first]);
  useEffect(() => {
    if (sound.current) sound.current.playbackRate = SPEEDS[speed] ?? 1;
  }, [speed]);

  async function play(): Promise<void> {
    if (url !== null) return void (playing ? sound.current?.pause() : sound.current?.play().catch(() => setBroken(true)));
    setBusy(true);
    const doing = act(OPEN_RECORDING, { recording: one.id });
    if (await perform(doing)) {
      const opened = await doing;
      if (opened.ok) {
        setUrl(opened.value.url);
        if (opened.value.recording) setOne(opened.value.recording as Recording);
      }
    }
    setBusy(false);
  }
  const seek = (ms: number): void => {
    setNow(ms);
    if (sound.current) sound.current.currentTime = ms / 1_000;
  };

  return (
    <section className="recording" aria-label={t('recording.title')}>
      <p className="recordingHead"><IconPlayerRecord size={16} stroke={1.7} aria-hidden="true" /><b>{t('recording.title')}</b><span className="tnum">{clock(whole)}</span><time className="tnum" dateTime={at} title={momentOf(at)}>{timeOfDay(at)}</time></p>
      {one.deletedAt === null && (
        <div className="recordingPlay">
          <ActionIcon size={36} radius="xl" variant="filled" loading={busy} disabled={!one.mayListen} aria-label={t(playing ? 'recording.stop' : 'recording.play')} onClick={() => void play()}>
            {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
          </ActionIcon>
          <div className="waveform">
            <Waveform bars={one.waveform} played={whole === 0 ? 0 : now / whole} />
            {one.mayListen && <input type="range" min={0} max={whole} step={100} value={now} disabled={url === null} aria-label={t('recording.seek')} aria-valuetext={t('recording.at', { at: clock(now), of: clock(whole) })} onChange={(event) => seek(Number(event.currentTarget.value))} />}
          </div>
          <Button className="recordingSpeed tnum" size="compact-sm" variant="default" disabled={!one.mayListen} aria-label={`${t('recording.speed')} ${SPEEDS[speed]}`} onClick={() => setSpeed((was) => (was + 1) % SPEEDS.length)}>{SPEEDS[speed]}×</Button>
        </div>
      )}
      {url !== null && (
        // biome-ignore lint/a11y/useMediaCaption: a call comes without captions
        <audio ref={sound} src={url} autoPlay onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onTimeUpdate={(event) => setNow(event.currentTarget.currentTime * 1_000)} onLoadedMetadata={(event) => (event.currentTarget.playbackRate = SPEEDS[speed] ?? 1)} onError={() => setBroken(true)} />
      )}
      <p className="recordingFoot">
        {url !== null && <span className="tnum">{t('recording.at', { at: clock(now), of: clock(whole) })}</span>}
        {(one.pausedMs ?? 0) >= 1_000 && <span>{t('recording.without', { time: span(one.pausedMs ?? 0) })}</span>}
        {one.deletedAt !== null && <span>{t('recording.deleted', { time: momentOf(one.deletedAt) })}</span>}
        {one.deletedAt === null && !one.mayListen && <span>{t('recording.notYours')}</span>}
        {broken && <span role="alert">{t('recording.failedHere')}</span>}
      </p>
      <RecordingText of={one} seek={url === null ? null : seek} opened={setOne} />
      {one.hearings.length > 0 && (
        <details className="hearings"><summary>{t('recording.heardBy')} ({one.hearings.length})</summary><ul>{one.hearings.map((h) => <li key={`${h.at} ${h.agent?.id}`}>{t('recording.heardOne', { name: h.agent?.name ?? '', time: momentOf(h.at) })}</li>)}</ul></details>
      )}
    </section>
  );
}

function Waveform({ bars, played }: { bars: readonly number[]; played: number }) {
  return (
    <svg viewBox={`0 0 ${Math.max(1, bars.length) * 3} 100`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((bar, n) => {
        const height = Math.max(4, bar);
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <rect key={n} x={n * 3} y={50 - height / 2} width={2} height={height} data-played={(n + 0.5) / bars.length <= played || undefined} />;
      })}
    </svg>
  );
}
