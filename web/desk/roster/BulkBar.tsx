import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsRightLeft, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { useStore } from '../../shared/store.ts';
import { runAction } from '../actions/index.ts';
import { desk } from '../state/desk.ts';
import { COLLEAGUES } from '../state/documents.ts';
import { ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { bulkable, closeAll, type Summary, transferAll } from './bulk.ts';

/** Begins to choose several, where there are several to choose among. */
export function BulkStart() {
  const several = useStore(desk, (now) => bulkable(now).length > 1);
  const on = useStore(ui, (at) => at.bulk !== null);
  return several && !on ? <Button className="bulkStart" size="compact-xs" variant="subtle" color="gray" onClick={() => runAction('bulk')}>{t('bulk.start')}</Button> : null;
}

/** What is done with all that is chosen; what came of it is said in words. */
export function BulkBar() {
  const picked = useStore(ui, (at) => at.bulk);
  const now = useStore(desk);
  const [busy, setBusy] = useState(false);
  const [{ data }] = useQuery({ query: COLLEAGUES, pause: picked === null });
  if (picked === null) return null;
  const all = bulkable(now);
  const chosen = all.filter((one) => picked.includes(one.id));
  const run = async (doing: Promise<Summary>, said: (count: number) => string): Promise<void> => {
    setBusy(true);
    const { done, failed, refused } = await doing;
    setBusy(false);
    ui.set({ bulk: null });
    const words = [done > 0 || failed === 0 ? said(done) : '', failed > 0 ? t('bulk.failed', { count: failed, why: refused.join(' ') }) : ''].filter(Boolean).join(' ');
    notifications.show({ message: words, withBorder: true, autoClose: failed > 0 ? 12_000 : 5_000, ...(failed > 0 ? { color: 'red' } : {}) });
  };
  const whole = chosen.length === all.length && all.length > 0;
  return (
    <div className="bulkBar" role="toolbar" aria-label={t('bulk.label')}>
      <span className="bulkHead"><b className="tnum" role="status">{t('bulk.count', { count: chosen.length })}</b>
        <Button size="compact-xs" variant="subtle" disabled={whole} onClick={() => ui.set({ bulk: all.map((one) => one.id) })}>{t('bulk.all')}</Button></span>
      <span className="bulkActs">
        <Button size="compact-sm" variant="default" disabled={chosen.length === 0 || busy} loading={busy} leftSection={<IconCheck size={15} />} onClick={() => void run(closeAll(chosen), (count) => t('bulk.closed', { count }))}>{t('bulk.close')}</Button>
        <Menu position="bottom-start" width={220} disabled={chosen.length === 0 || busy}>
          <Menu.Target><Button size="compact-sm" variant="default" disabled={chosen.length === 0 || busy} leftSection={<IconArrowsRightLeft size={15} />}>{t('bulk.transfer')}</Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('bulk.queue')}</Menu.Label>
            {(data?.queues ?? []).filter((queue) => queue.enabled).map((queue) => <Menu.Item key={queue.id} onClick={() => void run(transferAll(chosen, queue.id), (count) => t('bulk.transferred', { count, queue: queue.name }))}>{queue.name}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
        <Button size="compact-sm" variant="subtle" color="gray" disabled={busy} onClick={() => ui.set({ bulk: null })}>{t('bulk.stop')}</Button>
      </span>
    </div>
  );
}
