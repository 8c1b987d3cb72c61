/** WeCom takes 5 messages within 48 hours for each message of the customer's: counted here, so that an agent is told before. */
import type { Hub } from '../../../src/core/channel.ts';
import { HOUR, type Ms } from '../../../src/core/time.ts';
import type { Refusal } from '../outcomes.ts';

const WINDOW_MS: Ms = 48 * HOUR;
export const MOST_REPLIES = 5;

export function createWindow({ memory, now }: Pick<Hub, 'memory' | 'now'>) {
  const keyOf = (customer: string): string => `window:${customer}`;
  async function read(customer: string): Promise<{ readonly at: Ms; readonly sent: number } | null> {
    const value = await memory.get(keyOf(customer));
    const [at, sent] = (value ?? '').split(' ').map(Number);
    return at !== undefined && sent !== undefined && at > 0 ? { at, sent } : null;
  }
  return {
    /** The customer has written. An older message never shortens what a newer one opened. */
    async open(customer: string, at: Ms): Promise<void> {
      const was = await read(customer);
      if (!was || at > was.at) await memory.set(keyOf(customer), `${at} 0`);
    },
    /** Why so many more messages would not be taken; null = they would, as far as is known here. */
    async refuses(customer: string, more: number): Promise<Refusal | null> {
      const open = await read(customer);
      if (!open) return null;
      if (now() - open.at > WINDOW_MS) return { ok: false, retry: 'never', code: 'WINDOW_OVER', explain: 'The customer last wrote more than 48 hours ago; WeCom delivers nothing until they write again.' };
      if (open.sent + more <= MOST_REPLIES) return null;
      const left = Math.max(MOST_REPLIES - open.sent, 0);
      return { ok: false, retry: 'never', code: 'REPLY_LIMIT', explain: `WeCom takes ${MOST_REPLIES} messages for each of the customer’s; ${left === 0 ? 'they are used up' : `only ${left} of them are left, and this needs ${more}`}. Wait until the customer writes again.` };
    },
    async count(customer: string): Promise<void> {
      const open = await read(customer);
      if (open) await memory.set(keyOf(customer), `${open.at} ${open.sent + 1}`);
    },
  };
}
