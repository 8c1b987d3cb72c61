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
