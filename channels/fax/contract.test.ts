import { afterAll } from 'vitest';
import { channelContract } from '../../test/contract/channelContract.ts';
import { ariPeer, startAri } from './testAri.ts';

const ari = await startAri();
afterAll(() => ari.stop());
channelContract('fax', ariPeer(ari));
