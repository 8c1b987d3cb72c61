/** What every entry point has, whatever its channel. */
import type { Channel } from '../channels.ts';
import type { Configuration } from '../documents.ts';
import { type Hours, readHours } from '../fields/HoursField.tsx';
import { openQueues } from '../useEditor.ts';
import { settingsOf } from './settingFields.ts';

export type EntryPoint = Configuration['entryPoints'][number];

export interface EntryPageProps {
  /** Null = a new one. */
  readonly item: EntryPoint | null;
  readonly channel: Channel;
  readonly all: Configuration;
  readonly close: () => void;
  readonly done: () => void;
  /** Back to the choice of a channel; only while it is new. */
  readonly back?: () => void;
}

export interface Common {
  readonly key: string;
  readonly name: string;
  readonly queue: string;
  readonly bot: string | null;
  readonly flow: string | null;
  readonly priority: number;
  readonly enabled: boolean;
  readonly hours: Hours | null;
}

export function commonOf({ item, channel, all }: EntryPageProps, label: string): Common {
  return {
    key: item?.key ?? freeKey(channel, all), name: item?.name ?? label, queue: item?.queue?.id ?? openQueues(all.queues)[0]?.id ?? '', bot: item?.bot?.id ?? null, flow: item?.flow?.id ?? null,
    priority: item?.priority ?? 0, enabled: item?.enabled ?? true, hours: readHours(settingsOf(item?.settings).hours),
  };
}

/** `sms`, and `sms-2` when there is one. */
function freeKey(channel: Channel, all: Configuration): string {
  const taken = new Set(all.entryPoints.map((each) => each.key));
  let key: string = channel;
  for (let n = 2; taken.has(key); n++) key = `${channel}-${n}`;
  return key;
}
