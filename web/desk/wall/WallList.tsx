import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowBackUp, IconBellRinging, IconCheck, IconDots, IconExternalLink, IconHourglass, IconUserQuestion } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef } from 'react';
import { act } from '../../shared/act.ts';
import { perform } from '../actions/perform.ts';
import { Empty, Missed, nameOf, queuesOf, Timer, Vip, WorkIcon } from '../parts.tsx';
import { byDue } from '../state/due.ts';
import type { Agent, Interaction, WallInteraction } from '../state/documents.ts';
import { END_WRAP_UP, REQUEUE } from '../state/mutations.ts';
import { span, useNow } from '../state/time.ts';
import { askWhy, select } from '../state/ui.ts';
import { t, useLocale } from '../words/index.ts';
import { AssignList } from './AssignList.tsx';
import type { WallState } from './foldWall.ts';

const ROW = 44;

/** Every open interaction, most urgent first; only the rows in sight exist. */
export function WallList({ wall, filter, queue }: { wall: WallState; filter: string; queue: string | null }) {
  const box = useRef<HTMLDivElement>(null);
  const words = filter.trim().toLowerCase();
  const rows = useMemo(() => [...wall.interactions.values()]
    .filter((one) => (!queue || one.queue?.id === queue || one.alsoQueues.some((each) => each.id === queue)) && (!words || `${nameOf(one)} ${queuesOf(one)} ${[one.owner, ...one.ringsAt].map((each) => each?.name ?? '').join(' ')}`.toLowerCase().includes(words)))
    .sort(byDue), [wall.interactions, words, queue]);
  const agents = useMemo(() => [...wall.agents.values()].filter((each) => each.enabled && each.connected).sort((a, b) => a.name.localeCompare(b.name)), [wall.agents]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 12, getItemKey: (at) => rows[at]?.id ?? at });
  return (
    <div className="wallTable" role="table" aria-rowcount={rows.length} aria-label={t('wall.interactions')}>
      <div className="wallRow wallHead" role="row">
        {(['customer', 'queue', 'state', 'agent', 'inState', 'total', 'due'] as const).map((each) => <span key={each} role="columnheader" data-col={each}>{t(`wall.${each}`)}</span>)}
        <span role="columnheader"><span className="srOnly">{t('work.more')}</span></span>
      </div>
      {rows.length === 0 && <Empty title={t(wall.interactions.size === 0 ? 'wall.empty' : 'wall.none')} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className="wallScroll" ref={box} role="rowgroup" tabIndex={0}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const one = rows[item.index];
            return one && <Row key={item.key} one={one} top={item.start} at={item.index} agents={agents} />;
          })}
        </div>
      </div>
    </div>
  );
}

const Row = memo(function Row({ one, top, at, agents }: { one: WallInteraction; top: number; at: number; agents: readonly Agent[] }) {
  useLocale();
  return (
    <div className="wallRow" role="row" aria-rowindex={at + 1} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" data-col="customer"><WorkIcon one={one} /><button type="button" onClick={() => select(one.id)}>{nameOf(one)}</button><Vip level={one.customer.level} /><Missed targets={one.missedTargets} /></span>
      <span role="cell" data-col="queue" title={queuesOf(one)}>{queuesOf(one)}</span>
      <span role="cell" data-col="state"><span className="stateChip" data-state={one.state}>{t(`state.${one.state}`)}</span></span>
      <span role="cell" data-col="agent"><Who one={one} /></span>
      <span role="cell" data-col="inState"><Timer from={one.stateSince} /></span>
      <span role="cell" data-col="total"><Timer from={one.arrivedAt} /></span>
      <span role="cell" data-col="due"><Due one={one} /></span>
      <span role="cell" data-col="more"><RowMenu one={one} agents={agents} /></span>
    </div>
  );
});

/** In whose hands it is, else at whom it rings. */
function Who({ one }: { one: WallInteraction }) {
  if (one.ringsAt.length === 0) return one.owner?.name ?? one.bot?.name ?? one.flow?.name ?? <em>{t('wall.noAgent')}</em>;
  const names = one.ringsAt.map((each) => each.name).join(', ');
  return <><IconBellRinging size={14} stroke={1.7} role="img" aria-label={t('wall.rings')} /><span className="wallNames" title={names}>{names}</span></>;
}

function Due({ one }: { one: Interaction }) {
  const now = useNow();
  if (!one.dueAt) return <>—</>;
  const left = Date.parse(one.dueAt) - now;
  return <span className="tnum cardDue" data-late={left < 0 || undefined}>{left < 0 ? `+${span(-left)}` : span(left)}</span>;
}

function RowMenu({ one, agents }: { one: Interaction; agents: readonly Agent[] }) {
  const ask = (toAgent: boolean): void => askWhy({ kind: 'waiting', interaction: one.id, name: nameOf(one), toAgent });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target><ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('work.more')}: ${nameOf(one)}`}><IconDots size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconExternalLink size={16} />} onClick={() => select(one.id)}>{t('action.open')}</Menu.Item>
        {one.state === 'queued' && <Menu.Item leftSection={<IconHourglass size={16} />} onClick={() => ask(false)}>{t('action.whyWaiting')}</Menu.Item>}
        {one.state === 'queued' && <Menu.Item leftSection={<IconUserQuestion size={16} />} onClick={() => ask(true)}>{t('why.notAgent')}</Menu.Item>}
        {(one.state === 'active' || one.state === 'parked' || one.state === 'selfService') && <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => void perform(act(REQUEUE, { interaction: one.id }))}>{t('action.requeue')}</Menu.Item>}
        {one.state === 'wrapUp' && <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => void perform(act(END_WRAP_UP, { interaction: one.id }))}>{t('action.endWrapUp')}</Menu.Item>}
        {one.state !== 'wrapUp' && <Menu.Label>{t('wall.assignTo')}</Menu.Label>}
        {one.state !== 'wrapUp' && <AssignList interaction={one.id} agents={agents.filter((each) => each.id !== one.owner?.id)} />}
      </Menu.Dropdown>
    </Menu>
  );
}
