/**
 * E-mail: a mailbox read by IMAP or mails handed over by SMTP, answers out by SMTP. A mail is stored as it came, read in a
 * thread of its own, and reported as one message; which conversation it belongs to is the hub's to decide. The libraries are
 * loaded with the first entry point that needs them.
 */
import type { Capabilities, Channel } from '../../src/core/channel.ts';
import { SECOND } from '../../src/core/time.ts';
import { fields } from './fields.ts';
import { readSettings } from './settings.ts';

const capabilities: Capabilities = {
  maxTextLength: 100_000, formats: ['text', 'html', 'file', 'image'], maxAttachmentBytes: 20 * 1_048_576, canInitiate: true, typing: false, receipts: false, replyWindowMs: null, mail: true, addressKind: 'email', undoMs: 10 * SECOND,
};

export const email: Channel = {
  kind: 'email',
  label: { en: 'E-mail', zh: '电子邮件' },
  pace: 'deferred',
  capabilities,
  fields,
  alone: () => true,
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => (await import('./open.ts')).openEmail(hub, settings);
  },
  async test(value, tools) {
    const settings = readSettings(value);
    return (await import('./attempt.ts')).trySettings(settings, tools);
  },
};
