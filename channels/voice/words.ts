/** What callers are told while they wait. */
import type { Standing } from '../../src/core/channel.ts';

const MINUTE = 60_000;

/** Null = nothing is known, and nothing said. */
export function placeInWords({ place, about, expectedWaitMs }: Standing, language: 'en' | 'zh-CN'): string | null {
  if (place === null) return null;
  const minutes = expectedWaitMs === null ? null : Math.max(1, Math.round(expectedWaitMs / MINUTE));
  if (language === 'zh-CN') return `您前面${about ? '大约' : ''}还有 ${place - 1} 位。${minutes === null ? '暂时无法估计等待时间。' : `预计还需等待约 ${minutes} 分钟。`}`;
  const first = place === 1 && !about ? 'You are next in line.' : `You are ${about ? 'about ' : ''}number ${place} in line.`;
  return `${first} ${minutes === null ? 'We cannot say yet how long it will take.' : `We expect to be with you in about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`}`;
}
