import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconDialpad, IconPhone, IconPhoneOutgoing, IconPhonePause, IconPhoneX } from '@tabler/icons-react';
import { inWords } from '../../shared/refusals.ts';
import { useStore } from '../../shared/store.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { Timer } from '../parts.tsx';
import type { Interaction } from '../state/documents.ts';
import { t } from '../words/index.ts';
import { CallParties } from './CallParties.tsx';
import { isDialling } from './dial.ts';
import { Level } from './Level.tsx';
import { asideOf, partiesOf } from './parties.ts';
import { phone, press } from './phone.ts';
import { LiveQuality } from './Quality.tsx';
import { RecordingState } from './RecordingState.tsx';

/** The call in hand: how long, how loud, and what can be done with it. */
export function CallBar({ one }: { one: Interaction }) {
  const call = useStore(phone, (now) => now.calls[one.id]);
  const dialling = isDialling(one);
  const aside = asideOf(one);
  const apart = !aside || aside.mode === 'waiting' ? null : aside.mode === 'forwarding' ? 'forwarding' : aside.joinedAt === null ? 'asking' : 'consulting';
  const state = dialling ? (one.dial?.state ?? 'phone') : apart !== null ? apart : one.held ? 'held' : call?.muted ? 'muted' : call && call.state === 'ringing' ? 'connecting' : partiesOf(one).some((p) => p.mode === 'joined') ? 'conference' : 'talking';
  return (
    <section className="callBar" data-state={state} aria-label={t('call.label')}>
      <span className="callState" role="status">
        {one.held ? <IconPhonePause size={20} aria-hidden="true" /> : dialling ? <IconPhoneOutgoing size={20} aria-hidden="true" /> : <IconPhone size={20} aria-hidden="true" />}
        <span className="callEnd">
          <b>{t(`call.${state === 'notReached' || state === 'over' ? 'ended' : state}`, { number: one.dial?.number ?? '' })}</b>
          {dialling && one.isKept && <span className="callNote">{t('call.customerFirst')}</span>}
        </span>
        <span className="tnum"><Timer from={one.dial?.answeredAt ?? one.stateSince} /></span>
      </span>
      {call?.state === 'talking' && !one.held && !dialling && (
        <span className="levels">
          <Level stream={call.remote} label={t('call.theirLevel')} />
          <Level stream={call.muted ? null : call.local} label={t('call.ourLevel')} />
        </span>
      )}
      {call?.state === 'talking' && <LiveQuality id={one.id} />}
      <RecordingState one={one} />
      <span className="callActs">
        {call?.state === 'talking' && <ActionButton name="mute" size="compact-md" variant={call.muted ? 'filled' : 'default'} />}
        {!dialling && <ActionButton name="hold" size="compact-md" variant={one.held ? 'filled' : 'default'} />}
        {!dialling && ['record', 'pauseRecording', 'resumeRecording', 'stopRecording'].map((name) => <ActionButton key={name} name={name} size="compact-md" variant="default" hideWhenCannot />)}
        {call?.state === 'talking' && !dialling && <Keypad id={one.id} />}
        {!dialling && !aside && <ActionButton name="consult" size="compact-md" variant="default" />}
        {!dialling && !aside && <ActionButton name="transfer" size="compact-md" variant="default" />}
        <ActionButton name="hangUp" size="compact-md" className="hangUp" />
      </span>
      <CallParties one={one} />
    </section>
  );
}

/** A call of ours that reached nobody: why, and the next try. */
export function NotReached({ one, dial }: { one: Interaction; dial: NonNullable<Interaction['dial']> }) {
  const end = endOf(dial.end);
  return (
    <section className="callBar" data-state="notReached" aria-label={t('call.label')}>
      <span className="callState" role="status">
        <IconPhoneX size={20} aria-hidden="true" />
        <span className="callEnd"><b>{t(`dial.${end}`, { number: dial.number })}</b>{dial.explain && <span>{inWords(dial.explain)}</span>}</span>
      </span>
      {one.callback === null && <span className="callActs"><ActionButton name="callAgain" size="compact-md" variant="default" hideWhenCannot /></span>}
    </section>
  );
}
const ENDS = ['busy', 'noAnswer', 'refused', 'unreachable', 'barred'] as const;
const endOf = (end: string | null): (typeof ENDS)[number] | 'failed' => ENDS.find((each) => each === end) ?? 'failed';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

function Keypad({ id }: { id: string }) {
  return (
    <Popover position="bottom" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t('call.keypad')}><ActionIcon variant="default" size={30} aria-label={t('call.keypad')}><IconDialpad size={18} stroke={1.7} /></ActionIcon></Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="keypad" role="group" aria-label={t('call.keypad')} onKeyDown={(event) => (KEYS as readonly string[]).includes(event.key) && press(id, event.key)}>
          {KEYS.map((key) => <button key={key} type="button" onClick={() => press(id, key)}>{key}</button>)}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
