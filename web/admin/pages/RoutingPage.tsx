import { Button, Checkbox, Switch } from '@mantine/core';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { type Channel, CHANNELS } from '../channels.ts';
import { SAVE_ROUTING } from '../documents.ts';
import { LevelsField, readLevels } from '../fields/LevelsField.tsx';
import { useEditor } from '../useEditor.ts';
import { DocsLink } from '../DocsLink.tsx';
import { t } from '../words.ts';

type Interrupts = Readonly<Partial<Record<Channel, readonly Channel[]>>>;
/** A call is never set aside, so it has no column. */
const VICTIMS = CHANNELS.filter((channel) => channel !== 'voice');

/** Always in the same order, and without the channels that interrupt nothing. */
const tidy = (table: Interrupts): Interrupts =>
  Object.fromEntries(CHANNELS.map((incoming) => [incoming, VICTIMS.filter((victim) => table[incoming]?.includes(victim))] as const).filter(([, victims]) => victims.length > 0));
const readInterrupts = (value: unknown): Interrupts => (typeof value === 'object' && value !== null ? tidy(value as Interrupts) : {});

/** What holds for all queues: which channel may interrupt which, whether agents are kept free for heavy work, what customers' levels do. */
export function RoutingPage({ all, reload }: PageProps) {
  const saved = { interrupts: readInterrupts(all.routing.interrupts), draining: all.routing.draining, levels: readLevels(all.routing.levels) };
  const form = useEditor(saved, (values) => act(SAVE_ROUTING, values), reload);
  const { values, set } = form;
  const changed = JSON.stringify(values) !== JSON.stringify(saved);
  const put = (incoming: Channel, victim: Channel, on: boolean): void => {
    const others = (values.interrupts[incoming] ?? []).filter((each) => each !== victim);
    set('interrupts', tidy({ ...values.interrupts, [incoming]: on ? [...others, victim] : others }));
  };
  return (
    <form className="routingPage" noValidate onSubmit={(event) => { event.preventDefault(); void form.submit(); }}>
      <header className="pageHead">
        <div><h1>{t('nav.routing')}</h1><p>{t('lead.routing')}</p></div>
        <Button type="submit" loading={form.busy} disabled={!changed}>{t('save')}</Button>
      </header>
      <section>
        <h2 id="interrupts">{t('interrupts.title')}</h2>
        <p>{t('interrupts.lead')} <DocsLink at="interruption" /></p>
        <Matrix table={values.interrupts} put={put} />
        <p className="matrixRules">{t('interrupts.rules')}</p>
        {form.fault('interrupts') && <p className="fault" role="alert">{form.fault('interrupts')}</p>}
      </section>
      <section>
        <h2>{t('draining.title')}</h2>
        <Switch label={t('f.draining')} description={<>{t('draining.hint')} <DocsLink at="draining" /></>} checked={values.draining} onChange={(event) => set('draining', event.currentTarget.checked)} />
        {form.rest('interrupts') && <p className="fault" role="alert">{form.rest('interrupts')}</p>}
      </section>
      <section>
        <h2>{t('levels.title')}</h2>
        <p>{t('levels.lead')} <DocsLink at="customer-levels-vip" /></p>
        <LevelsField value={values.levels} onChange={(levels) => set('levels', levels)} skills={all.skills} fault={form.fault} />
        {form.fault('levels') && <p className="fault" role="alert">{form.fault('levels')}</p>}
      </section>
      <section className="routingHelp">
        <h2>{t('help.title')}</h2>
        {(['help.order', 'help.skills', 'help.room'] as const).map((word) => <p key={word}>{t(word)}</p>)}
        <p><DocsLink at="skills-and-levels" label={t('docs.all')} /></p>
      </section>
    </form>
  );
}

/** Rows are what comes in, columns what it may set aside. */
function Matrix({ table, put }: { table: Interrupts; put: (incoming: Channel, victim: Channel, on: boolean) => void }) {
  return (
    <div className="tableBox">
      <table className="matrix" aria-labelledby="interrupts">
        <thead>
          <tr><th scope="col" rowSpan={2}>{t('interrupts.corner')}</th><th scope="colgroup" colSpan={VICTIMS.length}>{t('interrupts.may')}</th></tr>
          <tr>{VICTIMS.map((victim) => <th key={victim} scope="col">{t(`channel.${victim}`)}</th>)}</tr>
        </thead>
        <tbody>
          {CHANNELS.map((incoming) => (
            <tr key={incoming}>
              <th scope="row" data-may={t('interrupts.may')}>{t(`channel.${incoming}`)}</th>
              {VICTIMS.map((victim) => <Cell key={victim} incoming={incoming} victim={victim} table={table} put={put} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ incoming, victim, table, put }: { incoming: Channel; victim: Channel; table: Interrupts; put: (incoming: Channel, victim: Channel, on: boolean) => void }) {
  const words = { incoming: t(`channel.${incoming}`), victim: t(`channel.${victim}`) };
  if (incoming === victim) return <td data-self data-label={words.victim} title={t('interrupts.self')}>—</td>;
  const back = table[victim]?.includes(incoming) ?? false;
  return (
    <td data-label={words.victim} title={back ? t('interrupts.taken', words) : undefined}>
      <Checkbox
        aria-label={back ? t('interrupts.taken', words) : t('interrupts.cell', words)} disabled={back} checked={table[incoming]?.includes(victim) ?? false}
        onChange={(event) => put(incoming, victim, event.currentTarget.checked)}
      />
    </td>
  );
}
