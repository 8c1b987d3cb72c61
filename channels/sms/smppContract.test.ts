import { channelContract } from '../../test/contract/channelContract.ts';
import { smppPeer } from './testSmsc.ts';

channelContract('sms by SMPP', await smppPeer('transceiver'));
channelContract('sms by SMPP on two connections', await smppPeer('pair'));
