/** The languages of the pages, and which of them the browser's reader wants; needs nothing, so that the smallest page may ask. */
export type Locale = 'en' | 'zh';

const KEPT_AS = 'switchroom.language';

export const localeOf = (tag: string): Locale => (tag.toLowerCase().startsWith('zh') ? 'zh' : 'en');
export const tagOf = (locale: Locale): 'en' | 'zh-CN' => (locale === 'zh' ? 'zh-CN' : 'en');
/** What was chosen on a page for everybody, else the browser's: for whoever is not signed in or has none of their own. */
export const browsersLocale = (): Locale => localeOf(localStorage.getItem(KEPT_AS) ?? navigator.language);
export const chooseLocale = (locale: Locale): void => localStorage.setItem(KEPT_AS, tagOf(locale));
