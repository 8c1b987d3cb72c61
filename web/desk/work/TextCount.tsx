import { t } from '../words/index.ts';
import { smsParts } from './smsParts.ts';

/** How long a text is: of what goes out by SMS, in how many parts and in which alphabet. */
export function TextCount({ text, most, sms }: { text: string; most: number; sms: boolean }) {
  const length = [...text].length;
  if (text === '') return <span className="composerCount" />;
  const { characters, parts, alphabet } = smsParts(text);
  const words = sms ? t(parts === 1 ? 'sms.countOne' : 'sms.count', { count: characters, parts, alphabet }) : length - most > -1000 ? t('composer.count', { count: length, max: most }) : '';
  return <span className="composerCount tnum" data-near={length - most > -200 || undefined}>{words}</span>;
}
