import { useState } from 'react';
import { useQuery } from 'urql';
import type { Flow } from '../../../src/core/flow/flow.ts';
import { faultOf } from '../../shared/refusals.ts';
import type { PageProps } from '../App.tsx';
import { FLOWS } from '../documents.ts';
import { firstFlow } from '../flows/edit.ts';
import { FlowEditor } from '../flows/FlowEditor.tsx';
import '../flows/flows.css';
import { moment } from '../moment.ts';
import { Section } from '../Section.tsx';
import { openQueues } from '../useEditor.ts';
import { t } from '../words.ts';

/** All flows; or the one that is being drawn. */
export function FlowsPage({ all, reload }: PageProps) {
  const [open, setOpen] = useState<string | null>(null);
  /** What the new one that is open became as it was saved. */
  const [made, setMade] = useState<string | null>(null);
  const [{ data, error }, ask] = useQuery({ query: FLOWS, requestPolicy: 'cache-and-network' });
  if (error && !data) return <p className="fault" role="alert">{faultOf(error)}</p>;
  if (!data) return <div className="bones" aria-hidden="true"><i /><i /><i /></div>;
  const item = data.flows.find((flow) => flow.id === (open === 'new' ? made : open)) ?? null;
  const done = (id: string): void => {
    setMade(id);
    ask({ requestPolicy: 'network-only' });
    reload();
  };
  if (open !== null)
    return (
      <FlowEditor
        key={open} item={item} all={all} close={() => { setOpen(null); setMade(null); }} done={done}
        first={{ name: item?.name ?? '', enabled: item?.enabled ?? true, flow: item ? (item.draft as Flow) : firstFlow(openQueues(all.queues)[0]?.id ?? '') }}
      />
    );
  return (
    <Section
      name="flows" docs="what-a-flow-is" docsPage="flows" items={data.flows} open={(flow) => setOpen(flow.id)} create={() => setOpen('new')} muted={(flow) => !flow.enabled}
      columns={[
        { label: t('f.name'), cell: (flow) => flow.name },
        { label: t('flow.version'), cell: (flow) => (flow.version === 0 ? t('flow.none') : t('flow.v', { count: flow.version })) },
        { label: t('flow.serves'), cell: (flow) => <span className="chips">{flow.entryPoints.map((name) => <span key={name}>{name}</span>)}</span> },
        { label: t('flow.changed'), cell: (flow) => moment(flow.updatedAt) },
      ]}
    />
  );
}
