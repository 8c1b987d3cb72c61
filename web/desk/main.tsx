import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '../shared/tokens.css';
import './desk.css';
import './timeline.css';
import './panels.css';
import { MantineProvider, useMantineColorScheme } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { client } from '../shared/client.ts';
import { refresh, session } from '../shared/session.ts';
import { useStore } from '../shared/store.ts';
import { SignIn } from '../shared/SignIn.tsx';
import { theme, variables } from '../shared/theme.ts';
import { scheme } from './actions/navigate.ts';
import { App } from './App.tsx';
import { t, useLocale } from './words/index.ts';

function Door() {
  useLocale();
  const { toggleColorScheme } = useMantineColorScheme();
  useEffect(() => {
    scheme.toggle = toggleColorScheme;
  }, [toggleColorScheme]);
  const { viewer, asked } = useStore(session);
  if (viewer) return <App key={viewer.id} />;
  if (!asked) return null;
  return (
    <SignIn
      words={{
        title: t('signIn.title'), lead: t('signIn.lead'), email: t('signIn.email'), password: t('signIn.password'),
        submit: t('signIn.submit'), unreachable: t('signIn.unreachable'),
      }}
    />
  );
}

const root = document.getElementById('root');
if (root) {
  // A link that names a login asks for that one, whoever was signed in here before.
  if (location.hash.startsWith('#demo=')) session.set({ asked: true });
  else refresh().catch(() => session.set({ asked: true }));
  createRoot(root).render(
    <StrictMode>
      <Provider value={client}>
        <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
          <Notifications position="top-center" limit={3} />
          <Door />
        </MantineProvider>
      </Provider>
    </StrictMode>,
  );
}
