import { ActionIcon, Menu } from '@mantine/core';
import { IconChevronLeft, IconDots, IconInbox, IconLayoutSidebarRight, IconPhoneOutgoing } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import { useStore } from '../../shared/store.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { ACTIONS, canDo, readState, runAction } from '../actions/index.ts';
import { CallBar, NotReached } from '../phone/CallBar.tsx';
import { CallLegs } from '../phone/CallLegs.tsx';
import { isOnTelephone } from '../phone/dial.ts';
import { Avatar, ChannelIcon, Empty, nameOf, queuesOf, Skeletons, Timer, Vip } from '../parts.tsx';
import { desk, findOnDesk, opened } from '../state/desk.ts';
import { type Interaction, ONE } from '../state/documents.ts';
import { clock, momentOf } from '../state/time.ts';
import { keyLabel } from '../actions/keys.ts';
import { thread } from '../actions/mail.ts';
import { go, ui } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { Composer } from './Composer.tsx';
import { sendSignal } from './signals.ts';
import { ThreadLinks } from './ThreadLinks.tsx';
import { TimelineView } from './TimelineView.tsx';
import { useTimeline } from './useTimeline.ts';
import { WrapUpBar } from './WrapUpBar.tsx';

export function WorkArea() {
  const selected = useStore(ui, (at) => at.selected);
  const known = useStore(desk, (now) => findOnDesk(now, selected));
  // Work that is not on this desk (from a search or the wall, or no more) is read from the hub: what is known of it here may be long over.
  const [{ data, fetching }, read] = useQuery({ query: ONE, variables: { id: selected ?? '' }, pause: selected === null || known !== null, requestPolicy: 'cache-and-network' });
  const one = known ?? (data?.interaction?.id === selected ? data?.interaction : null) ?? null;
  useEffect(() => {
    opened.set({ one });
  }, [one]);
  if (selected === null) return <main className="work workEmpty"><NothingOpen /></main>;
  if (!one) return <main className="work workEmpty">{fetching ? <Skeletons count={5} height={56} /> : <Empty title={t('work.notFound')} />}</main>;
  return <Opened key={one.id} one={one} changed={known ? null : read} />;
}

/** What to do now, by what there is to do. */
function NothingOpen() {
  const { ready, me, interactions, offers, picks } = useStore(desk);
  const keys = { next: keyLabel('alt+j'), accept: keyLabel('alt+a') };
  const icon = <IconInbox size={32} stroke={1.2} />;
  if (!ready || offers.length + picks.length > 0 || Object.keys(interactions).length > 0) return <Empty icon={icon} title={t('work.pickOne')} hint={t('work.pickOneHint', keys)} />;
  if (me?.presence === 'ready') return <Empty icon={icon} title={t('work.waiting')} hint={t('work.waitingHint', keys)} />;
  return <Empty icon={icon} title={t('work.away')} hint={t('work.awayHint')}><ActionButton name="ready" mt={8} /></Empty>;
}

/** `changed`: nobody tells this desk of it; whoever sees that something happened asks. */
function Opened({ one, changed }: { one: Interaction; changed: ((options: { requestPolicy: 'network-only' }) => void) | null }) {
  const me = useStore(desk, (now) => now.me);
  const timeline = useTimeline(one.id);
  const ringsHere = useStore(desk, (now) => now.offers.some((offer) => offer.interaction.id === one.id));
  const mine = one.ownerKind === 'agent' && one.owner?.id === me?.id;
  const lastSeq = timeline.entries.at(-1)?.seq ?? 0;
  const lastEvent = timeline.entries.findLast((entry) => entry.kind === 'system')?.seq ?? 0;
  useEffect(() => {
    if (lastEvent > 0) changed?.({ requestPolicy: 'network-only' });
  }, [lastEvent, changed]);
  const heard = timeline.entries.filter((entry) => entry.direction === 'in' && entry.kind === 'message').map((entry) => entry.seq);
  const mails = timeline.entries.filter((entry) => entry.mail !== null && entry.kind === 'message');
  const lastMail = (mails.findLast((entry) => entry.direction === 'in') ?? mails.at(-1))?.mail ?? null;
  const splittable = mails.findLast((entry) => entry.direction === 'in' && entry.id !== mails[0]?.id)?.id ?? null;
  useEffect(() => {
    thread.lastMail = splittable;
    return () => void (thread.lastMail = null);
  }, [splittable]);
  useEffect(() => {
    const tell = (): void => sendSignal(one.id, 'viewing');
    tell();
    const again = setInterval(tell, 15_000);
    return () => {
      clearInterval(again);
      sendSignal(one.id, 'viewing', false);
    };
  }, [one.id]);
  useEffect(() => {
    // Read means shown in a window somebody looks at, by the one who answers.
    const tell = (): void => {
      if (mine && lastSeq > 0 && document.visibilityState === 'visible') sendSignal(one.id, 'seen', true, lastSeq);
    };
    const soon = setTimeout(tell, 300);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearTimeout(soon);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [one.id, lastSeq, mine]);
  const colleagues = timeline.others.filter((other) => other.kind !== 'customer');
  return (
    <main className="work" aria-label={t('work.label')}>
      <Header one={one} />
      {mine && isOnTelephone(one) && <CallBar one={one} />}
      {one.channel === 'voice' && (one.state === 'wrapUp' || one.state === 'closed') && <CallLegs key={lastEvent} id={one.id} name={nameOf(one)} />}
      {one.dial?.state === 'notReached' && (one.state === 'wrapUp' || one.state === 'closed') && <NotReached one={one} dial={one.dial} />}
      {one.callback && one.state !== 'closed' && <CallbackBar one={one} callback={one.callback} mine={mine} />}
      {colleagues.length > 0 && (
        <div className="somebody" role="status">
          {colleagues.map((other) => (
            <span key={other.id}><Avatar name={other.name} size={20} kind="agent" />{t(other.typing ? 'work.somebodyTyping' : 'work.somebody', { name: other.name })}</span>
          ))}
        </div>
      )}
      {one.channel === 'email' && <ThreadLinks key={lastEvent} id={one.id} />}
      <TimelineView one={one} timeline={timeline} />
      {mine && one.state === 'wrapUp' && <WrapUpBar one={one} />}
      {ringsHere && <OfferFoot />}
      {mine && one.state === 'parked' && <div className="workFoot"><span>{t('work.parked')}</span><ActionButton name="resume" size="compact-md" /></div>}
      {one.state === 'closed' && <div className="workFoot"><span>{t('work.closed')}</span></div>}
      {!mine && !ringsHere && one.state !== 'closed' && <div className="workFoot"><span>{t('work.readOnly')}</span></div>}
      {!ringsHere && one.state !== 'wrapUp' && <Composer one={one} canReply={mine && one.state === 'active' && one.channel !== 'voice'} lastSeq={lastSeq} heard={heard} lastMail={lastMail} />}
    </main>
  );
}

/** Whom to call, and what came of it. */
function CallbackBar({ one, callback, mine }: { one: Interaction; callback: NonNullable<Interaction['callback']>; mine: boolean }) {
  const tries = callback.attempts > 0 ? t('callback.tried', { count: callback.attempts, of: callback.of }) : t('callback.first', { of: callback.of });
  return (
    <div className="callbackBar" role="status">
      <IconPhoneOutgoing size={18} aria-hidden="true" />
      <span className="callbackWhom"><b>{t('callback.call')} <a className="tnum" href={`tel:${callback.to.replace(/[^+\d]/g, '')}`}>{callback.to}</a></b><span>{callback.nextAt ? t('callback.next', { time: momentOf(callback.nextAt) }) : tries}</span></span>
      {mine && one.state === 'active' && one.dial === null && <span className="callbackActs"><ActionButton name="noAnswer" size="compact-md" variant="default" /><ActionButton name="lineBusy" size="compact-md" variant="default" /></span>}
    </div>
  );
}

function OfferFoot() {
  return (
    <div className="workFoot">
      <span>{t('work.previewOffer')}</span>
      <ActionButton name="accept" size="compact-md" hideWhenCannot />
      <ActionButton name="decline" size="compact-md" variant="default" hideWhenCannot />
    </div>
  );
}

function Header({ one }: { one: Interaction }) {
  const name = nameOf(one);
  const rest = ['park', 'resume', 'transfer', 'noAnswer', 'lineBusy', 'finish', 'note', 'newMessage', 'splitMail', 'mergeMail', 'moveMail', 'undoMail', 'assign', 'requeue', 'endWrapUp', 'whyWaiting', 'spam'];
  useStore(desk);
  useStore(opened);
  // What is done with a call stands in its own bar.
  const isCall = isOnTelephone(one);
  return (
    <header className="workHead">
      <ActionIcon className="stepButton" variant="subtle" color="gray" size={36} aria-label={t('work.back')} onClick={() => go('desk')}><IconChevronLeft size={20} /></ActionIcon>
      <Avatar name={name} size={36} />
      <div className="workWho">
        <h1><span>{name}</span><Vip level={one.customer.level} /></h1>
        <p><ChannelIcon channel={one.channel} size={14} /><span>{[...new Set([one.entryPoint.name, queuesOf(one) || one.entryPoint.name, t(`state.${one.state}`)])].join(' · ')}</span></p>
      </div>
      <dl className="timers tnum">
        <div className="timerQueue"><dt>{t('timer.queue')}</dt><dd>{one.waitingSince ? <Timer from={one.waitingSince} /> : clock(one.queueSeconds * 1000)}</dd></div>
        <div><dt>{t('timer.state')}</dt><dd>{one.state === 'closed' ? '—' : <Timer from={one.stateSince} />}</dd></div>
        <div><dt>{t('timer.total')}</dt><dd>{one.closedAt ? clock(Date.parse(one.closedAt) - Date.parse(one.arrivedAt)) : <Timer from={one.arrivedAt} />}</dd></div>
        {one.queue && <div className="timerTarget"><dt>{t('timer.target', { time: '' }).trim()}</dt><dd>{clock(one.queue.targetSeconds * 1000)}</dd></div>}
      </dl>
      <div className="workActions">
        <ActionButton name="park" iconOnly hideWhenCannot />
        {!isCall && <ActionButton name="transfer" iconOnly hideWhenCannot />}
        {one.state !== 'wrapUp' && !isCall && <span className="wideOnly"><ActionButton name="finish" size="compact-md" variant="default" hideWhenCannot /></span>}
        <Menu position="bottom-end" width={296}>
          <Menu.Target><ActionIcon variant="subtle" color="gray" size={32} aria-label={t('work.more')}><IconDots size={18} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            {rest.map((key) => {
              const found = ACTIONS.find((each) => each.name === key);
              if (!found || !canDo(found, readState())) return null;
              const Icon = found.icon;
              return <Menu.Item key={key} {...(key === 'spam' ? { color: 'red' } : {})} leftSection={<Icon size={16} stroke={1.7} />} rightSection={<span className="menuKey">{keyLabel(found.key)}</span>} onClick={() => runAction(key)}>{found.label(t)}</Menu.Item>;
            })}
          </Menu.Dropdown>
        </Menu>
        <ActionIcon className="stepButton contextButton" variant="subtle" color="gray" size={36} aria-label={t('work.context')} onClick={() => ui.set({ step: 'context' })}><IconLayoutSidebarRight size={20} /></ActionIcon>
      </div>
    </header>
  );
}
