import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './tokens.css';
import { MantineProvider } from '@mantine/core';
import { Notifications, type NotificationsProps } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { client } from './client.ts';
import type { createWords } from './i18n.ts';
import { followAccount } from './language.ts';
import { refresh, session } from './session.ts';
import { SignIn } from './SignIn.tsx';
import { useStore } from './store.ts';
import { theme, variables } from './theme.ts';

type SignInWord = 'signIn.title' | 'signIn.lead' | 'signIn.email' | 'signIn.password' | 'signIn.submit' | 'signIn.unreachable';
interface Page {
  readonly App: React.ComponentType;
  readonly words: Pick<ReturnType<typeof createWords<SignInWord>>, 't' | 'useLocale' | 'setLocale'>;
  readonly notices: NonNullable<NotificationsProps['position']>;
}

/** A page behind a sign-in: whoever is signed in sees `App`, afresh for each person. */
export function mount({ App, words: { t, useLocale, setLocale }, notices }: Page): void {
  followAccount(setLocale);
  function Door() {
    useLocale();
    const { viewer, asked } = useStore(session);
    if (viewer) return <App key={viewer.id} />;
    if (!asked) return null;
    return <SignIn words={{ title: t('signIn.title'), lead: t('signIn.lead'), email: t('signIn.email'), password: t('signIn.password'), submit: t('signIn.submit'), unreachable: t('signIn.unreachable') }} />;
  }
  const root = document.getElementById('root');
  if (!root) return;
  // A link that names a login asks for that one, whoever was signed in here before.
  if (location.hash.startsWith('#demo=')) session.set({ asked: true });
  else refresh().catch(() => session.set({ asked: true }));
  createRoot(root).render(
    <StrictMode>
      <Provider value={client}>
        <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
          <Notifications position={notices} limit={3} />
          <Door />
        </MantineProvider>
      </Provider>
    </StrictMode>,
  );
}
