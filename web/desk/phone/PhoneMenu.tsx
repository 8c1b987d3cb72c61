import { Button, NativeSelect, Popover } from '@mantine/core';
import { IconHeadphones, IconHeadphonesOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from '../../shared/store.ts';
import { t } from '../words/index.ts';
import { chooseDevice, devices, readDevices } from './devices.ts';
import { Level } from './Level.tsx';
import { askMicrophone, ECHO, phone, testEcho } from './phone.ts';

/** Whether calls can reach this browser, with which headset, and a test of it. Nothing for whoever has no phone here. */
export function PhoneMenu() {
  const state = useStore(phone, (now) => now.state);
  if (state === 'none') return null;
  const label = `${t('phone.label')}: ${t(`phone.${state}`)}`;
  return (
    <Popover position="bottom-end" width={296} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="phoneButton" data-state={state} aria-label={label} title={label}>
          {state === 'ready' ? <IconHeadphones size={18} stroke={1.7} /> : <IconHeadphonesOff size={18} stroke={1.7} />}
          {state !== 'ready' && <span>{t(`phone.${state}`)}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown><Panel state={state} /></Popover.Dropdown>
    </Popover>
  );
}

function Panel({ state }: { state: 'connecting' | 'ready' | 'lost' | 'noMicrophone' | 'insecure' }) {
  const { inputs, outputs, input, output } = useStore(devices);
  const echo = useStore(phone, (now) => now.calls[ECHO]);
  useEffect(() => {
    if (state === 'ready') void readDevices();
  }, [state]);
  const named = (all: readonly MediaDeviceInfo[]) => [{ value: '', label: t('phone.system') }, ...all.filter((one) => one.deviceId !== 'default').map((one) => ({ value: one.deviceId, label: one.label || one.deviceId.slice(0, 8) }))];
  return (
    <div className="phonePanel">
      <p>{t(`phone.${state}Hint`)}</p>
      {state === 'noMicrophone' && <Button size="compact-md" onClick={() => void askMicrophone()}>{t('phone.allow')}</Button>}
      {state === 'ready' && (
        <>
          <NativeSelect size="sm" label={t('phone.microphone')} data={named(inputs)} value={input} onChange={(event) => chooseDevice('microphone', event.currentTarget.value)} />
          <NativeSelect size="sm" label={t('phone.speaker')} data={named(outputs)} value={output} onChange={(event) => chooseDevice('speaker', event.currentTarget.value)} />
          <div className="echoTest">
            <Button size="compact-md" variant={echo ? 'filled' : 'default'} onClick={() => testEcho(!echo)}>{t(echo ? 'phone.echoStop' : 'phone.echo')}</Button>
            {echo?.state === 'talking' && <Level stream={echo.local} label={t('call.ourLevel')} />}
          </div>
        </>
      )}
    </div>
  );
}
