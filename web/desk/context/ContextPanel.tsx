import { ActionIcon } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { useStore } from '../../shared/store.ts';
import { Skeletons } from '../parts.tsx';
import { desk, findOnDesk } from '../state/desk.ts';
import { ONE } from '../state/documents.ts';
import { type ContextTab, ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { CustomerTab } from './CustomerTab.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { NotesTab } from './NotesTab.tsx';
import { WhyTab } from './WhyTab.tsx';

const TABS: readonly ContextTab[] = ['customer', 'history', 'why', 'notes'];

export function ContextPanel() {
  const selected = useStore(ui, (at) => at.selected);
  const tab = useStore(ui, (at) => at.tab);
  const known = useStore(desk, (now) => findOnDesk(now, selected));
  const [{ data }] = useQuery({ query: ONE, variables: { id: selected ?? '' }, pause: selected === null || known !== null });
  const one = known ?? (data?.interaction?.id === selected ? data?.interaction : null) ?? null;
  if (selected === null) return <aside className="context" aria-label={t('context.label')}><p className="contextEmpty">{t('context.empty')}</p></aside>;
  return (
    <aside className="context" aria-label={t('context.label')}>
      <div className="contextTabs" role="tablist" aria-label={t('context.label')}>
        <ActionIcon className="stepButton" variant="subtle" color="gray" size={36} aria-label={t('work.back')} onClick={() => ui.set({ step: 'work' })}><IconChevronLeft size={20} /></ActionIcon>
        {TABS.map((each) => (
          <button
            key={each} id={`tab-${each}`} type="button" role="tab" aria-selected={tab === each} aria-controls="contextBody" tabIndex={tab === each ? 0 : -1} onClick={() => ui.set({ tab: each })}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = TABS[(TABS.indexOf(each) + by + TABS.length) % TABS.length];
              if (by === 0 || !next) return;
              ui.set({ tab: next });
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >{t(`context.${each}`)}</button>
        ))}
      </div>
      <div id="contextBody" className="contextBody" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {!one && <Skeletons count={4} height={40} />}
        {one && tab === 'customer' && <CustomerTab key={one.customer.id} one={one} />}
        {one && tab === 'history' && <HistoryTab key={one.customer.id} one={one} />}
        {one && tab === 'why' && <WhyTab key={one.id} one={one} />}
        {one && tab === 'notes' && <NotesTab key={one.id} one={one} />}
      </div>
    </aside>
  );
}
