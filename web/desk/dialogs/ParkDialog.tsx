import { Button, Group, Stack, TextInput } from '@mantine/core';
import { IconClockHour3, IconMessage, IconSunrise } from '@tabler/icons-react';
import { useState } from 'react';
import { act } from '../../shared/act.ts';
import { serverNow, session } from '../../shared/session.ts';
import { readState } from '../actions/index.ts';
import { perform } from '../actions/perform.ts';
import { PARK } from '../state/mutations.ts';
import { momentOf } from '../state/time.ts';
import { t } from '../words/index.ts';

/** How far the zone's wall clock is ahead of UTC at a moment. */
function offsetOf(zone: string, at: number): number {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day, parts.hour, parts.minute, parts.second) - Math.floor(at / 1000) * 1000;
}
/** Tomorrow at nine where the organisation is, not where this laptop happens to be. */
export function tomorrowAtNine(zone: string, now: number): Date {
  const there = new Date(now + offsetOf(zone, now));
  const wall = Date.UTC(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate() + 1, 9);
  return new Date(wall - offsetOf(zone, wall - offsetOf(zone, now)));
}

export function ParkDialog({ close }: { close: () => void }) {
  const [moment, setMoment] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const { selected } = readState();
  if (!selected) return null;
  const park = async (until: Date | null, awaitingCustomer = false): Promise<void> => {
    if (await perform(act(PARK, { interaction: selected.id, until: until?.toISOString() ?? null, awaitingCustomer }))) close();
  };
  const zone = session.get().viewer?.tenant.timeZone ?? 'UTC';
  const tomorrow = tomorrowAtNine(zone, serverNow());
  const hour = new Date(serverNow() + 3_600_000);
  const line = (date: Date, where?: string) => <span className="dialogWhen tnum">{momentOf(date.toISOString(), where)}</span>;
  return (
    <Stack gap="xs">
      <p className="dialogLead">{t('dialog.parkLead')}</p>
      <Button data-autofocus variant="default" className="parkChoice" justify="flex-start" leftSection={<IconMessage size={16} />} onClick={() => void park(null, true)}>{t('dialog.parkWrites')}</Button>
      <Button variant="default" className="parkChoice" justify="flex-start" leftSection={<IconClockHour3 size={16} />} rightSection={line(hour)} onClick={() => void park(hour)}>{t('dialog.parkHour')}</Button>
      <Button variant="default" className="parkChoice" justify="flex-start" leftSection={<IconSunrise size={16} />} rightSection={line(tomorrow, zone)} onClick={() => void park(tomorrow)}>{t('dialog.parkTomorrow')}</Button>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const at = new Date(moment);
          if (Number.isNaN(at.getTime()) || at.getTime() <= serverNow()) setFault(t('dialog.parkPast'));
          else void park(at);
        }}
      >
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput className="grow" type="datetime-local" label={t('dialog.parkAt')} value={moment} error={fault} onChange={(event) => { setMoment(event.currentTarget.value); setFault(null); }} />
          <Button type="submit" variant="default" disabled={moment === ''}>{t('dialog.parkAtDo')}</Button>
        </Group>
      </form>
    </Stack>
  );
}
