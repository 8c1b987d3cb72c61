import { Input, Select } from '@mantine/core';
import { CHANNELS } from '../channels.ts';
import type { Configuration } from '../documents.ts';
import { t } from '../words.ts';

type Mode = Configuration['queues'][number]['offerMode'];
export type ModeByChannel = Readonly<Partial<Record<string, Mode>>>;
export const readModes = (value: unknown): ModeByChannel => (typeof value === 'object' && value !== null ? (value as ModeByChannel) : {});

interface Props {
  label: string;
  hint: string;
  modes: readonly Mode[];
  /** The mode of the queue, which holds where a channel has none. */
  otherwise: Mode;
  value: ModeByChannel;
  onChange: (value: ModeByChannel) => void;
  fault: (field: string) => string | null;
}

/** The offer mode of each channel that has one of its own. */
export function ChannelModes({ label, hint, modes, otherwise, value, onChange, fault }: Props) {
  const put = (channel: string, chosen: string | null): void => {
    const mode = modes.find((each) => each === chosen);
    onChange(Object.fromEntries([...Object.entries(value).filter(([key]) => key !== channel), ...(mode ? [[channel, mode] as const] : [])]));
  };
  return (
    <Input.Wrapper label={label} description={hint} error={CHANNELS.some((channel) => fault(`offerModes.${channel}`)) ? null : fault('offerModes')}>
      <div className="targetGrid">
        {CHANNELS.map((channel) => (
          <Select
            key={channel} size="xs" clearable label={t(`channel.${channel}`)} placeholder={t(`mode.${otherwise}`)} data={modes.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
            value={value[channel] ?? null} error={fault(`offerModes.${channel}`)} onChange={(mode) => put(channel, mode)}
          />
        ))}
      </div>
    </Input.Wrapper>
  );
}
