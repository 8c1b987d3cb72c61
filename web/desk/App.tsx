import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { session } from '../shared/session.ts';
import { useStore } from '../shared/store.ts';
import { ContextPanel } from './context/ContextPanel.tsx';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { Palette } from './dialogs/Palette.tsx';
import { openPhone } from './phone/phone.ts';
import { OfferStrip } from './roster/OfferStrip.tsx';
import { Roster } from './roster/Roster.tsx';
import { SearchPage } from './SearchPage.tsx';
import { openDesk } from './state/desk.ts';
import { watchOffers } from './state/alerts.ts';
import { watchMentions } from './state/mentions.ts';
import { ui } from './state/ui.ts';
import { listenToKeys } from './actions/keys.ts';
import { scheme } from './actions/navigate.ts';
import { NotForYou } from './NotForYou.tsx';
import { TopBar } from './TopBar.tsx';
import { Wall } from './wall/Wall.tsx';
import { WorkArea } from './work/WorkArea.tsx';
import { useLocale } from './words/index.ts';

/** Who handles interactions works here; others are shown where their work is. */
export function App() {
  useLocale();
  const handles = useStore(session, (now) => now.viewer?.roles.some((role) => role !== 'developer') ?? false);
  return handles ? <Desk /> : <NotForYou />;
}

function Desk() {
  const { toggleColorScheme } = useMantineColorScheme();
  useEffect(() => {
    scheme.toggle = toggleColorScheme;
  }, [toggleColorScheme]);
  const page = useStore(ui, (at) => at.page);
  const step = useStore(ui, (at) => at.step);
  useEffect(() => {
    const closers = [openDesk(), watchOffers(), watchMentions(), listenToKeys(), openPhone()];
    return () => closers.forEach((close) => close());
  }, []);
  return (
    <div className="app" data-page={page} data-step={step}>
      <TopBar />
      <OfferStrip />
      {page === 'desk' && (
        <div className="desk">
          <Roster />
          <WorkArea />
          <ContextPanel />
        </div>
      )}
      {page === 'wall' && <Wall />}
      {page === 'search' && <SearchPage />}
      <Dialogs />
      <Palette />
      <Announcer />
    </div>
  );
}

/** What a screen reader is told without being interrupted. */
function Announcer() {
  const text = useStore(ui, (at) => at.announce);
  return <div className="srOnly" role="status" aria-live="polite">{text}</div>;
}
