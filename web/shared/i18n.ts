import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { browsersLocale, type Locale, tagOf } from './locale.ts';

type Values = Readonly<Record<string, string | number>>;

const applyToPage = (locale: Locale): void => {
  document.documentElement.lang = tagOf(locale);
};

/** The words of one page in both languages; the second must have every key of the first. */
export function createWords<K extends string>(en: Readonly<Record<K, string>>, zh: Readonly<Record<K, string>>) {
  const i18n = i18next.createInstance({
    lng: browsersLocale(),
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, zh: { translation: zh } },
    initAsync: false,
  });
  void i18n.init();
  applyToPage(browsersLocale());
  const locale = (): Locale => (i18n.language === 'zh' ? 'zh' : 'en');
  const t = (key: K, values?: Values): string => i18n.t(key as string, { ...values });
  return {
    t,
    locale,
    has: (key: string): key is K => key in en,
    setLocale(next: Locale): void {
      if (next === locale()) return;
      applyToPage(next);
      void i18n.changeLanguage(next);
    },
    /** Re-renders the caller when the language changes. */
    useLocale(): Locale {
      return useSyncExternalStore(
        (changed) => {
          i18n.on('languageChanged', changed);
          return () => i18n.off('languageChanged', changed);
        },
        locale,
      );
    },
  };
}
