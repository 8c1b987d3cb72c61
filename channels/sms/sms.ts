/** SMS by one of two doors: SMPP 3.4 to an SMSC, or the HTTP of Twilio and of what speaks as it does. */
import type { Channel } from '../../src/core/channel.ts';
import { fields } from './fields.ts';
import { openHttpDoor } from './httpDoor.ts';
import { readSettings } from './settings.ts';
import { openSmppDoor } from './smppDoor.ts';
import { trySettings } from './trySettings.ts';
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
    return (hub) => (settings.door === 'smpp' ? openSmppDoor(hub, settings, settings.smpp) : openHttpDoor(hub, settings, settings.http));
  },
  test: (value, tools) => trySettings(readSettings(value), tools),
};
