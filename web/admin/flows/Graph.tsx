import { IconAlertCircle, IconClock, IconForms, IconHeadset, IconList, IconMessage, IconMicrophone, IconPhoneCall, IconPhoneOff, IconSettings, IconStar, type Icon } from '@tabler/icons-react';
import type { Finding } from '../../../src/core/flow/check.ts';
import type { Flow, FlowNode, NodeKind } from '../../../src/core/flow/flow.ts';
import type { Configuration } from '../documents.ts';
import { locale, t } from '../words.ts';
import { BOX, draw, type Way } from './layout.ts';

export const ICONS: Readonly<Record<NodeKind, Icon>> = {
  say: IconMessage, menu: IconList, collect: IconForms, hours: IconClock, level: IconStar, set: IconSettings, queue: IconHeadset, callback: IconPhoneCall, voicemail: IconMicrophone, hangUp: IconPhoneOff,
};

const inWords = (words: { readonly en: string; readonly zh: string } | null): string => (words === null ? '' : locale() === 'zh' ? words.zh || words.en : words.en || words.zh);

/** What a node is called. */
export const nameOf = (node: FlowNode): string => node.name?.trim() || t(`kind.${node.kind}`);

/** The second line of a node: what it says, asks, or where it leads. */
export function lineOf(node: FlowNode, all: Configuration): string {
  const queue = 'queue' in node && node.queue ? (all.queues.find((q) => q.id === node.queue)?.name ?? '—') : '';
  switch (node.kind) {
    case 'say':
    case 'menu':
    case 'collect':
      return inWords(node.text);
    case 'hours':
      return queue || (node.hours ? node.hours.zone : '—');
    case 'level':
      return t('node.levelFrom', { level: node.least });
    case 'set':
      return [...node.needs.map((need) => all.skills.find((s) => s.id === need.skill)?.name ?? '—'), ...(node.priority === 0 ? [] : [`${t('f.priority')} ${node.priority > 0 ? '+' : ''}${node.priority}`]), ...Object.keys(node.attributes)].join(', ');
    case 'hangUp':
      return inWords(node.text);
    default:
      return queue || '—';
  }
}

/** What a way is called where it leaves its node. */
function wayWord(way: Way, node: FlowNode | undefined): string {
  const option = /^options\.(\d+)/.exec(way.field);
  if (option && node?.kind === 'menu') return node.options[Number(option[1])]?.digit ?? '';
  return way.field === 'open' || way.field === 'closed' || way.field === 'high' || way.field === 'other' ? t(`way.${way.field}`) : way.field.startsWith('onSilence') ? (way.field === 'onSilence' ? '…' : '… ?') : way.field === 'onWrong' ? '?' : '';
}

interface Props { readonly flow: Flow; readonly all: Configuration; readonly findings: readonly Finding[]; readonly chosen: string | null; readonly at: string | null; readonly choose: (id: string) => void }

/** The flow, drawn: nodes are buttons, ways are lines between them. `at` is where somebody who tries it stands. */
export function Graph({ flow, all, findings, chosen, at, choose }: Props) {
  const { placed, ways, width, height } = draw(flow);
  const byId = new Map(flow.nodes.map((node) => [node.id, node]));
  return (
    <section className="flowGraph" aria-label={t('flow.graph')}>
      <div style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          <defs><marker id="flowTip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" /></marker></defs>
          {[...ways].sort((a, b) => Number(isOf(a, chosen)) - Number(isOf(b, chosen))).map((way) => {
            const [x, y] = way.path.slice(1).split('C')[0]?.split(' ').map(Number) ?? [0, 0];
            const word = wayWord(way, byId.get(way.from));
            return (
              <g key={`${way.from} ${way.field}`} data-other={way.isOther || undefined} data-chosen={isOf(way, chosen) || undefined}>
                <path d={way.path} markerEnd="url(#flowTip)" />
                {word && <text x={(x ?? 0) + 4} y={(y ?? 0) + 13}>{word}</text>}
              </g>
            );
          })}
        </svg>
        {placed.map(({ node, x, y }) => {
          const Mark = ICONS[node.kind];
          const own = findings.filter((f) => f.node === node.id);
          const faults = own.filter((f) => !f.isWarning).length;
          const line = lineOf(node, all);
          return (
            <button
              key={node.id} type="button" style={{ left: x, top: y, width: BOX.width, height: BOX.height }} aria-pressed={node.id === chosen} data-kind={node.kind} data-here={node.id === at || undefined}
              data-faults={faults > 0 || undefined} data-warns={(faults === 0 && own.length > 0) || undefined} onClick={() => choose(node.id)}
              aria-label={[nameOf(node), line, node.id === flow.start ? t('flow.start') : '', faults > 0 ? t('flow.faults', { count: faults }) : own.length > 0 ? t('flow.warnings', { count: own.length }) : ''].filter((part) => part !== '').join(', ')}
            >
              <Mark size={18} stroke={1.6} />
              <span><b>{nameOf(node)}</b><small>{line}</small></span>
              {node.id === flow.start && <i>{t('flow.start')}</i>}
              {own.length > 0 && <IconAlertCircle className="flowMark" size={16} />}
            </button>
          );
        })}
      </div>
    </section>
  );
}

const isOf = (way: Way, id: string | null): boolean => way.from === id || way.to === id;
