/** Asterisk's lists are as old as the way they came: what was heard meanwhile is newer. */
import { expect, test } from 'vitest';
import type { LegEvent } from '../../src/core/calls.ts';
import { keepLegs } from './legs.ts';

const channel = (id: string, state: string) => ({ id, state, caller: { name: '', number: '13800138000' }, dialplan: { app_name: 'Stasis', app_data: 'hub,inbound,1000', exten: '1000' } });
function kept() {
  const told: LegEvent[] = [];
  const came: string[] = [];
  const legs = keepLegs({ app: 'hub', now: () => 0, tell: (event) => void told.push(event), arrived: ({ leg }) => void came.push(leg) });
  const comes = (id: string) => legs.hear({ type: 'StasisStart', application: 'hub', args: ['inbound', '1000'], channel: channel(id, 'Ring') });
  const endings = () => told.filter((e) => e.kind === 'ended').map((e) => e.leg);
  return { legs, came, comes, endings };
}

test('a call that comes while the lists are under way is not missed in them', () => {
  const { legs, came, comes, endings } = kept();
  legs.asking();
  comes('c1');
  legs.compare([], [], 'over');
  expect([legs.legs.has('c1'), endings(), came]).toEqual([true, [], ['c1']]);
  legs.asking();
  legs.compare([], [], 'over');
  expect([legs.legs.has('c1'), endings()]).toEqual([false, ['c1']]);
});

test('who is answered and put into a room meanwhile stays there', () => {
  const { legs, comes } = kept();
  comes('c1');
  legs.asking();
  legs.hear({ type: 'ChannelStateChange', application: 'hub', channel: channel('c1', 'Up') });
  legs.hear({ type: 'ChannelEnteredBridge', application: 'hub', channel: channel('c1', 'Up'), bridge: { id: 'hub!call~i1' } });
  legs.compare([channel('c1', 'Ring')], [], 'over');
  expect(legs.legs.get('c1')).toEqual({ id: 'c1', state: 'up', room: 'call~i1' });
});

test('who left meanwhile does not come back; of whom nothing was heard the lists are believed', () => {
  const { legs, came, comes, endings } = kept();
  comes('c1');
  legs.asking();
  legs.hear({ type: 'StasisEnd', application: 'hub', channel: channel('c1', 'Up') });
  legs.compare([channel('c1', 'Up'), channel('c2', 'Up')], [{ id: 'hub!waiting', channels: ['c2'] }], 'over');
  expect(endings()).toEqual(['c1']);
  expect(came).toEqual(['c1', 'c2']);
  expect([...legs.legs.values()]).toEqual([{ id: 'c2', state: 'up', room: 'waiting' }]);
});

test('a telephone that we ring has answered when it can be put somewhere, which is a moment after it was lifted', () => {
  const { legs } = kept();
  const lifted = { ...channel('hub!agent~i1~li~o1', 'Up'), dialplan: { app_name: 'AppDial2', app_data: '(Outgoing Line)', exten: '' } };
  legs.ringing('agent~i1~li~o1');
  legs.hear({ type: 'ChannelStateChange', application: 'hub', channel: lifted });
  legs.asking();
  legs.compare([lifted], [], 'over');
  expect([...legs.of('i1', null).values()]).toEqual([{ id: 'agent~i1~li~o1', state: 'ringing', room: null }]);
  legs.hear({ type: 'StasisStart', application: 'hub', args: ['leg'], channel: { ...lifted, dialplan: { app_name: 'Stasis', app_data: 'hub,leg', exten: '' } } });
  expect(legs.of('i1', null).get('agent~i1~li~o1')?.state).toBe('up');
});
