import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { session } from '../shared/session.ts';
import { useStore } from '../shared/store.ts';
import { type Settable, setPresence } from './actions/presence.ts';
import { Timer } from './parts.tsx';
import { desk } from './state/desk.ts';
import { ui } from './state/ui.ts';
import { locale, t } from './words/index.ts';

export function reasonLabel(code: string | null): string | null {
  const reason = session.get().viewer?.tenant.presenceReasons.find((one) => one.code === code);
  return reason ? (locale() === 'zh' ? reason.labelZh : reason.labelEn) : code;
}
export const presenceLabel = (presence: string, reason: string | null): string =>
  presence === 'notReady' && reason ? (reasonLabel(reason) ?? t('presence.notReady')) : t(`presence.${presence as 'ready' | 'notReady' | 'offline' | 'missed'}`);

export function PresenceMenu() {
  const me = useStore(desk, (now) => now.me);
  const opened = useStore(ui, (at) => at.presenceOpen);
  const reasons = useStore(session, (now) => now.viewer?.tenant.presenceReasons);
  if (!me) return <div className="skeleton" style={{ width: 136, height: 32 }} />;
  const set = (presence: Settable, reason: string | null = null, next = false): void => void setPresence(presence, reason, next);
  const busy = Object.values(desk.get().interactions).some((one) => one.state === 'active' || one.state === 'wrapUp');
  return (
    <Menu position="bottom-end" width={248} opened={opened} onChange={(open) => ui.set({ presenceOpen: open })}>
      <Menu.Target>
        <button type="button" className="presence" data-presence={me.presence} aria-label={`${t('presence.menu')}: ${presenceLabel(me.presence, me.reason)}`}>
          <i className="presenceDot" data-presence={me.presence} />
          <span className="presenceText">
            <b>{presenceLabel(me.presence, me.reason)}</b>
            {me.next && <small>{t('presence.next', { what: presenceLabel(me.next, me.nextReason) })}</small>}
          </span>
          <span className="presenceTimer"><Timer from={me.presenceSince} /></span>
          <IconChevronDown size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('presence.now')}</Menu.Label>
        <Item presence="ready" label={t('presence.ready')} chosen={me.presence === 'ready'} run={() => set('ready')} />
        {(reasons ?? []).map((reason) => (
          <Item key={reason.code} presence="notReady" label={reasonLabel(reason.code) ?? reason.code} chosen={me.presence === 'notReady' && me.reason === reason.code} run={() => set('notReady', reason.code)} />
        ))}
        <Item presence="offline" label={t('presence.offline')} chosen={me.presence === 'offline'} run={() => set('offline')} />
        {busy && <Menu.Divider />}
        {busy && <Menu.Label>{t('presence.after')}</Menu.Label>}
        {busy && (reasons ?? []).map((reason) => (
          <Item key={reason.code} presence="notReady" label={reasonLabel(reason.code) ?? reason.code} chosen={me.next === 'notReady' && me.nextReason === reason.code} run={() => set('notReady', reason.code, true)} />
        ))}
        {busy && <Item presence="offline" label={t('presence.offline')} chosen={me.next === 'offline'} run={() => set('offline', null, true)} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ presence, label, chosen, run }: { presence: string; label: string; chosen: boolean; run: () => void }) {
  return (
    <Menu.Item leftSection={<i className="presenceDot" data-presence={presence} />} rightSection={chosen && <IconCheck size={16} />} onClick={run}>{label}</Menu.Item>
  );
}
