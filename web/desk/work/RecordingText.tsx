import { Button } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import type { ResultOf } from '../../shared/graphql.ts';
import { perform } from '../actions/perform.ts';
import type { Recording } from '../state/documents.ts';
import { OPEN_TRANSCRIPT } from '../state/mutations.ts';
import { t } from '../words/index.ts';

type Opened = Extract<ResultOf<typeof OPEN_TRANSCRIPT>['openTranscript'], { __typename: 'OpenTranscript' }>;

const clock = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`;

/** What was said in a recording, as a program understood it. It is asked for when somebody wants to read it: that they did is written down. */
export function RecordingText({ of, seek, opened }: { of: Recording; /** Null = nothing is being played. */ seek: ((ms: number) => void) | null; opened: (now: Recording) => void }) {
  const [text, setText] = useState<Opened | null>(null);
  const [busy, setBusy] = useState(false);

  async function read(): Promise<void> {
    setBusy(true);
    const doing = act(OPEN_TRANSCRIPT, { recording: of.id });
    if (await perform(doing)) {
      const done = await doing;
      if (done.ok) {
        setText(done.value as Opened);
        if (done.value.recording) opened(done.value.recording as Recording);
      }
    }
    setBusy(false);
  }

  if (of.transcript === null || of.deletedAt !== null) return null;
  if (of.transcript !== 'made') return <p className="recordingFoot">{t(of.transcript === 'wanted' ? 'recording.textWanted' : 'recording.textFailed')}</p>;
  if (!of.mayListen) return null;
  if (!text) return <Button className="recordingRead" size="compact-sm" variant="subtle" leftSection={<IconFileText size={15} />} loading={busy} onClick={() => void read()}>{t('recording.read')}</Button>;
  return (
    <section className="recordingText" aria-label={t('recording.reading')}>
      {text.text === '' && <p>{t('recording.silent')}</p>}
      {text.segments.length === 0 && text.text !== '' && <p>{text.text}</p>}
      {text.segments.length > 0 && (
        <ol>
          {text.segments.map((said, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place
            <li key={n}>{seek ? <button type="button" className="tnum" onClick={() => seek(said.fromMs)}>{clock(said.fromMs)}</button> : <span className="tnum">{clock(said.fromMs)}</span>}<span>{said.text}</span></li>
          ))}
        </ol>
      )}
      <small>{t('recording.made')}</small>
    </section>
  );
}
