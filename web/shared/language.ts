/** The language of whoever is signed in is their account's; before that, or when the account has none, the browser's. */
import { act, type Acted } from './act.ts';
import { graphql } from './graphql.ts';
import { browsersLocale, type Locale, localeOf, tagOf } from './locale.ts';
import { session } from './session.ts';

const SET_LANGUAGE = graphql(`mutation SetLanguage($locale: String) {
  setLanguage(locale: $locale) { __typename ... on Agent { id locale } ... on Refusal { code message field } } }`);

const theirs = (): Locale => {
  const tag = session.get().viewer?.locale;
  return tag ? localeOf(tag) : browsersLocale();
};

/** Keeps a page in the language of its person. */
export function followAccount(setLocale: (next: Locale) => void): void {
  session.subscribe(() => setLocale(theirs()));
}

const put = (locale: string | null): void => session.set((now) => (now.viewer ? { ...now, viewer: { ...now.viewer, locale } } : now));

/** The other language, at once and for good: with the account. What the hub refuses is taken back. */
export async function switchLanguage(): Promise<Acted<unknown>> {
  const before = session.get().viewer?.locale ?? null;
  const locale = tagOf(theirs() === 'zh' ? 'en' : 'zh');
  put(locale);
  const done = await act(SET_LANGUAGE, { locale });
  if (!done.ok) put(before);
  return done;
}

/** An administrator may have changed their own account. */
export const learnLanguage = (agent: string, locale: string | null): void => {
  if (agent === session.get().viewer?.id) put(locale);
};
