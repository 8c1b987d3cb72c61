import { SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { client } from '../../shared/client.ts';
import { faultOf } from '../../shared/refusals.ts';
import { session } from '../../shared/session.ts';
import { useStore } from '../../shared/store.ts';
import { Empty, Skeletons } from '../parts.tsx';
import { WALL } from '../state/documents.ts';
import { span, useNow } from '../state/time.ts';
import { t } from '../words/index.ts';
import { AgentGrid } from './AgentGrid.tsx';
import { EMPTY_WALL, foldWall, type WallState } from './foldWall.ts';
import { LiveCalls, liveCalls } from './LiveCalls.tsx';
import { WallList } from './WallList.tsx';

/** All open work and everybody who does it, live. */
export function Wall() {
  const [wall, setWall] = useState<WallState>(EMPTY_WALL);
  const [fault, setFault] = useState<string | null>(null);
  const [view, setView] = useState<'interactions' | 'agents' | 'calls'>('interactions');
  const [filter, setFilter] = useState('');
  const [queue, setQueue] = useState<string | null>(null);
  const roles = useStore(session, (now) => now.viewer?.roles);
  const allowed = roles?.some((role) => role === 'supervisor' || role === 'admin') ?? false;
  useEffect(() => {
    if (!allowed) return;
    const running = client.subscription(WALL, {}).subscribe(({ data, error }) => {
      if (data) setWall((now) => foldWall(now, data.wall));
      setFault(error && !data ? faultOf(error) : null);
    });
    return () => running.unsubscribe();
  }, [allowed]);
  if (!allowed) return <main className="wall"><Empty title={t('wall.forbidden')} /></main>;
  return (
    <main className="wall" aria-label={t('app.wall')}>
      {fault && <p className="fault" role="alert">{fault}</p>}
      <Tiles wall={wall} chosen={queue} choose={setQueue} />
      <div className="wallBar">
        <SegmentedControl size="xs" value={view} onChange={(value) => setView(value === 'agents' || value === 'calls' ? value : 'interactions')} data={[{ value: 'interactions', label: `${t('wall.interactions')} ${wall.interactions.size}` }, { value: 'calls', label: `${t('wall.calls')} ${liveCalls(wall).length}` }, { value: 'agents', label: `${t('wall.agents')} ${wall.agents.size}` }]} />
        <TextInput size="xs" className="wallFilter" aria-label={t('wall.filter')} placeholder={t('wall.filter')} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
      </div>
      {!wall.ready && !fault && <Skeletons count={8} height={40} />}
      {wall.ready && view === 'interactions' && <WallList wall={wall} filter={filter} queue={queue} />}
      {wall.ready && view === 'calls' && <LiveCalls wall={wall} filter={filter} queue={queue} />}
      {wall.ready && view === 'agents' && <AgentGrid wall={wall} filter={filter} />}
    </main>
  );
}

function Tiles({ wall, chosen, choose }: { wall: WallState; chosen: string | null; choose: (id: string | null) => void }) {
  const now = useNow();
  return (
    <ul className="tiles">
      {wall.queues.map((queue) => {
        const oldest = queue.oldestWaitSince ? now - Date.parse(queue.oldestWaitSince) : null;
        const late = oldest !== null && oldest > queue.targetSeconds * 1000;
        const level = queue.serviceLevelToday;
        return (
          <li key={queue.id}>
            <button type="button" className="tile" data-late={late || undefined} aria-pressed={chosen === queue.id} onClick={() => choose(chosen === queue.id ? null : queue.id)}>
              <b className="tileName">{queue.name}</b>
              <span className="tileBig tnum">{queue.waiting}<small>{t('wall.waiting')}</small></span>
              <span className="tileFacts tnum">
                <span data-late={late || undefined}><b>{oldest === null ? '—' : span(oldest)}</b>{t('wall.longest')}</span>
                <span><b>{queue.agentsReady}</b>{t('wall.ready')}</span>
                <span><b>{level === null ? '—' : `${Math.round(level * 100)} %`}</b>{t('wall.sl')}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
