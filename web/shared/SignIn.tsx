import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Brand } from './Brand.tsx';
import { signIn } from './session.ts';
import './signIn.css';

export interface SignInWords {
  readonly title: string;
  readonly lead: string;
  readonly email: string;
  readonly password: string;
  readonly submit: string;
  readonly unreachable: string;
}
interface Start {
  readonly logins?: readonly { readonly email: string; readonly password: string }[];
}

/** `#demo=<e-mail>` fills in a login of the demo; the hub tells those only where the demo runs. */
async function demoLogin(): Promise<{ email: string; password: string } | null> {
  const email = new URLSearchParams(location.hash.slice(1)).get('demo');
  if (!email) return null;
  const start = (await fetch('/start.json').then((answer) => (answer.ok ? answer.json() : {}))) as Start;
  return start.logins?.find((login) => login.email === email) ?? { email, password: '' };
}

/** `#then=/graphql`: where whoever came from there goes on; nowhere else, so that no link leads away. */
const afterwards = (): string | null => (new URLSearchParams(location.hash.slice(1)).get('then') === '/graphql' ? '/graphql' : null);

export function SignIn({ words, aside }: { words: SignInWords; aside?: React.ReactNode }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<{ field: string | null; message: string } | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    demoLogin().then((login) => {
      if (!login) return;
      setEmail(login.email);
      setPassword(login.password);
    }, () => undefined);
  }, []);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const next = afterwards();
      const refusal = await signIn(email.trim(), password);
      if (refusal) setError(refusal);
      else if (next) location.href = next;
      else if (location.hash.startsWith('#demo=')) history.replaceState(null, '', location.pathname);
    } catch {
      setError({ field: null, message: words.unreachable });
    }
    setBusy(false);
  };
  const at = (field: string): string | null => (error && (error.field ?? 'password') === field ? error.message : null);
  return (
    <main className="signIn">
      <form className="signInCard" onSubmit={(event) => void submit(event)} aria-labelledby="signInTitle">
        <Brand size={40} />
        <h1 id="signInTitle">{words.title}</h1>
        <p>{words.lead}</p>
        <TextInput label={words.email} type="email" name="email" autoFocus autoComplete="username" required withAsterisk={false} size="md" value={email} error={at('email')} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput label={words.password} name="password" autoComplete="current-password" required withAsterisk={false} size="md" value={password} error={at('password')} onChange={(event) => setPassword(event.currentTarget.value)} />
        <Button type="submit" size="md" fullWidth loading={busy}>{words.submit}</Button>
        {aside}
      </form>
    </main>
  );
}
