import { Input, NumberInput } from '@mantine/core';
import { CHANNELS } from '../channels.ts';
import { t } from '../words.ts';

export type ByChannel = Readonly<Record<string, number>>;
export const readByChannel = (value: unknown): ByChannel => (typeof value === 'object' && value !== null ? (value as ByChannel) : {});

interface Props {
  /** Of the form; the hub's faults name `name` or `name.channel`. */
  name: string;
  label: string;
  hint: string;
  /** What holds where a channel has no number. */
  otherwise: string;
  min: number;
  value: ByChannel;
  onChange: (value: ByChannel) => void;
  fault: (field: string) => string | null;
}

/** A number for each channel that has one of its own. */
export function ChannelNumbers({ name, label, hint, otherwise, min, value, onChange, fault }: Props) {
  const put = (channel: string, number: string | number): void =>
    onChange(Object.fromEntries([...Object.entries(value).filter(([key]) => key !== channel), ...(number === '' ? [] : [[channel, Number(number)] as const])]));
  return (
    <Input.Wrapper label={label} description={hint} error={CHANNELS.some((channel) => fault(`${name}.${channel}`)) ? null : fault(name)}>
      <div className="targetGrid">
        {CHANNELS.map((channel) => (
          <NumberInput key={channel} size="xs" label={t(`channel.${channel}`)} placeholder={otherwise} min={min} value={value[channel] ?? ''} error={fault(`${name}.${channel}`)} onChange={(number) => put(channel, number)} />
        ))}
      </div>
    </Input.Wrapper>
  );
}
