/** What callers are told: before the talk, while they wait, and after it. */
import type { Standing } from '../../src/core/channel.ts';

const MINUTE = 60_000;

export const NOTICE = {
  en: { plain: 'This call is recorded.', refusable: 'This call is recorded. If you do not want that, press 9 while you wait.' },
  'zh-CN': { plain: '本次通话将被录音。', refusable: '本次通话将被录音。如不同意，请在等待时按 9。' },
} as const;
export const RATE = { en: 'How satisfied are you with this call? Press a key from 1, not at all, to 5, very satisfied.', 'zh-CN': '请为本次通话评分。非常满意请按 5，满意请按 4，一般请按 3，不满意请按 2，非常不满意请按 1。' } as const;
export const THANKS = { en: 'Thank you. Goodbye.', 'zh-CN': '感谢您的评价，再见。' } as const;

/** Null = nothing is known, and nothing said. */
export function placeInWords({ place, about, expectedWaitMs }: Standing, language: 'en' | 'zh-CN'): string | null {
  if (place === null) return null;
  const minutes = expectedWaitMs === null ? null : Math.max(1, Math.round(expectedWaitMs / MINUTE));
  if (language === 'zh-CN') return `您前面${about ? '大约' : ''}还有 ${place - 1} 位。${minutes === null ? '暂时无法估计等待时间。' : `预计还需等待约 ${minutes} 分钟。`}`;
  const first = place === 1 && !about ? 'You are next in line.' : `You are ${about ? 'about ' : ''}number ${place} in line.`;
  return `${first} ${minutes === null ? 'We cannot say yet how long it will take.' : `We expect to be with you in about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`}`;
}
