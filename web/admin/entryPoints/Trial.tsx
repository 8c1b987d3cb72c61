import { Button, Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconPlugConnected } from '@tabler/icons-react';
import type { ResultOf } from '../../shared/graphql.ts';
import { inWords } from '../../shared/refusals.ts';
import type { TRY_ENTRY_POINT } from '../documents.ts';
import { has, t } from '../words.ts';

export type Tried = Extract<ResultOf<typeof TRY_ENTRY_POINT>['tryEntryPoint'], { __typename: 'Trial' }>;
/** Nothing was tried yet, it is being tried, something is to be filled in first, or how it went. */
export type TrialNow = null | 'busy' | 'faults' | Tried;

const stepOf = (step: string): string => { const word = `step.${step}`; return has(word) ? t(word) : step; };

/** “Test connection”: what was tried, one line each, and what is wrong in words. */
export function Trial({ now, run }: { now: TrialNow; run: () => void }) {
  const isBusy = now === 'busy';
  return (
    <section className="trial">
      <div className="trialHead">
        <Button variant="default" leftSection={<IconPlugConnected size={16} stroke={1.7} />} disabled={isBusy} onClick={run}>{t('try')}</Button>
        <p>{t('try.hint')}</p>
      </div>
      <div aria-live="polite">
        {isBusy && <p className="trialBusy"><Loader size={16} aria-hidden="true" />{t('try.busy')}</p>}
        {now === 'faults' && <p className="fault">{t('try.faults')}</p>}
        {now !== null && typeof now === 'object' && <Steps trial={now} />}
      </div>
    </section>
  );
}

function Steps({ trial }: { trial: Tried }) {
  return (
    <div className="trialResult" data-ok={trial.ok}>
      <strong>{t(trial.tried.length === 0 ? 'try.nothing' : trial.ok ? 'try.ok' : 'try.not')}</strong>
      <ol>
        {trial.tried.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step may come twice, and the list never changes
          <li key={at} data-ok={each.ok}>
            {each.ok ? <IconCircleCheck size={18} aria-hidden="true" /> : <IconCircleX size={18} aria-hidden="true" />}
            <span><b>{t('try.line', { step: stepOf(each.step), how: t(each.ok ? 'try.passed' : 'try.failed') })}</b>{inWords(each.explain)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
