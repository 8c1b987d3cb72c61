import type { Simulated } from '../documents.ts';
import { moment } from '../moment.ts';
import { t } from '../words.ts';
import { differenceOf, type Measure, measuresOf, shown, spanOf } from './simulated.ts';

/** Both runs side by side, and who would have gone elsewhere. `since` = when made-up traffic began; null = the past. */
export function SimulationResult({ result, queue, since }: { result: Simulated; queue: string; since: number | null }) {
  const find = (report: Simulated['baseline']) => report.queues.find((each) => each.queueId === queue);
  const [before, after] = [find(result.baseline), find(result.patched)];
  return (
    <section className="simulated" aria-live="polite">
      <h2>{t('w.result', { count: result.interactions })}</h2>
      <div className="comparisons">
        {before && after && before.figures.offered > 0 && <Comparison title={before.name} measures={measuresOf(before.figures, after.figures, null)} />}
        <Comparison title={t('w.all')} measures={measuresOf(result.baseline.total, result.patched.total, [result.baseline.occupancy, result.patched.occupancy])} />
      </div>
      <h2>{result.movedCount === 0 ? t('w.moved.none') : t('w.moved', { count: result.movedCount })}</h2>
      {result.moved.length > 0 && <MovedList moved={result.moved} all={result.movedCount} since={since} />}
    </section>
  );
}

function Comparison({ title, measures }: { title: string; measures: readonly Measure[] }) {
  return (
    <div className="tableBox">
      <table className="comparison">
        <thead><tr><th scope="col">{title}</th><th scope="col">{t('w.before')}</th><th scope="col">{t('w.after')}</th><th scope="col">{t('w.difference')}</th></tr></thead>
        <tbody>
          {measures.map((measure) => {
            const { text, good } = differenceOf(measure);
            return (
              <tr key={measure.key}>
                <th scope="row">{measure.label}{measure.hint && <small>{measure.hint}</small>}</th>
                <td data-label={t('w.before')}>{shown(measure.kind, measure.before)}</td>
                <td data-label={t('w.after')}><b>{shown(measure.kind, measure.after)}</b></td>
                <td data-label={t('w.difference')} data-good={good ?? undefined}>{text}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type Moved = Simulated['moved'][number];
/** Rows of a long list that are drawn. */
const SHOWN = 50;

function MovedList({ moved, all, since }: { moved: readonly Moved[]; all: number; since: number | null }) {
  const rows = moved.slice(0, SHOWN);
  return (
    <>
      {rows.length < all && <p className="movedLead">{t('w.moved.most', { count: rows.length })}</p>}
      <div className="tableBox">
        <table className="moved">
          <thead><tr><th scope="col">{t('w.arrived')}</th><th scope="col">{t('w.before')}</th><th scope="col">{t('w.after')}</th></tr></thead>
          <tbody>
            {rows.map((each) => (
              <tr key={each.id}>
                <td>{since === null ? moment(each.arrivedAt) : t('w.into', { time: clock(Date.parse(each.arrivedAt) - since) })}<small>{t(`channel.${each.channel}`)}</small></td>
                <td data-label={t('w.before')}><Place place={each.before} other={each.after} /></td>
                <td data-label={t('w.after')}><Place place={each.after} other={each.before} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Place({ place, other }: { place: Moved['before']; other: Moved['before'] }) {
  return (
    <>
      {place.how === 'answered' ? place.agent : t(`how.${place.how}`)}{place.queue !== other.queue && ` ${t('w.queueAt', { queue: place.queue })}`}
      <small>{t('w.wait', { time: spanOf(place.waitSeconds) })}</small>
    </>
  );
}

/** h:mm:ss since the beginning. */
const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((n, at) => (at === 0 ? String(n) : String(n).padStart(2, '0'))).join(':');
};
