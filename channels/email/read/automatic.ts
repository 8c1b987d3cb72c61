/** Whether a person wrote a mail (RFC 3834, 2; RFC 2369, 2919; RFC 3462). What no person wrote gets no automatic answer. */
import type { Headers } from './headers.ts';
import type { Part } from './parts.ts';

/** Local parts that programs write from. */
const DAEMONS = /^(mailer-?daemon|postmaster|daemon|no-?reply|do-?not-?reply|donotreply|nobody|bounces?|.*-bounces?|.*[-_.]no-?reply|no-?reply[-_.+].*|listserv|majordomo|root|mail-?delivery.*|owner-.*|.*-(request|owner|relay)|autoreply|auto-reply|mdaemon|maildelivery.*|complaints|abuse-?report.*|feedback.*loop|fbl.*)$/i;
/** Subjects of machines that set no header for it. */
const OUT_OF_OFFICE = /^\s*(auto(mati(c|sche?|que|ca|co)|-)?\s*[:-]?\s*(reply|response|antwort|respuesta|réponse|risposta)|out of (the )?office|away from|on vacation|vacation|abwesenheit|自动回复|自動回覆|自動返信|不在|外出|休假)/i;

export function automaticOf(headers: Headers, from: string, subject: string, root: Part): 'reply' | 'list' | 'report' | null {
  const auto = headers.get('auto-submitted').toLowerCase().trim();
  const has = (name: string): boolean => headers.get(name).trim() !== '';
  const is = (name: string, fits: RegExp): boolean => fits.test(headers.get(name));
  const local = from.split('@')[0] ?? '';
  if (root.type.value === 'multipart/report' || typesOf(root).some((t) => t === 'message/delivery-status' || t === 'message/feedback-report' || t === 'message/disposition-notification')) return 'report';
  if (/^(mailer-?daemon|postmaster|mail-?delivery.*|daemon|mdaemon)$/i.test(local) || headers.every('return-path').some((v) => /^<\s*>$/.test(v.trim())) || has('x-failed-recipients')) return OUT_OF_OFFICE.test(subject) || /^auto-replied/.test(auto) ? 'reply' : 'report';
  if (/^auto-replied/.test(auto) || is('x-autoreply', /./) || is('x-autorespond', /./) || is('x-auto-reply', /./) || is('precedence', /auto.?reply/i) || is('delivered-to', /^autoresponder$/i)) return 'reply';
  if (OUT_OF_OFFICE.test(subject)) return 'reply';
  if (headers.all.some(([name]) => /^list-(id|post|unsubscribe|help|subscribe|owner|archive)/.test(name)) || has('mailing-list') || has('x-mailing-list') || has('x-mailman-version') || has('x-beenthere') || is('precedence', /^\s*(bulk|list|junk)/i)) return 'list';
  if (auto !== '' && auto !== 'no') return /generated|notified/.test(auto) ? 'list' : 'reply';
  if (is('x-auto-response-suppress', /\b(all|autoreply|oof|dr)\b/i) || is('x-auto-response-suppress', /./)) return 'list';
  if (has('feedback-id') && has('x-campaign-id')) return 'list';
  return DAEMONS.test(local) ? 'list' : null;
}

export const typesOf = (part: Part): readonly string[] => [part.type.value, ...part.children.flatMap(typesOf)];
