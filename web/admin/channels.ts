import { IconBrandWechat, IconDeviceMobileMessage, type Icon, IconMail, IconMessageCircle2, IconPhone, IconPrinter } from '@tabler/icons-react';
import type { Configuration } from './documents.ts';

export type Channel = Configuration['entryPoints'][number]['channel'];
/** Those that a person waits at come first. */
export const CHANNELS = ['voice', 'webchat', 'wechat', 'sms', 'email', 'fax'] as const satisfies readonly Channel[];
export const CHANNEL_ICONS: Readonly<Record<Channel, Icon>> = { voice: IconPhone, webchat: IconMessageCircle2, wechat: IconBrandWechat, sms: IconDeviceMobileMessage, email: IconMail, fax: IconPrinter };
