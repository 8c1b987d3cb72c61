import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconUserQuestion } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import { session } from '../../shared/session.ts';
import { useStore } from '../../shared/store.ts';
import { perform } from '../actions/perform.ts';
import { Avatar, Empty, Timer } from '../parts.tsx';
import { presenceLabel, reasonLabel } from '../PresenceMenu.tsx';
import type { Agent } from '../state/documents.ts';
import { FORCE_PRESENCE } from '../state/mutations.ts';
import { clock } from '../state/time.ts';
import { askWhy } from '../state/ui.ts';
import { t } from '../words/index.ts';
import type { WallState } from './foldWall.ts';

const ORDER = { missed: 0, ready: 1, notReady: 2, offline: 3 };

/** A card is at least this wide; between cards there is this much. */
const CARD = 288;
const GAP = 12;
const HEIGHT = 128;

/** Everybody, those who need a look first; only the rows in sight exist. */
export function AgentGrid({ wall, filter }: { wall: WallState; filter: string }) {
  const words = filter.trim().toLowerCase();
  const agents = [...wall.agents.values()].filter((each) => each.enabled && (!words || each.name.toLowerCase().includes(words) || (each.site?.toLowerCase().includes(words) ?? false)))
    .sort((a, b) => ORDER[a.presence] - ORDER[b.presence] || a.name.localeCompare(b.name));
  const open = new Map<string, number>();
  for (const one of wall.interactions.values()) if (one.owner) open.set(one.owner.id, (open.get(one.owner.id) ?? 0) + 1);
  if (agents.length === 0) return <Empty title={t('wall.none')} />;
  return <Rows agents={agents} open={open} />;
}

function Rows({ agents, open }: { agents: readonly Agent[]; open: ReadonlyMap<string, number> }) {
  const box = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    const view = box.current;
    if (!view) return;
    const measure = (): void => setColumns(Math.max(1, Math.floor((view.clientWidth + GAP) / (CARD + GAP))));
    measure();
    const follow = new ResizeObserver(measure);
    follow.observe(view);
    return () => follow.disconnect();
  }, []);
  const virtual = useVirtualizer({ count: Math.ceil(agents.length / columns), getScrollElement: () => box.current, estimateSize: () => HEIGHT, gap: GAP, overscan: 3, paddingStart: 2, paddingEnd: 24 });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div className="agentGrid" ref={box} tabIndex={0} role="region" aria-label={t('wall.agents')}>
      <div role="list" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((row) => (
          <div key={row.key} className="agentRow" role="presentation" data-index={row.index} ref={virtual.measureElement} style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {agents.slice(row.index * columns, (row.index + 1) * columns).map((each, at) => <AgentCard key={each.id} agent={each} open={open.get(each.id) ?? 0} at={row.index * columns + at} of={agents.length} />)}
          </div>
        ))}
      </div>
    </div>
  );
}

function AgentCard({ agent, open, at, of }: { agent: Agent; open: number; at: number; of: number }) {
  const reasons = useStore(session, (now) => now.viewer?.tenant.presenceReasons) ?? [];
  const force = (presence: 'ready' | 'notReady' | 'offline', reason: string | null = null): void => void perform(act(FORCE_PRESENCE, { agent: agent.id, presence, reason }));
  return (
    <div className="agentCard" role="listitem" aria-posinset={at + 1} aria-setsize={of} data-presence={agent.presence}>
      <Avatar name={agent.name} size={36} kind="agent" />
      <div className="agentWho">
        <b>{agent.name}</b>
        <span className="tnum"><i className="presenceDot" data-presence={agent.presence} />{presenceLabel(agent.presence, agent.reason)} · <Timer from={agent.presenceSince} />{agent.site !== null && <> · {agent.site}</>}</span>
      </div>
      <Menu position="bottom-end" width={200}>
        <Menu.Target><ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('work.more')}: ${agent.name}`}><IconDots size={16} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('wall.presence')}</Menu.Label>
          <Menu.Item leftSection={<i className="presenceDot" data-presence="ready" />} onClick={() => force('ready')}>{t('presence.ready')}</Menu.Item>
          {reasons.map((reason) => <Menu.Item key={reason.code} leftSection={<i className="presenceDot" data-presence="notReady" />} onClick={() => force('notReady', reason.code)}>{reasonLabel(reason.code)}</Menu.Item>)}
          <Menu.Item leftSection={<i className="presenceDot" data-presence="offline" />} onClick={() => force('offline')}>{t('presence.offline')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconUserQuestion size={16} />} onClick={() => askWhy({ kind: 'idle', agent: agent.id })}>{t('action.whyIdle')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <div className="agentLoad"><span className="loadTrack"><span style={{ transform: `scaleX(${Math.min(1, agent.load / Math.max(1, agent.capacity))})` }} data-full={agent.load >= agent.capacity || undefined} /></span><span className="tnum">{agent.load}/{agent.capacity}</span></div>
      <p className="agentToday tnum">{t('wall.open', { count: open })} · {t('today.handled', { count: agent.today.handled })}{agent.today.averageHandleSeconds !== null && <> · {t('today.aht', { time: clock(agent.today.averageHandleSeconds * 1000) })}</>}{agent.today.missed > 0 && <span className="late"> · {t('today.missed', { count: agent.today.missed })}</span>}</p>
    </div>
  );
}
