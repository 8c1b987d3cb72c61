import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Interaction } from '../state/documents.ts';
import { WorkCard } from './WorkCard.tsx';

/** As many as a short list draws whole. */
const FEW = 24;
const HEIGHT = 78;

interface Props { readonly work: readonly Interaction[]; readonly selected: string | null; readonly scroll: RefObject<HTMLElement | null> }

/** Lines of work. Of a long list only those in sight exist; the chosen one is brought into sight. */
export function Cards(props: Props) {
  const list = useRef<HTMLUListElement>(null);
  const { work, selected } = props;
  useEffect(() => {
    if (work.length <= FEW && selected) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [selected, work.length]);
  if (work.length > FEW) return <LongList {...props} />;
  return <ul className="cards" ref={list}>{work.map((one) => <li key={one.id} className="cardRow"><WorkCard one={one} chosen={one.id === selected} /></li>)}</ul>;
}

function LongList({ work, selected, scroll }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  // What stands above it (offers come and go) moves it within the column that scrolls.
  useLayoutEffect(() => {
    const column = scroll.current;
    if (!column || !list.current) return;
    const now = Math.round(list.current.getBoundingClientRect().top - column.getBoundingClientRect().top + column.scrollTop);
    if (now !== top) setTop(now);
  });
  const virtual = useVirtualizer({ count: work.length, getScrollElement: () => scroll.current, estimateSize: () => HEIGHT, overscan: 6, scrollMargin: top, getItemKey: (at) => work[at]?.id ?? at });
  const at = selected === null ? -1 : work.findIndex((one) => one.id === selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the list, not its order
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [selected]);
  return (
    <ul className="cards" ref={list} style={{ position: 'relative', height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const one = work[item.index];
        return one && (
          <li key={item.key} className="cardRow cardPlaced" data-index={item.index} ref={virtual.measureElement} aria-setsize={work.length} aria-posinset={item.index + 1} style={{ transform: `translateY(${item.start - top}px)` }}>
            <WorkCard one={one} chosen={one.id === selected} />
          </li>
        );
      })}
    </ul>
  );
}
