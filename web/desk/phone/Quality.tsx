import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type LegQuality, qualityOf } from '../../../src/core/callQuality.ts';
import { t } from '../words/index.ts';
import { soundOf } from './phone.ts';

const LOOK_MS = 2_000;

/** How good the line is now, as three bars. */
export function LiveQuality({ id }: { id: string }) {
  const [quality, see] = useState<LegQuality | null>(null);
  useEffect(() => {
    const tick = setInterval(() => void soundOf(id).then((sound) => see(sound ? qualityOf(sound) : null)), LOOK_MS);
    return () => clearInterval(tick);
  }, [id]);
  return quality && <Quality of={{ ...quality, lossPercent: quality.loss * 100 }} />;
}

interface Shown {
  readonly grade: LegQuality['grade'];
  readonly lossPercent: number;
  readonly jitterMs: number;
  readonly roundTripMs: number | null;
}

/** Bars, the word where it is not good, and the figures to whoever points at it. */
export function Quality({ of }: { of: Shown }) {
  const figures = [t('line.loss', { percent: of.lossPercent.toFixed(1) }), t('line.jitter', { ms: Math.round(of.jitterMs) }), ...(of.roundTripMs === null ? [] : [t('line.roundTrip', { ms: Math.round(of.roundTripMs) })])].join(' · ');
  const word = t(`line.${of.grade}`);
  return (
    <Tooltip label={`${word}: ${figures}`}>
      <span className="lineQuality" data-grade={of.grade} role="img" aria-label={`${word}: ${figures}`}><i /><i /><i />{of.grade !== 'good' && <span>{word}</span>}</span>
    </Tooltip>
  );
}
