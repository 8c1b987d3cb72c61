/** The channels of this hub, a line each. */
import type { Channel } from '../src/core/channel.ts';
import { webchat } from './webchat/webchat.ts';

export const channels: readonly Channel[] = [webchat];
