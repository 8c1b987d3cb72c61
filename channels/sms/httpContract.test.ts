import { channelContract } from '../../test/contract/channelContract.ts';
import { twilioPeer } from './testTwilio.ts';

channelContract('sms by HTTP', await twilioPeer());
