/** Who else is on a call, as the desk reads it. */
import type { Interaction } from '../state/documents.ts';

export type Party = Interaction['parties'][number];

/** On the call or being asked; not who has it by now. */
export const partiesOf = ({ parties }: Pick<Interaction, 'parties'>): readonly Party[] => parties.filter((p) => p.endedAt === null && p.mode !== 'took');
/** Who is asked aside, or rung for the caller: one at a time. */
export const asideOf = (one: Pick<Interaction, 'parties'>): Party | null => partiesOf(one).find((p) => p.mode === 'consulting' || p.mode === 'waiting' || p.mode === 'forwarding') ?? null;
export const nameOfParty = (party: Pick<Party, 'agent' | 'number'>): string => party.agent?.name ?? party.number ?? '';

/** How long it is said that somebody could not be reached. */
const TOLD_MS = 20_000;
/** Who was asked last, could not be reached, and that a moment ago. */
export function missedParty({ parties }: Pick<Interaction, 'parties'>, now: number): Party | null {
  const last = parties.filter((p) => p.role !== 'supervisor').at(-1);
  return last?.endedAt != null && last.joinedAt === null && last.ending !== 'cancelled' && last.ending !== 'over' && now - Date.parse(last.endedAt) < TOLD_MS ? last : null;
}

export type PartyState = 'ringing' | 'consulting' | 'waiting' | 'joined' | 'forwarding' | 'forwarded' | 'listening' | 'whispering' | 'barged' | 'took';
export const stateOf = ({ mode, joinedAt }: Pick<Party, 'mode' | 'joinedAt'>): PartyState => (joinedAt === null && mode !== 'forwarding' ? 'ringing' : mode);
