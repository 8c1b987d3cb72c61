/** What a visitor is told, in the language of the page: Chinese for every zh, else English. */
export const saidIn = (locale: string, en: string, zh: string): string => (/^zh(?![a-z])/i.test(locale) ? zh : en);
