import { Button } from '@mantine/core';
import { IconEar, IconHeadset } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import { useStore } from '../../shared/store.ts';
import { perform } from '../actions/perform.ts';
import { Empty, nameOf, queuesOf, Timer, Vip, WorkIcon } from '../parts.tsx';
import { asideOf, nameOfParty, partiesOf, stateOf } from '../phone/parties.ts';
import { AttendHow, howOf, takeOver } from '../roster/AttendCard.tsx';
import { desk } from '../state/desk.ts';
import type { WallInteraction } from '../state/documents.ts';
import { ATTEND, LEAVE } from '../state/partyMutations.ts';
import { select } from '../state/ui.ts';
import { t } from '../words/index.ts';
import type { WallState } from './foldWall.ts';

/** Talked about now, by an agent. */
export const liveCalls = (wall: WallState): readonly WallInteraction[] =>
  [...wall.interactions.values()].filter((one) => one.channel === 'voice' && one.state === 'active' && !one.callback && !one.leftMessage).sort((a, b) => a.stateSince.localeCompare(b.stateSince));

/** Each call that is up: who talks, how it stands, who listens; and the ways into it. */
export function LiveCalls({ wall, filter, queue }: { wall: WallState; filter: string; queue: string | null }) {
  const me = useStore(desk, (now) => now.me?.id ?? null);
  const words = filter.trim().toLowerCase();
  const calls = liveCalls(wall).filter((one) => (!queue || one.queue?.id === queue) && (!words || `${nameOf(one)} ${queuesOf(one)} ${one.owner?.name ?? ''}`.toLowerCase().includes(words)));
  return (
    <div className="liveCalls">
      {calls.length === 0 && <Empty icon={<IconHeadset size={28} stroke={1.3} />} title={t('wall.noCalls')} />}
      <ul aria-label={t('wall.calls')}>{calls.map((one) => <li key={one.id}><LiveCall one={one} me={me} /></li>)}</ul>
    </div>
  );
}

function LiveCall({ one, me }: { one: WallInteraction; me: string | null }) {
  const others = partiesOf(one);
  const mine = others.find((p) => p.agent?.id === me && p.role === 'supervisor') ?? null;
  const aside = asideOf(one);
  const state = one.held ? 'held' : aside && aside.mode !== 'waiting' ? (aside.mode === 'forwarding' ? 'forwarding' : 'consulting') : 'talking';
  const interaction = one.id;
  return (
    <article className="liveCall" data-state={state} aria-label={nameOf(one)}>
      <span className="liveWho"><WorkIcon one={one} /><button type="button" onClick={() => select(one.id)}>{nameOf(one)}</button><Vip level={one.customer.level} /></span>
      <span className="liveAgent">{one.owner?.name}<small>{queuesOf(one)}</small></span>
      <span className="liveState"><span className="stateChip" data-state={state === 'talking' ? 'active' : 'offered'}>{t(`wall.call.${state}`)}</span><span className="tnum"><Timer from={one.stateSince} /></span></span>
      <span className="liveOthers">{others.map((p) => <span key={p.id} className="partyChip" data-mode={stateOf(p)}>{p.role === 'supervisor' && <IconEar size={14} stroke={1.7} aria-hidden="true" />}<b>{nameOfParty(p)}</b><span>{t(`party.${stateOf(p)}`)}</span></span>)}</span>
      <span className="liveActs">
        {mine && mine.joinedAt !== null && <AttendHow interaction={interaction} how={howOf(mine.mode)} />}
        {one.owner?.id !== me && !mine && <Button size="compact-sm" variant="default" leftSection={<IconEar size={15} />} onClick={() => void perform(act(ATTEND, { interaction, how: 'listen' }))}>{t('party.how.listen')}</Button>}
        {mine && <Button size="compact-sm" variant="default" onClick={() => void perform(act(LEAVE, { interaction }))}>{t('party.leave')}</Button>}
        {one.owner?.id !== me && <Button size="compact-sm" variant="default" onClick={() => void takeOver(interaction)}>{t('party.takeOver')}</Button>}
      </span>
    </article>
  );
}
