import { callContract } from '../contract/callContract.ts';
import { fakeHub } from './fakeHub.ts';
import { fakeSwitch } from './fakeSwitch.ts';

callContract('in memory', async () => {
  const fake = fakeHub('hotline');
  const far = fakeSwitch();
  const connection = await fake.open(far.channel, {});
  return {
    fake, connection, calls: far.calls, call: far.call, lift: far.lift, end: far.end, inRoom: far.inRoom, hearsRinging: far.hearsRinging, restart: far.restart,
    tellAgain: (id) => far.call(id),
    cut: ({ leaves, comes }) =>
      far.cut(() => {
        far.end(leaves, 'over');
        far.call(comes, '');
      }),
    stop: () => connection.close(),
  };
});
