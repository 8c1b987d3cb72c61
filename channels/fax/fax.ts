/** Fax by Asterisk (T.38 and audio, res_fax): pages become one document in the queue, and text, pictures and PDFs go out as pages. */
import type { Channel } from '../../src/core/channel.ts';
import { fields } from './fields.ts';
import { readSettings } from './settings.ts';

export const fax: Channel = {
  kind: 'fax',
  label: { en: 'Fax', zh: '传真' },
  pace: 'deferred',
  capabilities: { maxTextLength: 20_000, formats: ['text', 'file', 'image'], maxAttachmentBytes: 20 << 20, canInitiate: true, addressKind: 'phone', typing: false, receipts: false, replyWindowMs: null, keyIsOnce: true },
  fields,
  // An application has one socket: a second connection takes it from the first.
  alone: () => true,
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => (await import('./open.ts')).openFax(hub, settings);
  },
  async test(value, tools) {
    return (await import('./trySettings.ts')).trySettings(readSettings(value), tools);
  },
};
