/** What docs/voice.md shows: Asterisk and hub on one machine, a carrier outside. */
import type { AsteriskConfiguration } from './configuration.ts';

export const example: AsteriskConfiguration = {
  address: '127.0.0.1', httpPort: 8_088, sipAddress: '0.0.0.0', sipPort: 5_060, rtpPorts: [10_000, 19_999], password: 'A-LONG-PASSWORD-OF-YOUR-OWN', app: 'hub',
  trunk: { addresses: ['203.0.113.10'], contact: 'sip:203.0.113.10:5060' }, musicDir: '/var/lib/asterisk/moh',
};
