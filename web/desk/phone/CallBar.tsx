import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconDialpad, IconPhone, IconPhonePause } from '@tabler/icons-react';
import { useStore } from '../../shared/store.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { Timer } from '../parts.tsx';
import type { Interaction } from '../state/documents.ts';
import { t } from '../words/index.ts';
import { Level } from './Level.tsx';
import { phone, press } from './phone.ts';
import { RecordingState } from './RecordingState.tsx';

/** The call in hand: how long, how loud, and what can be done with it. */
export function CallBar({ one }: { one: Interaction }) {
  const call = useStore(phone, (now) => now.calls[one.id]);
  const state = one.held ? 'held' : call?.muted ? 'muted' : call && call.state === 'ringing' ? 'connecting' : 'talking';
  return (
    <section className="callBar" data-state={state} aria-label={t('call.label')}>
      <span className="callState" role="status">
        {one.held ? <IconPhonePause size={20} aria-hidden="true" /> : <IconPhone size={20} aria-hidden="true" />}
        <b>{t(`call.${state}`)}</b>
        <span className="tnum"><Timer from={one.stateSince} /></span>
      </span>
      {call?.state === 'talking' && !one.held && (
        <span className="levels">
          <Level stream={call.remote} label={t('call.theirLevel')} />
          <Level stream={call.muted ? null : call.local} label={t('call.ourLevel')} />
        </span>
      )}
      <RecordingState one={one} />
      <span className="callActs">
        {call?.state === 'talking' && <ActionButton name="mute" size="compact-md" variant={call.muted ? 'filled' : 'default'} />}
        <ActionButton name="hold" size="compact-md" variant={one.held ? 'filled' : 'default'} />
        {['record', 'pauseRecording', 'resumeRecording', 'stopRecording'].map((name) => <ActionButton key={name} name={name} size="compact-md" variant="default" hideWhenCannot />)}
        {call?.state === 'talking' && <Keypad id={one.id} />}
        <ActionButton name="transfer" size="compact-md" variant="default" />
        <ActionButton name="hangUp" size="compact-md" className="hangUp" />
      </span>
    </section>
  );
}

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
