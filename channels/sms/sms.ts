/** SMS by one of two doors: SMPP 3.4 to an SMSC, or the HTTP of Twilio and of what speaks as it does. A door is loaded when it is opened. */
import type { Channel } from '../../src/core/channel.ts';
import { fields } from './fields.ts';
import { readSettings } from './settings.ts';
import { MOST_TEXT } from './text.ts';

export const sms: Channel = {
  kind: 'sms',
  label: { en: 'SMS', zh: '短信' },
  pace: 'deferred',
  capabilities: { maxTextLength: MOST_TEXT, formats: ['text'], maxAttachmentBytes: 0, canInitiate: true, addressKind: 'phone', typing: false, receipts: true, replyWindowMs: null, smsParts: true },
  fields,
  // An SMSC takes an account once; a webhook may be answered by every node.
  alone: (settings) => readSettings(settings).door === 'smpp',
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => (settings.door === 'smpp' ? (await import('./smppDoor.ts')).openSmppDoor(hub, settings, settings.smpp) : (await import('./httpDoor.ts')).openHttpDoor(hub, settings, settings.http));
  },
  async test(value, tools) {
    const settings = readSettings(value);
    return (await import('./trySettings.ts')).trySettings(settings, tools);
  },
};
