import { Button } from '@mantine/core';
import { IconApi, IconLogout } from '@tabler/icons-react';
import { Brand } from '../shared/Brand.tsx';
import { switchLanguage } from '../shared/language.ts';
import { session, signOut } from '../shared/session.ts';
import { useStore } from '../shared/store.ts';
import { perform } from './actions/perform.ts';
import { t } from './words/index.ts';

/** A login without work of its own, a developer's: to the API, which is theirs. */
export function NotForYou() {
  const name = useStore(session, (now) => now.viewer?.name ?? '');
  return (
    <main className="notForYou">
      <Brand size={40} />
      <h1>{t('elsewhere.title', { name })}</h1>
      <p>{t('elsewhere.lead')}</p>
      <div>
        <Button component="a" href="/graphql" leftSection={<IconApi size={18} />}>{t('elsewhere.api')}</Button>
        <Button variant="default" leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>{t('action.signOut')}</Button>
      </div>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void perform(switchLanguage())}>{t('action.language')}</Button>
    </main>
  );
}
