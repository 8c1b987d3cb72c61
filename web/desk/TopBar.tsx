import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import { Brand } from '../shared/Brand.tsx';
import { link } from '../shared/client.ts';
import { session } from '../shared/session.ts';
import { useStore } from '../shared/store.ts';
import { ACTIONS, canDo, readState, runAction } from './actions/index.ts';
import { ActionButton } from './actions/ActionButton.tsx';
import { keyLabel } from './actions/keys.ts';
import { MentionsMenu } from './MentionsMenu.tsx';
import { canDial } from './phone/dial.ts';
import { PhoneMenu } from './phone/PhoneMenu.tsx';
import { PresenceMenu } from './PresenceMenu.tsx';
import { desk } from './state/desk.ts';
import { DOORS } from './state/documents.ts';
import { clock } from './state/time.ts';
import { go, ui } from './state/ui.ts';
import { t } from './words/index.ts';

export function TopBar() {
  const me = useStore(desk, (now) => now.me);
  const page = useStore(ui, (at) => at.page);
  const viewer = useStore(session, (now) => now.viewer);
  const supervises = viewer?.roles.some((role) => role === 'supervisor' || role === 'admin');
  return (
    <header className="topBar">
      <div className="topBrand"><Brand size={24} /></div>
      <nav className="topNav" aria-label={t('group.navigate')}>
        <NavLink page="desk" now={page} label={t('app.desk')} />
        {supervises && <NavLink page="wall" now={page} label={t('app.wall')} />}
        <NavLink page="search" now={page} label={t('app.search')} />
      </nav>
      <div className="topMiddle">
        {me && <Load load={me.load} capacity={me.capacity} />}
        {me && (
          <span className="today tnum">
            {t('today.handled', { count: me.today.handled })}
            {me.today.averageHandleSeconds !== null && <> · {t('today.aht', { time: clock(me.today.averageHandleSeconds * 1000) })}</>}
            {me.today.missed > 0 && <> · {t('today.missed', { count: me.today.missed })}</>}
          </span>
        )}
      </div>
      <div className="topRight">
        <LinkDot />
        <button type="button" className="paletteButton" onClick={() => runAction('palette')} aria-keyshortcuts="Control+K">
          <span>{t('palette.placeholder')}</span><kbd>{keyLabel('mod+k')}</kbd>
        </button>
        <ActionButton name="newMessage" iconOnly />
        <Dial />
        <span className="wideOnly"><ActionButton name="theme" iconOnly /><ActionButton name="language" iconOnly /></span>
        <PhoneMenu />
        <MentionsMenu />
        <MoreMenu />
        <PresenceMenu />
      </div>
    </header>
  );
}

function NavLink({ page, now, label }: { page: 'desk' | 'wall' | 'search'; now: string; label: string }) {
  return (
    <a href={page === 'desk' ? '#/' : `#/${page}`} aria-current={page === now ? 'page' : undefined} onClick={() => go(page)}>{label}</a>
  );
}

function Load({ load, capacity }: { load: number; capacity: number }) {
  const label = t('load.of', { load, capacity });
  return (
    <Tooltip label={label}>
      <span className="load" role="meter" aria-label={label} aria-valuenow={load} aria-valuemin={0} aria-valuemax={capacity}>
        <span className="loadTrack"><span style={{ transform: `scaleX(${Math.min(1, load / Math.max(1, capacity))})` }} data-full={load >= capacity || undefined} /></span>
        <span className="tnum">{load}/{capacity}</span>
      </span>
    </Tooltip>
  );
}

/** For whoever can call outside numbers. */
function Dial() {
  const [{ data }] = useQuery({ query: DOORS });
  const on = data?.entryPoints.some((each) => each.enabled && each.capabilities.dials) ?? false;
  useEffect(() => canDial.set({ on }), [on]);
  return on ? <span className="wideOnly"><ActionButton name="dial" iconOnly /></span> : null;
}

/** Tells the truth about the connection, in words as well. */
function LinkDot() {
  const { state } = useStore(link);
  const label = t(`link.${state}`);
  return (
    <Tooltip label={label}>
      <span className="linkDot" data-state={state} role="status" aria-label={label}>
        <i />{state === 'lost' && <span>{t('link.connecting')}</span>}
      </span>
    </Tooltip>
  );
}

function MoreMenu() {
  const names = ['dial', 'palette', 'mentions', 'sound', 'alerts', 'theme', 'language', 'help', 'admin', 'signOut'];
  const sound = useStore(ui, (at) => at.sound);
  useStore(session);
  return (
    <Menu position="bottom-end" width={224}>
      <Menu.Target><ActionIcon variant="subtle" color="gray" size={32} aria-label={t('settings.menu')}><IconDots size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {names.map((name) => {
          const one = ACTIONS.find((action) => action.name === name);
          if (!one || !canDo(one, readState())) return null;
          const Icon = one.icon;
          const value = name === 'sound' ? t(sound === 'on' ? 'common.on' : 'common.off') : keyLabel(one.key);
          return (
            <Menu.Item key={name} leftSection={<Icon size={16} stroke={1.7} />} rightSection={<span className="menuKey">{value}</span>} onClick={() => runAction(name)}>
              {one.label(t)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
