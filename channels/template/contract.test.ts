import { channelContract } from '../../test/contract/channelContract.ts';
import { gatewayPeer } from './testGateway.ts';

channelContract('template', await gatewayPeer());
