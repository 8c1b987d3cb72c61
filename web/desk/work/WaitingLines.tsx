import { Button } from '@mantine/core';
import { IconArrowBackUp, IconClock, IconNote, IconPaperclip } from '@tabler/icons-react';
import { useStore } from '../../shared/store.ts';
import { t } from '../words/index.ts';
import { goAgain, takeBack, type Waiting, waiting } from './waiting.ts';
import './waiting.css';

interface Props { interaction: string; /** The last line that is on the screen. */ lastSeq: number; back: (line: Waiting) => void }

/** Lines that have not left this window yet, the first to go on top. */
export function WaitingLines({ interaction, lastSeq, back }: Props) {
  const { lines } = useStore(waiting);
  const own = lines.filter((line) => line.interaction === interaction);
  if (own.length === 0) return null;
  const take = (clientId: string): void => {
    const line = takeBack(clientId);
    if (line) back(line);
  };
  return (
    <ul className="waitingLines" aria-label={t('waiting.label')}>
      {own.map((line) => (
        <li key={line.clientId} data-note={line.mode === 'note' || undefined} data-refused={line.refusal !== null || undefined}>
          <p>{line.text}{line.uploads.length > 0 && <span className="waitingFiles"><IconPaperclip size={14} stroke={1.7} />{line.uploads.map((each) => each.name).join(', ')}</span>}</p>
          <div role="status">
            {line.mode === 'note' ? <IconNote size={14} stroke={1.7} /> : <IconClock size={14} stroke={1.7} />}
            <span>{line.refusal?.message ?? t(line.going ? 'composer.sending' : 'waiting.link')}</span>
            {line.refusal && <Button size="compact-xs" variant="subtle" onClick={() => goAgain(line.clientId, lastSeq)}>{t(line.refusal.code === 'CONFLICT' ? 'composer.sendAnyway' : 'composer.resend')}</Button>}
            {!line.going && <Button size="compact-xs" variant="subtle" leftSection={<IconArrowBackUp size={14} />} onClick={() => take(line.clientId)}>{t('waiting.back')}</Button>}
          </div>
        </li>
      ))}
    </ul>
  );
}
