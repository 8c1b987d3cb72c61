import type { Configuration } from './documents.ts';

export type Channel = Configuration['entryPoints'][number]['channel'];
/** Those that a person waits at come first. */
export const CHANNELS = ['voice', 'webchat', 'wechat', 'sms', 'email', 'fax'] as const satisfies readonly Channel[];
