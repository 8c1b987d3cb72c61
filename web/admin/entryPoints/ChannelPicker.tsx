import { Drawer } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type Channel, CHANNEL_ICONS, CHANNELS } from '../channels.ts';
import type { Configuration } from '../documents.ts';
import { locale, t } from '../words.ts';

/** The first question of a new entry point: by which channel, of those that this hub has. */
export function ChannelPicker({ channels, pick, close }: { channels: Configuration['channels']; pick: (channel: Channel) => void; close: () => void }) {
  const known = CHANNELS.flatMap((kind) => channels.find((each) => each.kind === kind) ?? []);
  return (
    <Drawer opened onClose={close} title={t('pick.title')} position="right" size={760} padding={20} overlayProps={{ backgroundOpacity: 0.25 }} closeButtonProps={{ 'aria-label': t('close') }}>
      <p className="lead pickLead">{t('pick.lead')}</p>
      <div className="picks">
        {known.map(({ kind, labelEn, labelZh }, at) => {
          const Icon = CHANNEL_ICONS[kind];
          return (
            <button key={kind} type="button" className="pick" data-autofocus={at === 0 || undefined} onClick={() => pick(kind)}>
              <i><Icon size={22} stroke={1.6} aria-hidden="true" /></i>
              <span><b>{locale() === 'zh' ? labelZh : labelEn}</b><small>{t(`pick.${kind}`)}</small></span>
              <IconChevronRight size={18} stroke={1.6} aria-hidden="true" />
            </button>
          );
        })}
      </div>
    </Drawer>
  );
}
