import { Button, Group, Stack, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useQuery } from 'urql';
import { client } from '../../shared/client.ts';
import { faultOf } from '../../shared/refusals.ts';
import { readState } from '../actions/index.ts';
import { mergeCustomers } from '../actions/customers.ts';
import { mergeInto, moveTo } from '../actions/threads.tsx';
import { nameOf, Skeletons } from '../parts.tsx';
import { CONTEXT, SEARCH } from '../state/documents.ts';
import { dateOf } from '../state/time.ts';
import { t } from '../words/index.ts';

interface Row { readonly id: string; readonly name: string; readonly facts: string }

function Rows({ label, rows, chosen, choose }: { label: string; rows: readonly Row[]; chosen: string | null; choose: (row: Row) => void }) {
  return (
    <fieldset className="targets">
      <legend className="srOnly">{label}</legend>
      {rows.map((row, at) => (
        <label key={row.id} className="targetRow" data-chosen={chosen === row.id || undefined}>
          <input type="radio" name="row" data-autofocus={at === 0 || undefined} checked={chosen === row.id} onChange={() => choose(row)} /><b>{row.name}</b><span>{row.facts}</span>
        </label>
      ))}
    </fieldset>
  );
}
const Foot = ({ close, label, off, run }: { close: () => void; label: string; off: boolean; run: () => void }) => (
  <Group justify="flex-end"><Button variant="default" onClick={close}>{t('dialog.cancel')}</Button><Button disabled={off} onClick={run}>{label}</Button></Group>
);

/** Into which other conversation of the customer this one goes on. */
export function MergeMail({ close }: { close: () => void }) {
  const { opened } = readState();
  const [chosen, setChosen] = useState<string | null>(null);
  const [{ data }] = useQuery({ query: CONTEXT, variables: { id: opened?.customer.id ?? '', first: 100 }, pause: !opened, requestPolicy: 'cache-and-network' });
  if (!opened) return null;
  const others = (data?.customer?.interactions.nodes ?? []).filter((each) => each.entryPoint.id === opened.entryPoint.id && each.conversationId !== opened.conversationId);
  // Of a conversation with several interactions the last stands for it; one that was merged itself goes on elsewhere.
  const last = [...new Map(others.toReversed().map((each) => [each.conversationId, each])).values()].toReversed();
  const rows = last.filter((each) => each.outcome !== 'merged').map((each) => ({ id: each.conversationId, name: each.subject || t('mail.noSubject'), facts: `${dateOf(each.arrivedAt)} · ${t(`state.${each.state}`)}` }));
  return (
    <Stack gap="sm">
      <p className="dialogLead">{t('mail.mergeLead')}</p>
      {!data && <Skeletons count={3} height={36} />}
      {data && rows.length === 0 && <p>{t('mail.mergeNone')}</p>}
      <Rows label={t('mail.mergeTitle')} rows={rows} chosen={chosen} choose={(row) => setChosen(row.id)} />
      <Foot close={close} label={t('mail.mergeDo')} off={chosen === null} run={() => { if (chosen) void mergeInto(opened.conversationId, chosen).then((done) => done && close()); }} />
    </Stack>
  );
}

/** Finds customers by what the history search finds: names, addresses, words. */
function FindCustomer({ but, chosen, choose }: { but: string; chosen: string | null; choose: (row: Row) => void }) {
  const [text, setText] = useState('');
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const find = async (event: KeyboardEvent): Promise<void> => {
    if (event.key !== 'Enter' || text.trim() === '') return;
    event.preventDefault();
    const { data, error } = await client.query(SEARCH, { text: text.trim() }, { requestPolicy: 'network-only' }).toPromise();
    if (!data) return setFault(faultOf(error));
    setFault(null);
    const found = new Map<string, Row>();
    for (const { interaction } of data.search.nodes) if (interaction.customer.id !== but && !found.has(interaction.customer.id)) found.set(interaction.customer.id, { id: interaction.customer.id, name: nameOf(interaction), facts: `${t(`channel.${interaction.channel}`)} · ${dateOf(interaction.arrivedAt)}` });
    setRows([...found.values()]);
  };
  return (
    <>
      <TextInput data-autofocus aria-label={t('identity.find')} placeholder={t('identity.find')} description={t('identity.findHint')} inputWrapperOrder={['input', 'description', 'error']} leftSection={<IconSearch size={16} />} value={text} error={fault} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => void find(event)} />
      {rows?.length === 0 && <p>{t('identity.none')}</p>}
      {rows && rows.length > 0 && <Rows label={t('identity.find')} rows={rows} chosen={chosen} choose={choose} />}
    </>
  );
}

/** Whose conversation it really is. */
export function MoveMail({ close }: { close: () => void }) {
  const { opened } = readState();
  const [chosen, setChosen] = useState<Row | null>(null);
  if (!opened) return null;
  return (
    <Stack gap="sm">
      <p className="dialogLead">{t('mail.moveLead')}</p>
      <FindCustomer but={opened.customer.id} chosen={chosen?.id ?? null} choose={setChosen} />
      <Foot close={close} label={t('mail.moveDo')} off={chosen === null} run={() => { if (chosen) void moveTo(opened.conversationId, chosen.id, chosen.name).then((done) => done && close()); }} />
    </Stack>
  );
}

/** Who else is this customer. */
export function MergeCustomer({ close }: { close: () => void }) {
  const { opened } = readState();
  const [chosen, setChosen] = useState<Row | null>(null);
  if (!opened) return null;
  const merge = async (): Promise<void> => {
    if (chosen && (await mergeCustomers(opened.customer.id, chosen.id, opened.id))) close();
  };
  return (
    <Stack gap="sm">
      <p className="dialogLead">{t('identity.mergeLead', { name: nameOf(opened) })}</p>
      <FindCustomer but={opened.customer.id} chosen={chosen?.id ?? null} choose={setChosen} />
      <Foot close={close} label={t('identity.mergeDo')} off={chosen === null} run={() => void merge()} />
    </Stack>
  );
}
