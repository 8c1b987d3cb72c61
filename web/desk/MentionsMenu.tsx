import { Menu, Tooltip } from '@mantine/core';
import { IconAt, IconChecks } from '@tabler/icons-react';
import { useStore } from '../shared/store.ts';
import { ariaKey } from './actions/keys.ts';
import { ChannelIcon, nameOf } from './parts.tsx';
import { desk } from './state/desk.ts';
import { markSeen, openMention } from './state/mentions.ts';
import { momentOf } from './state/time.ts';
import { ui } from './state/ui.ts';
import { t } from './words/index.ts';

/** The hub lists no more than these. */
const MOST = 50;

/** Notes in which colleagues mention me and that I have not looked at: how many, and which. */
export function MentionsMenu() {
  const mentions = useStore(desk, (now) => now.mentions);
  const opened = useStore(ui, (at) => at.mentionsOpen);
  const count = mentions.length < MOST ? String(mentions.length) : `${MOST}+`;
  const label = mentions.length === 0 ? t('mentions.none') : t(mentions.length === 1 ? 'mentions.unseenOne' : 'mentions.unseen', { count });
  return (
    <Menu position="bottom-end" width={340} opened={opened} onChange={(open) => ui.set({ mentionsOpen: open })}>
      <Menu.Target>
        <Tooltip label={label} disabled={opened}>
          <button type="button" className="mentions" data-some={mentions.length > 0 || undefined} aria-label={label} aria-keyshortcuts={ariaKey('alt+shift+m')}>
            <IconAt size={18} stroke={1.7} />
            {mentions.length > 0 && <span className="mentionsCount tnum" aria-hidden="true">{count}</span>}
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className="mentionsList">
        <Menu.Label>{label}</Menu.Label>
        {mentions.map((one) => (
          <Menu.Item key={one.id} onClick={() => openMention(one)}>
            <span className="mentionTop"><b>{one.authorName}</b><time dateTime={one.at}>{momentOf(one.at)}</time></span>
            <span className="mentionText">{one.excerpt}</span>
            <span className="mentionWhere"><ChannelIcon channel={one.interaction.channel} size={13} />{nameOf(one.interaction)} · {t(`state.${one.interaction.state}`)}</span>
          </Menu.Item>
        ))}
        {mentions.length > 1 && <Menu.Divider />}
        {mentions.length > 1 && <Menu.Item leftSection={<IconChecks size={16} stroke={1.7} />} onClick={() => void markSeen(mentions)}>{t('mentions.allSeen')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
