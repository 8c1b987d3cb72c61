import { afterAll } from 'vitest';
import { channelContract } from '../../../test/contract/channelContract.ts';
import { officialPeer, startScene } from './testOfficial.ts';

const scene = await startScene();
afterAll(() => scene.stop());

channelContract('wechat, Official Account', officialPeer(scene));
