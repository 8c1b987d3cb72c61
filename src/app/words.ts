/** What the hub itself says to customers and about times, in English and Chinese. */

export const duration = (ms: number, zh: boolean): string => {
  const s = Math.max(0, Math.round(ms / 1_000));
  const [h, m, r] = [Math.floor(s / 3_600), Math.floor((s % 3_600) / 60), s % 60];
  const parts = zh ? [h && `${h} 小时`, m && `${m} 分`, (r || s === 0) && `${r} 秒`] : [h && `${h} h`, m && `${m} min`, (r || s === 0) && `${r} s`];
  return parts.filter(Boolean).slice(0, 2).join(' ');
};

/** Time that has gone by counts in whole seconds, as every clock on the desk counts it. */
export const elapsed = (ms: number, zh: boolean): string => duration(Math.floor(ms / 1_000) * 1_000, zh);

/** To a silent customer, in the conversation's language: what will happen, when, and how to prevent it. */
export function silenceWarning(leftMs: number, language: string | null): string {
  const zh = language?.toLowerCase().startsWith('zh') ?? false;
  const left = zh ? duration(leftMs, true).replace(/ 分$/, ' 分钟') : spelled(leftMs);
  return zh ? `您还在吗？若 ${left}内没有收到您的消息，本次会话将结束。` : `Are you still there? This chat will end in ${left} unless you write.`;
}

const spelled = (ms: number): string => duration(ms, false).replace(/^(\d+) min$/, (_, n: string) => `${n} minute${n === '1' ? '' : 's'}`);

const wantsZh = (language: string | null): boolean => language?.toLowerCase().startsWith('zh') ?? false;

/** An acknowledgement: the administrator's words, `{{standing}}` in them or else behind them replaced by what is known of place and wait. */
export function acknowledgement(texts: { readonly en: string; readonly zh: string }, language: string | null, standing: { readonly place: number | null; readonly about: boolean; readonly expectedWaitMs: number | null }): string {
  const zh = wantsZh(language);
  const text = zh ? texts.zh : texts.en;
  const known = standingInWords(standing, zh);
  return text.includes('{{standing}}') ? text.replaceAll('{{standing}}', known) : `${text}\n${known}`;
}

function standingInWords({ place, about, expectedWaitMs }: { readonly place: number | null; readonly about: boolean; readonly expectedWaitMs: number | null }, zh: boolean): string {
  if (place === null) return zh ? '我们会尽快回复您。' : 'We will answer as soon as we can.';
  const minutes = expectedWaitMs === null ? null : Math.max(1, Math.round(expectedWaitMs / 60_000));
  if (zh) return `${place === 1 ? '您是下一位' : `您前面${about ? '大约' : '还有'} ${place - 1} 位`}${minutes === null ? '，我们会尽快回复您。' : `，预计约 ${minutes} 分钟后回复您。`}`;
  const ahead = place === 1 ? 'You are next in line' : `You are ${about ? 'about ' : ''}number ${place} in line`;
  return minutes === null ? `${ahead}; we will answer as soon as we can.` : `${ahead}; we expect to answer in about ${minutes} minute${minutes === 1 ? '' : 's'}.`;
}
