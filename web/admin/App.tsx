import { ActionIcon, NativeSelect, Tooltip, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconAddressBook, IconArrowsSplit2, IconBolt, IconChartDots, IconFlag, IconHeadset, IconHistory, IconInbox, IconKey, IconLanguage, IconLogout, IconMicrophone, IconPlugConnected, IconRobot, IconRoute, IconSitemap, IconStar, IconSunMoon, IconUsersGroup, type Icon,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { Brand } from '../shared/Brand.tsx';
import { switchLanguage } from '../shared/language.ts';
import { faultOf } from '../shared/refusals.ts';
import { session, signOut } from '../shared/session.ts';
import { useStore } from '../shared/store.ts';
import { ALL, type Configuration } from './documents.ts';
import { AgentsPage } from './pages/AgentsPage.tsx';
import { AuditPage } from './pages/AuditPage.tsx';
import { BotsPage } from './pages/BotsPage.tsx';
import { CannedPage } from './pages/CannedPage.tsx';
import { DispositionsPage } from './pages/DispositionsPage.tsx';
import { EntryPointsPage } from './pages/EntryPointsPage.tsx';
import { FlowsPage } from './pages/FlowsPage.tsx';
import { PlansPage } from './pages/PlansPage.tsx';
import { PromptsPage } from './pages/PromptsPage.tsx';
import { QueuesPage } from './pages/QueuesPage.tsx';
import { RoutingPage } from './pages/RoutingPage.tsx';
import { SkillsPage } from './pages/SkillsPage.tsx';
import { TeamsPage } from './pages/TeamsPage.tsx';
import { TokensPage } from './pages/TokensPage.tsx';
import { WhatIfPage } from './pages/WhatIfPage.tsx';
import { t } from './words.ts';

export interface PageProps { readonly all: Configuration; readonly reload: () => void }
type PageName = 'entryPoints' | 'flows' | 'prompts' | 'queues' | 'plans' | 'routing' | 'whatIf' | 'agents' | 'teams' | 'skills' | 'dispositions' | 'canned' | 'bots' | 'tokens' | 'audit';
const PAGES: Readonly<Record<PageName, { icon: Icon; page: (props: PageProps) => React.ReactNode }>> = {
  entryPoints: { icon: IconPlugConnected, page: EntryPointsPage }, flows: { icon: IconSitemap, page: FlowsPage }, prompts: { icon: IconMicrophone, page: PromptsPage }, queues: { icon: IconInbox, page: QueuesPage }, plans: { icon: IconRoute, page: PlansPage }, routing: { icon: IconArrowsSplit2, page: RoutingPage },
  whatIf: { icon: IconChartDots, page: WhatIfPage },
  agents: { icon: IconHeadset, page: AgentsPage }, teams: { icon: IconUsersGroup, page: TeamsPage }, skills: { icon: IconStar, page: SkillsPage },
  dispositions: { icon: IconFlag, page: DispositionsPage }, canned: { icon: IconBolt, page: CannedPage },
  bots: { icon: IconRobot, page: BotsPage }, tokens: { icon: IconKey, page: TokensPage }, audit: { icon: IconHistory, page: AuditPage },
};
const GROUPS: readonly (readonly ['ways' | 'people' | 'work' | 'system', readonly PageName[]])[] = [
  ['ways', ['entryPoints', 'flows', 'prompts', 'queues', 'plans', 'routing', 'whatIf']], ['people', ['agents', 'teams', 'skills']], ['work', ['dispositions', 'canned']], ['system', ['bots', 'tokens', 'audit']],
];
const fromHash = (): PageName => {
  const name = location.hash.replace(/^#\/?/, '');
  return name in PAGES ? (name as PageName) : 'entryPoints';
};

async function changeLanguage(): Promise<void> {
  const done = await switchLanguage();
  if (!done.ok) notifications.show({ color: 'red', message: done.refusal.message });
}

export function App() {
  const viewer = useStore(session, (now) => now.viewer);
  const { toggleColorScheme } = useMantineColorScheme();
  const [name, setName] = useState<PageName>(fromHash);
  const isAdmin = viewer?.roles.includes('admin') ?? false;
  const [{ data, error }, ask] = useQuery({ query: ALL, pause: !isAdmin, requestPolicy: 'cache-and-network' });
  useEffect(() => {
    const follow = (): void => setName(fromHash());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const Page = PAGES[name].page;
  return (
    <div className="admin">
      <nav className="side" aria-label={t('app.title')}>
        <div className="sideHead"><Brand size={24} /><b>{viewer?.tenant.name}</b></div>
        <NativeSelect
          className="sidePick" aria-label={t('app.title')} value={name} onChange={(event) => location.assign(`#/${event.currentTarget.value}`)}
          data={GROUPS.map(([group, names]) => ({ group: t(`nav.group.${group}`), items: names.map((each) => ({ value: each, label: t(`nav.${each}`) })) }))}
        />
        {GROUPS.map(([group, names]) => (
          <section key={group}>
            <h2>{t(`nav.group.${group}`)}</h2>
            {names.map((each) => {
              const Icon = PAGES[each].icon;
              return <a key={each} href={`#/${each}`} aria-current={each === name ? 'page' : undefined}><Icon size={17} stroke={1.6} />{t(`nav.${each}`)}</a>;
            })}
          </section>
        ))}
        <div className="sideFoot">
          <a href="/desk/"><IconAddressBook size={17} stroke={1.6} />{t('toDesk')}</a>
          <span>
            <Tooltip label={t('theme')}><ActionIcon variant="subtle" color="gray" aria-label={t('theme')} onClick={toggleColorScheme}><IconSunMoon size={17} /></ActionIcon></Tooltip>
            <Tooltip label={t('language')}><ActionIcon variant="subtle" color="gray" aria-label={t('language')} onClick={() => void changeLanguage()}><IconLanguage size={17} /></ActionIcon></Tooltip>
            <Tooltip label={t('signOut')}><ActionIcon variant="subtle" color="gray" aria-label={t('signOut')} onClick={() => void signOut()}><IconLogout size={17} /></ActionIcon></Tooltip>
          </span>
        </div>
      </nav>
      <main className="page">
        {!isAdmin && <div className="blank"><strong>{t('forbidden')}</strong><p>{t('forbidden.hint')}</p></div>}
        {isAdmin && error && !data && <p className="fault" role="alert">{faultOf(error)}</p>}
        {isAdmin && !data && !error && <div className="bones" aria-hidden="true"><i /><i /><i /><i /></div>}
        {isAdmin && data && <Page key={name} all={data} reload={() => ask({ requestPolicy: 'network-only' })} />}
      </main>
    </div>
  );
}
