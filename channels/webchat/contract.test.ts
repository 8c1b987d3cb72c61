import { channelContract } from '../../test/contract/channelContract.ts';
import { webchatPeer } from './testPage.ts';

channelContract('webchat', webchatPeer);
