import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { useStore } from '../../shared/store.ts';
import { Empty, sentencesOf, Skeletons } from '../parts.tsx';
import { desk } from '../state/desk.ts';
import { COLLEAGUES, type Interaction, WHY } from '../state/documents.ts';
import { clock } from '../state/time.ts';
import { t } from '../words/index.ts';
import { Facts } from './facts.tsx';

interface Because {
  readonly rule?: 'longestIdle' | 'leastOccupied' | 'bestSkilled' | 'roundRobin' | 'leastFlexible' | 'weighted' | 'preferred' | 'nextInLine' | 'picked' | 'assigned';
  /** Who got it. */
  readonly agent?: string | null;
  readonly coreVersion?: string;
  readonly configVersion?: number;
  readonly step?: number;
  readonly key?: { readonly priority?: number };
  readonly waitedMs?: number;
  readonly idleMs?: number;
  readonly candidates?: Readonly<Record<string, number>>;
  readonly runnerUp?: { readonly agent: string; readonly idleMs: number } | null;
}
const OUT = ['notReady', 'notConnected', 'notNamed', 'otherTeam', 'otherSite', 'noSkill', 'noRoom', 'reserved', 'excluded'] as const;

/** The router's decision: its sentences first, then the numbers they came from. */
export function WhyTab({ one }: { one: Interaction }) {
  const me = useStore(desk, (now) => now.me);
  const live = useStore(desk, (now) => now.offers.find((offer) => offer.interaction.id === one.id) ?? null);
  const [{ data, fetching }] = useQuery({ query: WHY, variables: { id: one.id }, requestPolicy: 'cache-and-network', pause: live !== null });
  const [{ data: people }] = useQuery({ query: COLLEAGUES });
  const because = (live?.because ?? data?.en?.data ?? {}) as Because;
  if (live === null && (because.agent ?? null) !== (me?.id ?? '')) return fetching ? <Skeletons count={4} height={32} /> : <Empty title={t('why.empty')} />;
  const sentences = sentencesOf(live ?? { en: data?.en?.sentences ?? [], zh: data?.zh?.sentences ?? [] });
  const runner = because.runnerUp ? (people?.agents.find((agent) => agent.id === because.runnerUp?.agent)?.name ?? '—') : null;
  const out = OUT.filter((key) => (because.candidates?.[key] ?? 0) > 0);
  return (
    <div className="why">
      <ul className="sentences">{sentences.map((sentence) => <li key={sentence}><IconCircleCheckFilled size={16} />{sentence}</li>)}</ul>
      <Facts
        rows={[
          [t('why.rule'), because.rule ? t(`why.rule.${because.rule}`) : null],
          [t('why.waited'), because.waitedMs === undefined ? null : clock(because.waitedMs)],
          [t('why.idle'), because.idleMs === undefined ? null : clock(because.idleMs)],
          [t('why.priority'), because.key?.priority === undefined ? null : String(because.key.priority)],
          [t('why.step'), because.step === undefined ? null : because.step < 0 ? t('why.stepNone') : String(because.step + 1)],
          [t('why.eligible'), because.candidates?.eligible === undefined ? null : String(because.candidates.eligible)],
          [t('why.runnerUp'), because.candidates === undefined ? null : because.runnerUp ? `${runner} · ${clock(because.runnerUp.idleMs)}` : t('why.nobody')],
        ]}
      />
      {out.length > 0 && (
        <>
          <h3>{t('why.ruledOut')}</h3>
          <ul className="ruledOut">{out.map((key) => <li key={key}><b className="tnum">{because.candidates?.[key]}</b>{t(`why.${key}`)}</li>)}</ul>
        </>
      )}
      {because.coreVersion && <p className="whyVersion">{t('why.version', { core: because.coreVersion, config: because.configVersion ?? 0 })}</p>}
    </div>
  );
}
