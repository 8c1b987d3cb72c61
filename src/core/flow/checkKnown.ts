/** What a flow names that is not there (any more): queues, skills, and queues that do not call back. */
import type { Finding } from './check.ts';
import type { Flow } from './flow.ts';

/** What there is to name. */
export interface Known {
  readonly queues: readonly { readonly id: string; readonly callsBack: boolean }[];
  readonly skills: readonly string[];
}

export function checkKnown({ nodes }: Flow, { queues, skills }: Known): readonly Finding[] {
  const findings: Finding[] = [];
  for (const node of nodes) {
    const fault = (field: string, found: { readonly message: string }): void => void findings.push({ node: node.id, field, isWarning: false, ...found });
    if (node.kind === 'set' && node.needs.some((need) => !skills.includes(need.skill))) fault('needs', { message: 'One of the skills here does not exist.' });
    const queue = 'queue' in node && node.queue !== null && node.queue !== '' ? node.queue : null;
    if (queue === null) continue;
    const known = queues.find((q) => q.id === queue);
    if (known === undefined) fault('queue', { message: 'The queue that was chosen here does not exist any more.' });
    else if (node.kind === 'callback' && !known.callsBack) fault('queue', { message: 'This queue calls nobody back; let it, or choose another.' });
  }
  return findings;
}
