import { createWords } from '../../shared/i18n.ts';
import { en, type Word } from './en.ts';
import { zh } from './zh.ts';

export type { Word };
export const { t, locale, has, setLocale, useLocale } = createWords<Word>(en, zh);
export type Translate = typeof t;
