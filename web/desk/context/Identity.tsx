import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconUsersGroup } from '@tabler/icons-react';
import { act } from '../../shared/act.ts';
import type { ResultOf } from '../../shared/graphql.ts';
import { perform } from '../actions/perform.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { nameOf } from '../parts.tsx';
import { readAgain } from '../state/desk.ts';
import type { CONTEXT } from '../state/documents.ts';
import { ANSWER_SUGGESTION, UNMERGE } from '../state/mailMutations.ts';
import { dateOf } from '../state/time.ts';
import { t } from '../words/index.ts';

type Customer = NonNullable<ResultOf<typeof CONTEXT>['customer']>;

/** Who may be the same person, with what speaks for it, and who was joined to this customer. Nobody is joined but by hand. */
export function Identity({ customer, interaction }: { customer: Customer; interaction: string }) {
  const run = async (doing: Parameters<typeof perform>[0], said: string | null): Promise<void> => {
    if (!(await perform(doing))) return;
    if (said) notifications.show({ message: said, autoClose: 4_000, withBorder: true });
    void readAgain(interaction);
  };
  return (
    <>
      {customer.suggestions.map(({ id, evidenceValue, other }) => (
        <section key={id} className="suggestion">
          <h3><IconUsersGroup size={15} stroke={1.7} aria-hidden="true" />{t('identity.title')}</h3>
          <p><b>{nameOf({ customer: other })}</b> · {t('identity.since', { date: dateOf(other.createdAt) })}</p>
          <p>{t('identity.evidence', { value: evidenceValue })}</p>
          <div className="suggestionActs">
            <Button size="compact-sm" onClick={() => void run(act(ANSWER_SUGGESTION, { suggestion: id, keep: customer.id }), t('identity.merged'))}>{t('identity.keepThis')}</Button>
            <Button size="compact-sm" variant="default" onClick={() => void run(act(ANSWER_SUGGESTION, { suggestion: id, keep: other.id }), t('identity.merged'))}>{t('identity.keepOther')}</Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void run(act(ANSWER_SUGGESTION, { suggestion: id, keep: null }), null)}>{t('identity.notSame')}</Button>
          </div>
        </section>
      ))}
      {customer.merges.length > 0 && (
        <section>
          <h3>{t('identity.mergedTitle')}</h3>
          <ul className="merges">
            {customer.merges.map((merge) => (
              <li key={merge.id}><span><b>{merge.name ?? t('work.anonymous')}</b> <small>{t('identity.on', { date: dateOf(merge.at) })}</small></span><Button size="compact-xs" variant="default" onClick={() => void run(act(UNMERGE, { merge: merge.id }), t('identity.givenBack'))}>{t('identity.giveBack')}</Button></li>
            ))}
          </ul>
        </section>
      )}
      <section><ActionButton name="mergeCustomer" size="compact-sm" variant="default" hideWhenCannot /></section>
    </>
  );
}
