import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import type { ResultOf } from '../../shared/graphql.ts';
import { dismissSuggestion, giveBack, takeSuggestion } from '../actions/customers.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { nameOf } from '../parts.tsx';
import type { CONTEXT } from '../state/documents.ts';
import { dateOf } from '../state/time.ts';
import { t } from '../words/index.ts';

type Customer = NonNullable<ResultOf<typeof CONTEXT>['customer']>;

/** Who may be the same person, with what speaks for it, and who was joined to this customer. Nobody is joined but by hand. */
export function Identity({ customer, interaction }: { customer: Customer; interaction: string }) {
  return (
    <>
      {customer.suggestions.map(({ id, evidenceValue, other }) => (
        <section key={id} className="suggestion">
          <h3><IconUsersGroup size={15} stroke={1.7} aria-hidden="true" />{t('identity.title')}</h3>
          <p><b>{nameOf({ customer: other })}</b> · {t('identity.since', { date: dateOf(other.createdAt) })}</p>
          <p>{t('identity.evidence', { value: evidenceValue })}</p>
          <div className="suggestionActs">
            <Button size="compact-sm" onClick={() => void takeSuggestion(id, customer.id, interaction)}>{t('identity.keepThis')}</Button>
            <Button size="compact-sm" variant="default" onClick={() => void takeSuggestion(id, other.id, interaction)}>{t('identity.keepOther')}</Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void dismissSuggestion(id, interaction)}>{t('identity.notSame')}</Button>
          </div>
        </section>
      ))}
      {customer.merges.length > 0 && (
        <section>
          <h3>{t('identity.mergedTitle')}</h3>
          <ul className="merges">
            {customer.merges.map((merge) => (
              <li key={merge.id}><span><b>{merge.name ?? t('work.anonymous')}</b> <small>{t('identity.on', { date: dateOf(merge.at) })}</small></span><Button size="compact-xs" variant="default" onClick={() => void giveBack(merge.id, interaction)}>{t('identity.giveBack')}</Button></li>
            ))}
          </ul>
        </section>
      )}
      <section><ActionButton name="mergeCustomer" size="compact-sm" variant="default" hideWhenCannot /></section>
    </>
  );
}
