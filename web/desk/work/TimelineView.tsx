import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Empty, nameOf, Skeletons } from '../parts.tsx';
import type { Interaction } from '../state/documents.ts';
import { dateOf, dayOf } from '../state/time.ts';
import { announce } from '../state/ui.ts';
import { t } from '../words/index.ts';
import { EntryRow } from './EntryRow.tsx';
import type { Timeline } from './useTimeline.ts';

const NEAR = 80;

/** One timeline across all of the conversation's interactions; rows out of sight are not laid out (CSS). */
export function TimelineView({ one, timeline }: { one: Interaction; timeline: Timeline }) {
  const { entries, hasEarlier, state, others } = timeline;
  const box = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const heightBefore = useRef<number | null>(null);
  const [loading, setLoading] = useState(false);
  const [seenSeq, setSeenSeq] = useState(0);
  const last = entries.at(-1);
  const fresh = entries.filter((entry) => entry.seq > seenSeq && entry.kind !== 'system').length;

  useLayoutEffect(() => {
    const view = box.current;
    if (!view) return;
    if (heightBefore.current !== null) {
      // Earlier lines came in above: stay where the reader was.
      view.scrollTop += view.scrollHeight - heightBefore.current;
      heightBefore.current = null;
    } else if (atEnd.current) {
      view.scrollTop = view.scrollHeight;
      setSeenSeq(last?.seq ?? 0);
    }
  });
  // Pictures load, rows get their true height, the composer grows: who reads at the end stays at the end.
  useEffect(() => {
    const view = box.current;
    if (!view || !lines.current || state !== 'ready') return;
    const follow = new ResizeObserver(() => {
      if (atEnd.current) view.scrollTop = view.scrollHeight;
    });
    follow.observe(view);
    follow.observe(lines.current);
    return () => follow.disconnect();
  }, [state]);
  useEffect(() => {
    if (last && last.authorKind === 'customer' && last.kind === 'message' && state === 'ready')
      announce(t('timeline.message', { name: last.authorName ?? nameOf(one), text: last.text ?? '' }));
  }, [last, one, state]);

  const earlier = async (): Promise<void> => {
    if (loading || !hasEarlier) return;
    setLoading(true);
    heightBefore.current = box.current?.scrollHeight ?? null;
    await timeline.earlier();
    setLoading(false);
  };
  const onScroll = (): void => {
    const view = box.current;
    if (!view) return;
    atEnd.current = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR;
    if (atEnd.current) setSeenSeq(last?.seq ?? 0);
    if (view.scrollTop < NEAR * 2) void earlier();
  };
  const toEnd = (): void => {
    atEnd.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
  };
  const typing = others.filter((other) => other.kind === 'customer' && other.typing);
  if (state === 'loading') return <div className="timeline"><Skeletons count={6} height={48} /></div>;
  if (state === 'failed')
    return (
      <div className="timeline">
        <Empty title={t('timeline.failed', { message: timeline.error ?? '' })} />
        <Button variant="default" mx="auto" onClick={timeline.retry}>{t('timeline.retry')}</Button>
      </div>
    );
  return (
    <div className="timelineBox">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className="timeline" ref={box} onScroll={onScroll} role="log" aria-label={t('timeline.label')} aria-live="off" tabIndex={0}>
        <div ref={lines}>
        {hasEarlier ? (
          <Button className="earlier" size="compact-sm" variant="subtle" color="gray" loading={loading} onClick={() => void earlier()}>{t('timeline.earlier')}</Button>
        ) : (
          <p className="timelineStart">{t(entries.length === 0 ? 'timeline.empty' : 'timeline.start')}</p>
        )}
        {entries.map((entry, at) => {
          const before = entries[at - 1];
          const otherWork = before && before.interactionId !== entry.interactionId;
          const newDay = !before || new Date(before.at).toDateString() !== new Date(entry.at).toDateString();
          const joined = !newDay && !otherWork && before?.kind === entry.kind && before.authorKind === entry.authorKind && before.authorId === entry.authorId && Date.parse(entry.at) - Date.parse(before.at) < 240_000;
          return (
            <Fragment key={entry.id}>
              {otherWork && (
                <div className="workSeparator"><span>{entry.interactionId === one.id ? t('timeline.this') : t('timeline.earlierFrom', { date: dateOf(entry.at) })}</span></div>
              )}
              {newDay && <div className="daySeparator"><span>{dayOf(entry.at)}</span></div>}
              <EntryRow entry={entry} joined={joined ?? false} past={entry.interactionId !== one.id} customer={nameOf(one)} />
            </Fragment>
          );
        })}
        {typing.length > 0 && (
          <div className="typing" role="status"><i /><i /><i /><span className="srOnly">{t('timeline.typing', { name: nameOf(one) })}</span></div>
        )}
        </div>
      </div>
      {fresh > 0 && !atEnd.current && (
        <Button className="newBelow" size="compact-sm" leftSection={<IconArrowDown size={14} />} onClick={toEnd}>{t('timeline.new', { count: fresh })}</Button>
      )}
    </div>
  );
}
