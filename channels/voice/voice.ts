/** Voice by Asterisk: calls come in, are kept waiting with music, ring agents' phones and are put together, all as the hub decides. */
import type { Capabilities, Channel } from '../../src/core/channel.ts';
import { fields } from './fields.ts';
import { readSettings } from './settings.ts';

const MOST_SPOKEN = 2_000;
const capabilities: Capabilities = { maxTextLength: 0, formats: [], maxAttachmentBytes: 0, canInitiate: false, typing: false, receipts: false, replyWindowMs: null, calls: true };

export const voice: Channel = {
  kind: 'voice',
  label: { en: 'Voice', zh: '语音' },
  pace: 'live',
  capabilities,
  // What a flow writes is spoken, where it can be.
  capabilitiesOf(value) {
    const { mediaUrl, trunk } = readSettings(value);
    return { ...capabilities, maxTextLength: mediaUrl === '' ? 0 : MOST_SPOKEN, dials: trunk !== '' };
  },
  fields,
  // An application has one socket: a second connection takes it from the first.
  alone: () => true,
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => (await import('./open.ts')).openVoice(hub, settings);
  },
  async speak(words, language) {
    return (await import('./speech.ts')).synthesise(words, language);
  },
  async test(value, tools) {
    return (await import('./trySettings.ts')).trySettings(readSettings(value), tools);
  },
};
