/** The mail that a composer sends beside its text. */
import type { MailDraft } from '../src/app/mailDrafts.ts';
import { builder } from './builder.ts';

export const MailInput = builder.inputType('MailInput', {
  description: 'What a mail has beside its text.',
  fields: (t) => ({
    subject: t.string({ description: 'Left out: that of the conversation.' }), html: t.string({ description: 'Formatted text; what a composer cannot make is left out of it. The plain text goes along.' }),
    to: t.stringList({ description: 'Left out: whoever wrote last.' }), cc: t.stringList({ required: true, defaultValue: [], description: 'Addresses that get a copy.' }), bcc: t.stringList({ required: true, defaultValue: [], description: 'Addresses that get a copy and are shown to nobody.' }),
  }),
});

export const mailIn = (m: typeof MailInput.$inferInput | null | undefined): MailDraft | null => (m ? { subject: m.subject ?? null, html: m.html ?? null, to: m.to ?? null, cc: m.cc ?? [], bcc: m.bcc ?? [] } : null);
