import { Alert, Button, Checkbox, Switch } from '@mantine/core';
import { act } from '../../shared/act.ts';
import type { PageProps } from '../App.tsx';
import { SAVE_ROUTING } from '../documents.ts';
import { useEditor } from '../useEditor.ts';
import { t } from '../words.ts';

const CHANNELS = ['voice', 'webchat', 'sms', 'wechat', 'email', 'fax'] as const;
type Table = Readonly<Record<string, readonly string[]>>;

const readTable = (value: unknown): Table => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {});

/** What concerns all queues: which channel may set aside which, and whether agents are kept for heavy work. */
export function RoutingPage({ all, reload }: PageProps) {
  const form = useEditor({ interrupts: readTable(all.routing.interrupts), draining: all.routing.draining }, (values) => act(SAVE_ROUTING, values), reload);
  const { interrupts, draining } = form.values;
  const may = (incoming: string, victim: string): boolean => interrupts[incoming]?.includes(victim) ?? false;
  const put = (incoming: string, victim: string, on: boolean): void => {
    const list = (interrupts[incoming] ?? []).filter((each) => each !== victim);
    form.set('interrupts', { ...interrupts, [incoming]: on ? [...list, victim] : list });
  };
  const fault = form.fault('interrupts') ?? form.rest('interrupts');
  return (
    <>
      <header className="pageHead"><div><h1>{t('nav.routing')}</h1><p>{t('lead.routing')}</p></div></header>
      <form className="routing" onSubmit={(event) => { event.preventDefault(); void form.submit(); }}>
        <h2>{t('routing.interrupts')}</h2>
        <p>{t('routing.interrupts.hint')}</p>
        <div className="matrix tableBox">
          <table>
            <thead><tr><th scope="col">{t('routing.incoming')}</th>{CHANNELS.filter((channel) => channel !== 'voice').map((channel) => <th key={channel} scope="col">{t(`channel.${channel}`)}</th>)}</tr></thead>
            <tbody>
              {CHANNELS.map((incoming) => (
                <tr key={incoming}>
                  <th scope="row">{t(`channel.${incoming}`)}</th>
                  {CHANNELS.filter((channel) => channel !== 'voice').map((victim) => (
                    <td key={victim} data-label={t(`channel.${victim}`)} data-own={incoming === victim || undefined}>
                      {incoming !== victim && (
                        <Checkbox
                          aria-label={t('routing.may', { incoming: t(`channel.${incoming}`), victim: t(`channel.${victim}`) })} checked={may(incoming, victim)} disabled={may(victim, incoming)}
                          onChange={(event) => put(incoming, victim, event.currentTarget.checked)}
                        />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <Switch label={t('routing.draining')} description={t('routing.draining.hint')} checked={draining} onChange={(event) => form.set('draining', event.currentTarget.checked)} />
        {fault && <Alert color="red" role="alert">{fault}</Alert>}
        <Button type="submit" loading={form.busy} style={{ justifySelf: 'start' }}>{t('save')}</Button>
      </form>
    </>
  );
}
