/** The channels of this hub, a line each. */
import type { Channel } from '../src/core/channel.ts';
import { email } from './email/email.ts';
import { fax } from './fax/fax.ts';
import { sms } from './sms/sms.ts';
import { voice } from './voice/voice.ts';
import { webchat } from './webchat/webchat.ts';
import { wechat } from './wechat/wechat.ts';

export const channels: readonly Channel[] = [webchat, email, sms, wechat, voice, fax];
