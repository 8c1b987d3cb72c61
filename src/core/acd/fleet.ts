/** The agents as bits: who is ready, who has which skill, who has room. Built anew when the configuration changes. */
import { CHANNELS, type ChannelKind } from '../interaction.ts';
import { andInto, type Bits, makeBits, orInto, putBit, removeFrom } from './bits.ts';
import type { SkillLevel } from '../skills.ts';
import type { Requirement } from './plan.ts';
import type { Fleet, Profile, Seat } from './state.ts';
import type { AgentConfig } from './types.ts';

const LEVELS = 5;

/** Numbers the seats by id and files each under its skills, teams, site and profile. Their state is read by `refreshSeat`. */
export function makeFleet(seatsInIdOrder: readonly Seat[]): Fleet {
  const size = seatsInIdOrder.length;
  const all = makeBits(size);
  const skill = new Map<string, Bits>();
  const team = new Map<string, Bits>();
  const site = new Map<string, Bits>();
  const profiles = new Map<string, Profile>();
  const byId = new Map<string, Seat>();
  for (const [index, seat] of seatsInIdOrder.entries()) {
    seat.index = index;
    seat.ownLines = [];
    seat.capped = CHANNELS.filter((c) => seat.config.caps[c] !== undefined);
    Object.assign(seat.place, { since: null, before: null, after: null });
    byId.set(seat.agent.id, seat);
    putBit(all, index, true);
    for (const [name, level] of Object.entries(seat.config.skills)) {
      for (let l = 1; l <= Math.min(level, LEVELS); l++) putBit(bitsAt(skill, `${name}:${l}`, size), index, true);
    }
    for (const name of seat.config.teams) putBit(bitsAt(team, name, size), index, true);
    if (seat.config.site !== null) putBit(bitsAt(site, seat.config.site, size), index, true);
    const key = profileKey(seat.config);
    const profile = profiles.get(key) ?? { first: index, lines: [], sisters: [] };
    profiles.set(key, profile);
    seat.profile = profile;
  }
  const cap = Object.fromEntries(CHANNELS.map((c) => [c, all.slice()])) as Record<ChannelKind, Bits>;
  return {
    seats: seatsInIdOrder, byId, all, ready: makeBits(size), connected: makeBits(size), comings: 0, staffed: makeBits(size),
    open: makeBits(size), empty: makeBits(size), room: [], cap, skill, team, site, profiles: [...profiles.values()], idle: { first: null, last: null },
  };
}

function bitsAt(map: Map<string, Bits>, key: string, size: number): Bits {
  const found = map.get(key) ?? makeBits(size);
  map.set(key, found);
  return found;
}

function profileKey(config: AgentConfig): string {
  const skills = Object.entries(config.skills).filter(([, l]) => l > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([skills, [...config.teams].sort(), config.site]);
}

/** The agents of the required teams, those of them at the required sites, and those of these with the required levels. */
export function whoMeets(fleet: Fleet, requirement: Requirement): Meeting {
  const members = requirement.teams === null ? fleet.all.slice() : ofAny(fleet, fleet.team, requirement.teams);
  const local = members.slice();
  if (requirement.sites !== null) andInto(local, ofAny(fleet, fleet.site, requirement.sites));
  const qualified = local.slice();
  for (const need of requirement.needs) {
    if (need.kind === 'preferred') continue;
    if (need.kind === 'excluded') removeFrom(qualified, withLevel(fleet, need));
    else if (need.or === undefined) andInto(qualified, withLevel(fleet, need));
    else {
      const any = withLevel(fleet, need).slice();
      for (const other of need.or) orInto(any, withLevel(fleet, other));
      andInto(qualified, any);
    }
  }
  return { members, local, qualified };
}

interface Meeting {
  readonly members: Bits;
  readonly local: Bits;
  readonly qualified: Bits;
}

/** Who is in at least one of the named groups. */
function ofAny(fleet: Fleet, groups: ReadonlyMap<string, Bits>, names: readonly string[]): Bits {
  const found = makeBits(fleet.seats.length);
  for (const name of names) {
    const bits = groups.get(name);
    if (bits !== undefined) orInto(found, bits);
  }
  return found;
}

const withLevel = (fleet: Fleet, { skill, level }: SkillLevel): Bits => fleet.skill.get(`${skill}:${level}`) ?? makeBits(fleet.seats.length);

/** Who has room for this weight; kept up to date from the first time somebody asks. */
export function roomFor(fleet: Fleet, weight: number, channel: ChannelKind | null): Bits {
  const known = fleet.room.find((room) => room.weight === weight && room.channel === channel);
  if (known !== undefined) return known.bits;
  const bits = makeBits(fleet.seats.length);
  for (const seat of fleet.seats) putBit(bits, seat.index, fitsLoad(seat, weight, channel));
  fleet.room.push({ weight, channel, bits });
  return bits;
}

/** Whether the weight fits; with a `channel`, by setting aside what that one may interrupt. */
export const fitsLoad = (seat: Seat, weight: number, channel: ChannelKind | null): boolean =>
  overBy(seat, weight) <= (channel === null ? 0 : (seat.yielding[channel] ?? 0));

/** How much too heavy the weight is for what the agent already carries. */
export const overBy = ({ agent }: Seat, weight: number): number => agent.load - agent.displaced + weight - agent.ceiling;

export function belowCap(seat: Seat, channel: ChannelKind): boolean {
  const cap = seat.config.caps[channel];
  return cap === undefined || (seat.counts[channel] ?? 0) < cap;
}

/** Whether the agent can carry one more piece of work of this kind without setting anything aside. */
export const hasRoom = (seat: Seat, channel: ChannelKind, weight: number): boolean =>
  fitsLoad(seat, weight, null) && belowCap(seat, channel);
