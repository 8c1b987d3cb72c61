import { IconBrandWechat, IconClockExclamation, IconDeviceMobileMessage, IconMail, IconMessageCircle2, IconPaperclip, IconPhone, IconPhoneOutgoing, IconPrinter } from '@tabler/icons-react';
import { session } from '../shared/session.ts';
import type { Interaction } from './state/documents.ts';
import { clock, useNow } from './state/time.ts';
import { locale, t } from './words/index.ts';

const ICONS = { email: IconMail, fax: IconPrinter, sms: IconDeviceMobileMessage, voice: IconPhone, webchat: IconMessageCircle2, wechat: IconBrandWechat };

export function ChannelIcon({ channel, size = 16 }: { channel: Interaction['channel']; size?: number }) {
  const Icon = ICONS[channel];
  return <Icon size={size} stroke={1.7} role="img" aria-label={t(`channel.${channel}`)} />;
}

/** How it is to be answered: by calling back, whatever it came by, or on its channel. */
export const WorkIcon = ({ one, size = 16 }: { one: Pick<Interaction, 'callback' | 'channel'>; size?: number }) =>
  one.callback ? <IconPhoneOutgoing size={size} role="img" aria-label={t('callback.short')} /> : <ChannelIcon channel={one.channel} size={size} />;

/** Counts up from a moment, or down to one. */
export function Timer({ from, to }: { from?: string; to?: string }) {
  const now = useNow();
  return <time className="tnum">{clock(to ? Date.parse(to) - now : now - Date.parse(from ?? ''))}</time>;
}

/** Two characters for a name in Latin letters, the last two for a Chinese one: how each is usually shortened. */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (/^\p{Script=Han}+$/u.test(trimmed)) return trimmed.slice(-2);
  // A number is told apart by its end.
  if (/^\+?[\d\s]{5,}$/.test(trimmed)) return trimmed.slice(-2);
  const words = trimmed.split(/\s+/u);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
export function Avatar({ name, size = 32, kind = 'customer' }: { name: string; size?: number; kind?: 'customer' | 'agent' | 'bot' }) {
  return (
    <span className="avatar" data-kind={kind} style={{ width: size, height: size, fontSize: Math.round(size * 0.36) }} aria-hidden="true">
      {size < 24 ? [...initials(name)].at(0) : initials(name)}
    </span>
  );
}
interface Named { readonly customer: { readonly name: string | null; readonly addresses?: readonly { readonly kind: string; readonly value: string; readonly claimed: boolean }[] } }
/** Of somebody without a name the address by which they write, where it says something; of WeChat's long ids the end tells one from another. */
export function nameOf({ customer: { name, addresses = [] } }: Named): string {
  const openid = addresses.find(({ kind }) => kind === 'openid')?.value;
  return name ?? addresses.find(({ kind, claimed }) => !claimed && (kind === 'email' || kind === 'phone'))?.value ?? (openid ? t('work.wechatUser', { id: openid.slice(-4) }) : t('work.anonymous'));
}

/** The queue it belongs to, and those in which it waits besides. */
export const queuesOf = ({ queue, alsoQueues }: Pick<Interaction, 'queue' | 'alsoQueues'>): string =>
  alsoQueues.length === 0 ? (queue?.name ?? '') : t('queue.also', { name: queue?.name ?? '', others: alsoQueues.map((each) => each.name).join(t('queue.and')) });

/** The router's own words for why, in the reader's language. */
export const sentencesOf = (offer: { readonly en: readonly string[]; readonly zh: readonly string[] }): readonly string[] => (locale() === 'zh' ? offer.zh : offer.en);

export function Vip({ level }: { level: number }) {
  return level > 0 ? <span className="vip" title={t('customer.levelOf', { level })}>VIP{level > 1 ? ` ${level}` : ''}</span> : null;
}
interface Said { readonly lastEntry: Pick<NonNullable<Interaction['lastEntry']>, 'kind' | 'authorKind' | 'authorId' | 'authorName' | 'text' | 'attachments'> | null }
/** What was said last, and by whom where it was not the customer; of a message without words the names of its files. */
export function lastLineOf({ lastEntry }: Said): string | null {
  if (!lastEntry) return null;
  const { kind, authorKind, authorId, authorName, attachments } = lastEntry;
  const text = lastEntry.text || attachments.map((file) => file.name).join(', ');
  if (kind === 'note') return t('line.note', { text });
  if (authorKind === 'customer') return text;
  return authorKind === 'agent' && authorId === session.get().viewer?.id ? t('line.own', { text }) : t('line.by', { name: authorName ?? '', text });
}
export function LastLine({ one }: { one: Said }) {
  return <>{(one.lastEntry?.attachments.length ?? 0) > 0 && <IconPaperclip size={13} stroke={1.7} className="lineClip" role="img" aria-label={t('line.file')} />}{lastLineOf(one)}</>;
}
/** That promises were broken, and which. */
export function Missed({ targets }: { targets: Interaction['missedTargets'] }) {
  if (targets.length === 0) return null;
  const label = t('target.missed', { what: targets.map((target) => t(`target.${target}`)).join(t('target.and')) });
  return <IconClockExclamation size={14} className="lateMark" role="img" aria-label={label} title={label} />;
}
export function Empty({ title, hint, icon, children }: { title: string; hint?: string; icon?: React.ReactNode; children?: React.ReactNode }) {
  return (
    <div className="empty">
      {icon}
      <strong>{title}</strong>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}
export function Skeletons({ count, height }: { count: number; height: number }) {
  return (
    <div className="skeletons" aria-hidden="true">
      {Array.from({ length: count }, (_, at) => `s${at}`).map((key) => <div key={key} className="skeleton" style={{ height }} />)}
    </div>
  );
}
