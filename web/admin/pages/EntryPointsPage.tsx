import { useState } from 'react';
import type { PageProps } from '../App.tsx';
import { type Channel, CHANNEL_ICONS } from '../channels.ts';
import { ChannelEditor } from '../entryPoints/ChannelEditor.tsx';
import { ChannelPicker } from '../entryPoints/ChannelPicker.tsx';
import type { EntryPoint } from '../entryPoints/common.ts';
import { HealthLine } from '../entryPoints/HealthLine.tsx';
import { fieldsOf } from '../entryPoints/settingFields.ts';
import { useHealth } from '../entryPoints/useHealth.ts';
import { WebChatEditor } from '../entryPoints/WebChatEditor.tsx';
import { Section } from '../Section.tsx';
import { t } from '../words.ts';

type Open = { readonly id: string } | { readonly channel: Channel } | 'pick' | null;

/** The addresses at which customers reach us, and how each is connected just now. */
export function EntryPointsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<Open>(null);
  useHealth();
  const close = (): void => setOpen(null);
  return (
    <>
      <Section
        name="entryPoints" items={all.entryPoints} open={({ id }) => setOpen({ id })} create={() => setOpen('pick')} muted={(item) => !item.enabled}
        columns={[
          { label: t('f.name'), cell: (item) => item.name },
          { label: t('f.channel'), cell: (item) => <ChannelName channel={item.channel} /> },
          { label: t('f.key'), cell: (item) => item.key },
          { label: t('f.queue'), cell: (item) => item.queue?.name ?? '—' },
          { label: t('f.health'), wide: true, cell: (item) => <HealthLine health={item.health} enabled={item.enabled} /> },
        ]}
      />
      {open === 'pick' && <ChannelPicker channels={all.channels} pick={(channel) => setOpen({ channel })} close={close} />}
      {open !== null && typeof open === 'object' && <Page open={open} all={all} close={close} done={reload} back={() => setOpen('pick')} />}
    </>
  );
}

/** As it is now: its health moves on while somebody looks at it. */
function Page({ open, all, close, done, back }: { open: { readonly id: string } | { readonly channel: Channel }; all: PageProps['all']; close: () => void; done: () => void; back: () => void }) {
  const item: EntryPoint | null = 'id' in open ? (all.entryPoints.find((each) => each.id === open.id) ?? null) : null;
  const channel = 'channel' in open ? open.channel : item?.channel;
  if (!channel) return null;
  const hasFields = fieldsOf(all.channels.find((each) => each.kind === channel)?.fields).length > 0;
  const props = { item, channel, all, close, done, ...(item ? {} : { back }) };
  return channel === 'webchat' && !hasFields ? <WebChatEditor {...props} /> : <ChannelEditor {...props} />;
}

function ChannelName({ channel }: { channel: Channel }) {
  const Icon = CHANNEL_ICONS[channel];
  return <span className="channelName"><Icon size={16} stroke={1.6} aria-hidden="true" />{t(`channel.${channel}`)}</span>;
}
