import { ActionIcon, Button, CloseButton, Select, TagsInput, TextInput } from '@mantine/core';
import { IconMailPlus, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { act } from '../../shared/act.ts';
import { faultOf } from '../../shared/refusals.ts';
import { perform } from '../actions/perform.ts';
import { Avatar, nameOf, Skeletons } from '../parts.tsx';
import { COLLEAGUES, CONTEXT, FORM, type Interaction } from '../state/documents.ts';
import { BLOCK, UPDATE_CUSTOMER } from '../state/mutations.ts';
import { dateOf, momentOf } from '../state/time.ts';
import { openFirst } from '../state/ui.ts';
import { locale, t } from '../words/index.ts';
import { Addresses } from './Addresses.tsx';
import { Facts, factsOf } from './facts.tsx';
import { Identity } from './Identity.tsx';

const languageName = (code: string): string => {
  try {
    return new Intl.DisplayNames([locale() === 'zh' ? 'zh-CN' : 'en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
};
interface Question { readonly key: string; readonly label: { readonly en: string; readonly zh: string }; readonly choices?: readonly { readonly value: string; readonly label: { readonly en: string; readonly zh: string } }[] }
/** The answers as they were asked for: the question's words, and the choice's. */
function asked(form: unknown, settings: unknown): readonly (readonly [string, string])[] {
  const questions = ((settings as { form?: readonly Question[] } | null | undefined)?.form ?? []);
  return factsOf(form).map(([key, value]) => {
    const question = questions.find((each) => each.key === key);
    const choice = question?.choices?.find((each) => each.value === value);
    return [question?.label[locale()] || (key === 'contact' || key === 'name' ? t(`form.${key}`) : key), choice?.label[locale()] || value];
  });
}
/** An address that a visitor's browser gave: its title never stands for it, and it learns nothing of the desk. */
const Outside = ({ url, label }: { url: string; label?: string }) => <>{label && <>{label}<br /></>}<a className="outside" href={/^https?:/.test(url) ? url : undefined} target="_blank" rel="noopener noreferrer nofollow">{url.replace(/^https?:\/\//, '')}</a></>;

export function CustomerTab({ one }: { one: Interaction }) {
  const [{ data, error }] = useQuery({ query: CONTEXT, variables: { id: one.customer.id, first: 20 } });
  const [{ data: asking }] = useQuery({ query: FORM, variables: { id: one.id }, pause: factsOf(one.form).length === 0 });
  const [{ data: colleagues }] = useQuery({ query: COLLEAGUES });
  const [renaming, setRenaming] = useState<string | null>(null);
  const customer = data?.customer;
  if (!customer) return error ? <p className="fault" role="alert">{faultOf(error)}</p> : <Skeletons count={5} height={32} />;
  const update = (change: { name?: string; level?: number; owner?: string | null; tags?: string[] }): Promise<boolean> => perform(act(UPDATE_CUSTOMER, { customer: customer.id, ...change }));
  // Whoever they belong to stays in the list, though that agent handles nothing any more.
  const agents = (colleagues?.agents ?? []).filter((agent) => agent.enabled && agent.roles.includes('agent') && agent.id !== customer.owner?.id);
  const name = nameOf({ customer });
  return (
    <>
      {one.handover && (
        <section className="handover">
          <h3>{t('customer.handover', { name: one.handover.from })}<time>{momentOf(one.handover.at)}</time></h3>
          {one.handover.reason && <p className="handoverReason">{one.handover.reason}</p>}
          {one.handover.summary && <p>{one.handover.summary}</p>}
          <Facts rows={factsOf(one.handover.slots)} />
        </section>
      )}
      <section className="person">
        <Avatar name={name} size={48} />
        {renaming === null ? (
          <h2>{name}<ActionIcon variant="subtle" color="gray" size={28} aria-label={t('customer.rename')} onClick={() => setRenaming(customer.name ?? '')}><IconPencil size={15} stroke={1.7} /></ActionIcon></h2>
        ) : (
          <form onSubmit={(event) => { event.preventDefault(); void update({ name: renaming.trim() }).then((done) => done && setRenaming(null)); }}>
            <TextInput data-autofocus autoFocus aria-label={t('customer.name')} value={renaming} onChange={(event) => setRenaming(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && setRenaming(null)} rightSection={<CloseButton size="sm" aria-label={t('dialog.cancel')} onClick={() => setRenaming(null)} />} />
          </form>
        )}
        <p>{t('customer.since', { date: dateOf(customer.createdAt) })}{one.channel === 'webchat' && <> · <span data-present={one.customerPresent || undefined}>{t(one.customerPresent ? 'customer.present' : 'customer.gone')}</span></>}</p>
        {!customer.blocked && <p className="writeTo"><Button size="compact-sm" variant="default" leftSection={<IconMailPlus size={15} stroke={1.7} />} onClick={() => openFirst({ customer: { id: customer.id, name }, text: '' })}>{t('customer.write')}</Button></p>}
        {customer.blocked && <p className="blocked">{t('customer.blocked')} <Button size="compact-xs" variant="default" onClick={() => void perform(act(BLOCK, { customer: customer.id, blocked: false }))}>{t('customer.unblock')}</Button></p>}
      </section>
      <section>
        <h3>{t('customer.level')}</h3>
        <Select size="xs" aria-label={t('customer.level')} allowDeselect={false} value={String(customer.level)} data={[0, 1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: level === 0 ? t('customer.levelNone') : t('customer.levelOf', { level }) }))} onChange={(value) => value !== null && void update({ level: Number(value) })} />
      </section>
      <section>
        <h3>{t('customer.owner')}</h3>
        <Select size="xs" searchable clearable aria-label={t('customer.owner')} placeholder={t('customer.ownerNone')} value={customer.owner?.id ?? null} data={[...(customer.owner ? [customer.owner] : []), ...agents].map((agent) => ({ value: agent.id, label: agent.name }))} onChange={(owner) => void update({ owner })} />
      </section>
      <section>
        <h3>{t('customer.tags')}</h3>
        <TagsInput size="xs" aria-label={t('customer.tags')} placeholder={customer.tags.length === 0 ? t('customer.addTag') : ''} value={customer.tags} onChange={(tags) => void update({ tags })} />
      </section>
      <section>
        <h3>{t('customer.addresses')}</h3>
        <Addresses addresses={customer.addresses} interaction={one.id} customer={customer.id} />
      </section>
      <Identity customer={customer} interaction={one.id} />
      {factsOf(one.form).length > 0 && <section><h3>{t('customer.form')}</h3><Facts rows={asked(one.form, asking?.interaction?.entryPoint.settings)} /></section>}
      {one.page && (
        <section>
          <h3>{t('customer.site')}</h3>
          <Facts rows={[[t('customer.at'), <Outside key="at" url={one.page.url} label={one.page.title} />], [t('customer.from'), one.page.referrer && <Outside key="from" url={one.page.referrer} />]]} />
        </section>
      )}
      {(factsOf(customer.attributes).length > 0 || one.language) && (
        <section><h3>{t('customer.attributes')}</h3><Facts rows={[[t('customer.language'), one.language && languageName(one.language)], ...factsOf(customer.attributes)]} /></section>
      )}
    </>
  );
}
