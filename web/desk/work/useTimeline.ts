import { useCallback, useEffect, useState } from 'react';
import { client } from '../../shared/client.ts';
import { type Entry, TIMELINE, TIMELINE_PAGE, WHO } from '../state/documents.ts';
import { faultOf } from '../../shared/refusals.ts';
import { session } from '../../shared/session.ts';

export interface Presence { readonly id: string; readonly name: string; readonly kind: string; readonly typing: boolean; readonly at: number }
export interface Timeline {
  readonly entries: readonly Entry[];
  readonly hasEarlier: boolean;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly error: string | null;
  /** Who else is here, and who is typing; each is forgotten after a while. */
  readonly others: readonly Presence[];
  readonly earlier: () => Promise<void>;
  readonly retry: () => void;
}

/** Newer words about an entry replace older ones; the order is the conversation's. */
export function mergeEntries(known: readonly Entry[], more: readonly Entry[]): readonly Entry[] {
  const byId = new Map(known.map((entry) => [entry.id, entry]));
  for (const entry of more) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

const TYPING_LASTS = 6_000;
const VIEWING_LASTS = 30_000;

export function useTimeline(id: string): Timeline {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [hasEarlier, setHasEarlier] = useState(false);
  const [state, setState] = useState<Timeline['state']>('loading');
  const [error, setError] = useState<string | null>(null);
  const [others, setOthers] = useState<readonly Presence[]>([]);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads again
  useEffect(() => {
    let over = false;
    let live: { unsubscribe(): void } | null = null;
    setEntries([]);
    setOthers([]);
    setState('loading');
    void (async () => {
      const { data, error: failed } = await client.query(TIMELINE_PAGE, { id }, { requestPolicy: 'network-only' }).toPromise();
      if (over) return;
      const page = data?.interaction?.timeline;
      if (!page) {
        setState('failed');
        setError(faultOf(failed));
        return;
      }
      setEntries(page.nodes);
      setHasEarlier(page.hasEarlier);
      setState('ready');
      live = client.subscription(TIMELINE, { interaction: id, afterSeq: page.nodes.at(-1)?.seq ?? 0 }).subscribe(({ data: item }) => {
        const one = item?.timeline;
        if (one?.__typename === 'Entry') {
          setEntries((now) => mergeEntries(now, [one]));
          // Who the customer is has changed, or what is known of an address (it is dead or alive again, they said STOP or START): what shows them reads them from the cache.
          if (one.systemCode?.startsWith('identified') || one.delivery === 'failed' || one.direction === 'in') void client.query(WHO, { id }, { requestPolicy: 'network-only' }).toPromise();
          setOthers((now) => now.map((other) => (other.id === (one.authorId ?? one.authorKind) ? { ...other, typing: false } : other)));
        } else if (one?.__typename === 'Signal') {
          if (one.byId !== null && one.byId === session.get().viewer?.id) return;
          const key = one.byId ?? one.by;
          const rest = (now: readonly Presence[]): readonly Presence[] => now.filter((other) => other.id !== key);
          if (one.signal === 'seen' || (one.signal === 'viewing' && !one.on)) setOthers((now) => (one.signal === 'seen' ? now : rest(now)));
          else setOthers((now) => [...rest(now), { id: key, name: one.name ?? '', kind: one.by, typing: one.signal === 'typing' && one.on, at: Date.now() }]);
        }
      });
    })();
    const forget = setInterval(() => setOthers((now) => {
      const kept = now.filter((other) => Date.now() - other.at < (other.kind === 'customer' ? TYPING_LASTS : VIEWING_LASTS));
      const fresh = kept.map((other) => (other.typing && Date.now() - other.at > TYPING_LASTS ? { ...other, typing: false } : other));
      return kept.length === now.length && fresh.every((other, at) => other === now[at]) ? now : fresh;
    }), 1_000);
    return () => {
      over = true;
      clearInterval(forget);
      live?.unsubscribe();
    };
  }, [id, attempt]);

  const earlier = useCallback(async () => {
    const before = entries[0]?.seq;
    if (before === undefined) return;
    const { data } = await client.query(TIMELINE_PAGE, { id, before }, { requestPolicy: 'network-only' }).toPromise();
    const page = data?.interaction?.timeline;
    if (!page) return;
    setEntries((now) => mergeEntries(now, page.nodes));
    setHasEarlier(page.hasEarlier);
  }, [entries, id]);
  return { entries, hasEarlier, state, error, others, earlier, retry: () => setAttempt((now) => now + 1) };
}
