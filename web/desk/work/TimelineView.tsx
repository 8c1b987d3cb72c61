import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { session } from '../../shared/session.ts';
import { Empty, nameOf, Skeletons } from '../parts.tsx';
import type { Entry, Interaction } from '../state/documents.ts';
import { dateOf, dayOf } from '../state/time.ts';
import { announce } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { EntryRow } from './EntryRow.tsx';
import { bareSubject } from './mailDraft.ts';
import type { Timeline } from './useTimeline.ts';

const NEAR = 80;
/** Where earlier lines are asked for: some way before the reader gets there. */
const EARLY = 800;
/** Room above the first line, for where it begins or the way further back. */
const TOP = 56;
const JOINS_WITHIN = 240_000;

interface Line { readonly entry: Entry; readonly joined: boolean; readonly newDay: boolean; readonly otherWork: boolean; readonly subject: boolean }

/** Each entry with what stands above it: another interaction begins, another day does, or the same person goes on. */
function linesOf(entries: readonly Entry[]): readonly Line[] {
  let known: string | null = null;
  return entries.map((entry, at) => {
    const before = entries[at - 1];
    const bare = entry.mail ? bareSubject(entry.mail.subject) : known;
    const subject = bare !== known;
    known = bare;
    const otherWork = before !== undefined && before.interactionId !== entry.interactionId;
    const newDay = !before || new Date(before.at).toDateString() !== new Date(entry.at).toDateString();
    const joined = before !== undefined && !newDay && !otherWork && before.kind === entry.kind && !entry.mail && before.authorKind === entry.authorKind && before.authorId === entry.authorId && Date.parse(entry.at) - Date.parse(before.at) < JOINS_WITHIN;
    return { entry, joined, newDay, otherWork, subject };
  });
}

/** One timeline across all of the conversation's interactions; only the lines in sight exist. */
export function TimelineView({ one, timeline }: { one: Interaction; timeline: Timeline }) {
  const { state, error, retry } = timeline;
  if (state === 'loading') return <div className="timeline"><Skeletons count={6} height={48} /></div>;
  if (state === 'failed')
    return (
      <div className="timeline timelineFailed">
        <Empty title={t('timeline.failed', { message: error ?? '' })} />
        <Button variant="default" onClick={retry}>{t('timeline.retry')}</Button>
      </div>
    );
  return <Lines one={one} timeline={timeline} />;
}

function Lines({ one, timeline }: { one: Interaction; timeline: Timeline }) {
  const { entries, hasEarlier, others } = timeline;
  const box = useRef<HTMLDivElement>(null);
  const loading = useRef(false);
  const [atEnd, setAtEnd] = useState(true);
  const [seenSeq, setSeenSeq] = useState(0);
  const lines = useMemo(() => linesOf(entries), [entries]);
  const mine = one.ownerKind === 'agent' && one.owner?.id === session.get().viewer?.id;
  const supervises = session.get().viewer?.roles.some((role) => role === 'supervisor' || role === 'admin') ?? false;
  const { undoSeconds } = one.entryPoint.capabilities;
  const firstMail = entries.find((entry) => entry.mail)?.id;
  const typing = others.some((other) => other.kind === 'customer' && other.typing);
  const last = entries.at(-1);
  const fresh = entries.filter((entry) => entry.seq > seenSeq && entry.kind !== 'system').length;
  // After the last line there may be the dots of somebody who types.
  const count = lines.length + (typing ? 1 : 0);
  const virtual = useVirtualizer({
    count, getScrollElement: () => box.current, estimateSize: () => 64, overscan: 8, paddingStart: TOP, paddingEnd: 20,
    getItemKey: (at) => lines[at]?.entry.id ?? 'typing',
    // Who reads at the end stays at the end; who reads further up stays where they are, whatever comes in above or below.
    anchorTo: 'end', followOnAppend: true, scrollEndThreshold: NEAR,
  });
  /** Who was at the end still is, until they scroll up. */
  const stays = useRef(true);
  const top = useRef(0);
  const toEnd = useCallback((): void => {
    if (box.current && stays.current) box.current.scrollTop = box.current.scrollHeight;
  }, []);
  useLayoutEffect(() => virtual.scrollToEnd(), [virtual]);
  // A line comes in the place of the dots, or turns out taller than it was thought to be; a picture arrives.
  const size = virtual.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the lines have another height
  useLayoutEffect(toEnd, [size, last, toEnd]);
  // The composer grows, the window turns.
  useEffect(() => {
    const view = box.current;
    if (!view) return;
    const follow = new ResizeObserver(toEnd);
    follow.observe(view);
    return () => follow.disconnect();
  }, [toEnd]);
  useEffect(() => {
    if (atEnd) setSeenSeq(last?.seq ?? 0);
  }, [atEnd, last]);
  useEffect(() => {
    if (last && last.authorKind === 'customer' && last.kind === 'message')
      announce(t('timeline.message', { name: last.authorName ?? nameOf(one), text: last.text ?? '' }));
  }, [last, one]);

  const earlier = async (): Promise<void> => {
    if (loading.current || !hasEarlier) return;
    loading.current = true;
    await timeline.earlier();
    loading.current = false;
  };
  // A page of earlier lines may be too short to fill the view, or the reader is still at the top of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever lines came in
  useEffect(() => {
    if ((box.current?.scrollTop ?? EARLY) < EARLY) void earlier();
  }, [entries]);
  const onScroll = (): void => {
    const view = box.current;
    if (!view) return;
    const near = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR;
    if (near) stays.current = true;
    else if (view.scrollTop < top.current) stays.current = false;
    top.current = view.scrollTop;
    setAtEnd(near);
    if (view.scrollTop < EARLY) void earlier();
  };
  return (
    <div className="timelineBox">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className="timeline" ref={box} onScroll={onScroll} role="log" aria-label={t('timeline.label')} aria-live="off" tabIndex={0}>
        <div className="lines" style={{ height: size }}>
          {hasEarlier
            ? <Button className="earlier" size="compact-sm" variant="subtle" color="gray" onClick={() => void earlier()}>{t('timeline.earlier')}</Button>
            : <p className="timelineStart">{t(entries.length === 0 ? 'timeline.empty' : 'timeline.start')}</p>}
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return (
              <div key={item.key} className="line" data-index={item.index} ref={virtual.measureElement} style={{ transform: `translateY(${item.start}px)` }}>
                {line?.otherWork && <div className="workSeparator"><span>{line.entry.interactionId === one.id ? t('timeline.this') : t('timeline.earlierFrom', { date: dateOf(line.entry.at) })}</span></div>}
                {line?.newDay && <div className="daySeparator"><span>{dayOf(line.entry.at)}</span></div>}
                {line && <EntryRow entry={line.entry} joined={line.joined} past={line.entry.interactionId !== one.id} customer={nameOf(one)} subject={line.subject} words={one.channel !== 'webchat'} undoSeconds={undoSeconds} entryPoint={one.entryPoint.id} customerId={one.customer.id} mayAct={mine || supervises} canWrite={mine && one.state === 'active'} canSplit={mine && one.state !== 'closed' && line.entry.direction === 'in' && line.entry.id !== firstMail} />}
                {!line && <div className="typing" role="status"><i /><i /><i /><span className="srOnly">{t('timeline.typing', { name: nameOf(one) })}</span></div>}
              </div>
            );
          })}
        </div>
      </div>
      {fresh > 0 && !atEnd && (
        <Button className="newBelow" size="compact-sm" leftSection={<IconArrowDown size={14} />} onClick={() => virtual.scrollToEnd({ behavior: 'smooth' })}>{t(fresh === 1 ? 'timeline.newOne' : 'timeline.new', { count: fresh })}</Button>
      )}
    </div>
  );
}
