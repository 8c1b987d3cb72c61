import { IconAlarmSnooze, IconAlertTriangle, IconBellRinging, IconCheckbox, IconPlugConnectedX, IconSquare, IconSquareCheckFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { useStore } from '../../shared/store.ts';
import { LastLine, Missed, nameOf, Vip, WorkIcon } from '../parts.tsx';
import type { Interaction } from '../state/documents.ts';
import { asideOf } from '../phone/parties.ts';
import { momentOf, span, timeOfDay, useNow } from '../state/time.ts';
import { select, togglePicked, ui } from '../state/ui.ts';
import { t, useLocale } from '../words/index.ts';
import { isDialling, isOnTelephone } from '../phone/dial.ts';
import { isBulky } from './bulk.ts';

type Owed = 'firstResponse' | 'reply' | 'wrapUp' | 'wake' | 'offer';
const owed = (what: string | null): Owed => (what === 'firstResponse' || what === 'wrapUp' || what === 'wake' || what === 'offer' ? what : 'reply');

/** One line of work: who, what they said last, and what is owed when. */
export const WorkCard = memo(function WorkCard({ one, chosen }: { one: Interaction; chosen: boolean }) {
  useLocale();
  const picked = useStore(ui, (at) => (at.bulk === null || !isBulky(one) ? null : at.bulk.includes(one.id)));
  const delivery = one.lastEntry?.delivery;
  const gone = one.channel === 'webchat' && !one.callback && !one.customerPresent && one.state === 'active';
  return (
    <button
      type="button" className="card" aria-current={chosen || undefined} data-state={one.state} data-picked={picked ?? undefined}
      {...(picked === null ? {} : { role: 'checkbox', 'aria-checked': picked, 'aria-label': t('bulk.pick', { name: nameOf(one) }) })} onClick={() => (picked === null ? select(one.id) : togglePicked(one.id))}
    >
      <span className="cardTop">
        {picked !== null && (picked ? <IconSquareCheckFilled size={18} className="cardPick" aria-hidden="true" /> : <IconSquare size={18} stroke={1.6} className="cardPick" aria-hidden="true" />)}
        <WorkIcon one={one} />
        <b className="cardName">{nameOf(one)}</b>
        <Vip level={one.customer.level} />
        <Missed targets={one.missedTargets} />
        {(delivery === 'failed' || delivery === 'uncertain') && <IconAlertTriangle size={14} className="lateMark" role="img" aria-label={t(`delivery.${delivery}`)} />}
        {gone && <IconPlugConnectedX size={14} className="cardGone" role="img" aria-label={t('roster.away')} />}
        {one.unread > 0 && <span className="unread" title={t('roster.unread', { count: one.unread })}>{one.unread}</span>}
      </span>
      <span className="cardLine">{one.subject ?? (one.lastEntry ? <LastLine one={one} /> : one.queue?.name)}</span>
      <span className="cardFoot">
        <span>{one.queue?.name}</span>
        <Due one={one} />
      </span>
    </button>
  );
});

function Due({ one }: { one: Interaction }) {
  const now = useNow();
  const aside = asideOf(one);
  if (one.state === 'parked') {
    // What waits for the customer has a day as well, but that is when it would be given up.
    const at = one.wakeAt && one.parkCause !== 'awaitingCustomer' ? (Date.parse(one.wakeAt) - now < 64_800_000 ? timeOfDay(one.wakeAt) : momentOf(one.wakeAt)) : null;
    return <span className="cardDue"><IconAlarmSnooze size={13} />{at ? t('due.until', { time: at }) : t('due.untilWrites')}</span>;
  }
  if (one.isKept) return <span className="cardDue" data-calm>{t('call.card')}</span>;
  if (one.callback && one.state === 'active' && !one.dial) return <span className="cardDue">{t('callback.now')}</span>;
  if (isDialling(one)) return <span className="cardDue" data-calm>{t('call.card')}</span>;
  if (isOnTelephone(one)) return <span className="cardDue" data-calm>{t(one.held ? 'call.held' : aside ? (aside.mode === 'forwarding' ? 'wall.call.forwarding' : 'wall.call.consulting') : 'call.talking')}</span>;
  if (!one.dueAt) return <span className="cardDue" data-calm>{t('due.nothing')}</span>;
  if (one.nudgedAt) return <span className="cardDue" data-late><IconBellRinging size={13} />{t('nudge.card')}</span>;
  const left = Date.parse(one.dueAt) - now;
  const what = t(`due.${owed(one.dueWhat)}`);
  const text = left >= 0 ? t(one.state === 'wrapUp' ? 'due.wrapUpIn' : 'due.in', { what, time: span(left) }) : t('due.late', { what, time: span(-left) });
  return (
    <span className="cardDue tnum" data-late={left < 0 || undefined} data-soon={(left >= 0 && left < 30_000) || undefined}>
      {one.state === 'wrapUp' && <IconCheckbox size={13} />}{text}
    </span>
  );
}
