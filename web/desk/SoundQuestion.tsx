import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useStore } from '../shared/store.ts';
import { setSound } from './state/alerts.ts';
import { ui } from './state/ui.ts';
import { t } from './words/index.ts';

/** Asked once: browsers let a page ring only after somebody clicked for it. */
export function SoundQuestion() {
  const sound = useStore(ui, (at) => at.sound);
  if (sound !== 'unasked') return null;
  return (
    <aside className="soundQuestion" aria-label={t('sound.ask')}>
      <IconVolume size={18} />
      <span>{t('sound.ask')}</span>
      <div className="soundAnswers">
        <Button size="compact-sm" onClick={() => setSound(true)}>{t('sound.yes')}</Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setSound(false)}>{t('sound.no')}</Button>
      </div>
    </aside>
  );
}
