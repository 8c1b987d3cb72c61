import { useQuery } from 'urql';
import { CALL_LEGS } from '../state/documents.ts';
import { clock } from '../state/time.ts';
import { t } from '../words/index.ts';
import { Quality } from './Quality.tsx';

/** A call that is over: who talked how long, how each leg ended, how good the lines were. */
export function CallLegs({ id, name }: { id: string; name: string }) {
  const [{ data }] = useQuery({ query: CALL_LEGS, variables: { id }, requestPolicy: 'cache-and-network' });
  const legs = data?.interaction?.callLegs ?? [];
  if (legs.length === 0) return null;
  return (
    <ul className="callLegs" aria-label={t('call.legs')}>
      {legs.map((leg) => (
        <li key={leg.id}>
          <b>{leg.agent?.name ?? name}</b>
          <span className="tnum">{leg.joinedAt && leg.endedAt ? clock(Date.parse(leg.endedAt) - Date.parse(leg.joinedAt)) : leg.ending ? t(leg.joinedAt ? 'legEnd.over' : `legEnd.${leg.ending}`) : ''}</span>
          {leg.quality && <Quality of={leg.quality} />}
        </li>
      ))}
    </ul>
  );
}
