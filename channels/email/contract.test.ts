import { channelContract } from '../../test/contract/channelContract.ts';
import { emailPeer } from './testPeer.ts';

channelContract('email', emailPeer);
