import { Select } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { client } from '../../shared/client.ts';
import { type Configuration, STAFFING, type Staffing } from '../documents.ts';
import { optionsOf } from '../useEditor.ts';
import { inARow, locale, t } from '../words.ts';
import type { Need, Step } from './steps.ts';

/** So long the numbers wait for the next keystroke. */
const REST = 300;
const list = (names: readonly string[]): string => new Intl.ListFormat(locale() === 'zh' ? 'zh-CN' : 'en', { type: 'conjunction' }).format(names);

/** "1 h 2 min 30 s". */
function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [['s.hours', Math.floor(seconds / 3600)], ['s.minutes', Math.floor(seconds / 60) % 60], ['s.seconds', seconds % 60]] as const;
  return parts.filter(([, count]) => count > 0).map(([word, count]) => t(word, { count })).join(' ') || t('s.seconds', { count: 0 });
}

/** Why a step finds nobody, or a part of it does nothing; empty = all is well. */
function warnings(found: Staffing): readonly string[] {
  const empty: string[] = found.emptyTeams.length > 0 ? [t('plan.empty', { teams: list(found.emptyTeams.map((team) => team.name)) })] : [];
  if (found.emptySites.length > 0) empty.push(t('plan.emptySites', { sites: list(found.emptySites) }));
  if (found.matching > 0) return empty;
  const lacking = found.lacking.map(({ skill, level, best, kind, or }) => {
    const name = skill?.name ?? '?';
    if (kind === 'excluded') return t('plan.everybodyHas', { skill: name, level });
    if (or.length > 0) return t('plan.nobodyAny', { skills: anyOf([{ name, level }, ...or.map((one) => ({ name: one.skill.name, level: one.level }))]) });
    return best === 0 ? t('plan.nobodyHas', { skill: name }) : t('plan.nobodyAt', { skill: name, level, best });
  });
  const because = found.members === 0 ? (empty.length > 0 ? empty : [t('plan.noAgents')]) : found.local === 0 ? [...empty, ...(found.emptySites.length > 0 ? [] : [t('plan.nobodyLocal')])] : lacking.length > 0 ? lacking : [t('plan.notTogether')];
  return [t('plan.never'), ...because];
}

/** What the steps find as things are now; null = not known, or the steps are not in order. */
function useStaffing(steps: readonly Step[], queue: string | null): readonly Staffing[] | null {
  const [found, setFound] = useState<readonly Staffing[] | null>(null);
  const asked = JSON.stringify(steps);
  useEffect(() => {
    let left = false;
    const timer = setTimeout(async () => {
      const { data } = await client.query(STAFFING, { steps: JSON.parse(asked) as unknown, queue }, { requestPolicy: 'network-only' }).toPromise();
      if (!left) setFound(data?.planStaffing ?? null);
    }, REST);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [asked, queue]);
  return found?.length === steps.length ? found : null;
}

/** The steps of a plan down the line of time, each with whom it finds. */
export function PlanTimeline({ steps, all, plan }: { steps: readonly Step[]; all: Configuration; plan: string | null }) {
  const users = all.queues.filter((queue) => queue.enabled && queue.plan?.id === plan);
  const [queue, setQueue] = useState<string | null>(users[0]?.id ?? null);
  const found = useStaffing(steps, queue);
  const everybody = all.agents.filter((agent) => agent.enabled && agent.roles.includes('agent')).length;
  if (steps.length === 0) return null;
  return (
    <section className="planTime" aria-label={t('plan.time')}>
      <header>
        <div><h3>{t('plan.time')}</h3><p>{t('plan.time.hint')}</p></div>
        <Select size="xs" clearable label={t('plan.for')} placeholder={t('plan.anyQueue')} data={optionsOf(all.queues.filter((each) => each.enabled))} value={queue} onChange={setQueue} />
      </header>
      <ol>
        {(steps[0]?.afterMs ?? 0) > 0 && <li style={gap(steps[0]?.afterMs ?? 0)}><b>{t('plan.atOnce')}</b><p>{t('plan.before')}</p></li>}
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the plan
          <li key={at} data-never={found?.[at]?.matching === 0 || undefined} style={gap((steps[at + 1]?.afterMs ?? step.afterMs) - step.afterMs)}>
            <b>{step.afterMs === 0 ? t('plan.atOnce') : t('plan.after', { time: span(step.afterMs) })}</b>
            <p>{asks(step, all)}</p>
            {found?.[at] && <Found found={found[at]} of={everybody} />}
          </li>
        ))}
      </ol>
      {found === null && <p className="planUnknown">{t('plan.unknown')}</p>}
    </section>
  );
}

/** Longer waits are longer on the line too, though not in proportion: an hour would leave the page. */
const gap = (ms: number): React.CSSProperties => ({ paddingBottom: 12 + Math.min(48, Math.round(Math.log2(1 + Math.max(0, ms) / 10_000) * 8)) });

const anyOf = (levels: readonly { readonly name: string; readonly level: number }[]): string =>
  new Intl.ListFormat(locale() === 'zh' ? 'zh-CN' : 'en', { type: 'disjunction' }).format(levels.map(({ name, level }) => t('plan.level', { skill: name, level })));

function inWords({ skill, level, kind, or }: Need, name: (id: string) => string): string {
  const any = anyOf([{ name: name(skill), level }, ...(or ?? []).map((one) => ({ name: name(one.skill), level: one.level }))]);
  return kind === 'excluded' ? t('plan.without', { any }) : kind === 'preferred' ? t('plan.preferably', { any }) : any;
}

function asks(step: Step, all: Configuration): string {
  const needs = list(step.needs.map((need) => inWords(need, (id) => all.skills.find((skill) => skill.id === id)?.name ?? '?')));
  const teams = list(step.teams.map((id) => all.teams.find((team) => team.id === id)?.name ?? '?'));
  const own = step.mode === 'only' ? (needs ? t('plan.only', { needs }) : t('plan.onlyNothing')) : needs ? t('plan.needs', { needs }) : t('plan.noNeeds');
  return inARow([own, teams ? t('plan.opens', { teams }) : '', step.sites.length > 0 ? t('plan.sites', { sites: list(step.sites) }) : '']);
}

function Found({ found, of }: { found: Staffing; of: number }) {
  const { matching, ready } = found;
  const part = (count: number): React.CSSProperties => ({ transform: `scaleX(${Math.min(1, count / Math.max(1, of))})` });
  return (
    <>
      <div className="planFound">
        <span className="planBar" role="img" aria-label={t('plan.bar', { matching, ready, all: of })}><i style={part(matching)} /><i style={part(ready)} data-ready /></span>
        <span>{matching === 0 ? t('plan.countNone') : matching === 1 ? t('plan.countOne', { ready }) : t('plan.count', { matching, ready })}</span>
      </div>
      {warnings(found).length > 0 && <p className="planWarning"><IconAlertTriangle size={15} />{inARow(warnings(found))}</p>}
    </>
  );
}
