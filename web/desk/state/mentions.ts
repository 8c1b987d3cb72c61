import { notifications } from '@mantine/notifications';
import { act } from '../../shared/act.ts';
import { nameOf } from '../parts.tsx';
import { t } from '../words/index.ts';
import { desk } from './desk.ts';
import type { Mention } from './documents.ts';
import { SEE_MENTIONS } from './mutations.ts';
import { announce, go, ui } from './ui.ts';

/** More notices at once than these would only hide the desk; the button counts them all. */
const MOST_NOTICES = 3;
const SHOWN_CHARACTERS = 90;

const noticeOf = ({ id }: Mention): string => `mention ${id}`;
/** What the note is in, open before whoever looks at this window. */
const isOpen = ({ interaction }: Mention): boolean => {
  const at = ui.get();
  return at.page === 'desk' && at.selected === interaction.id && document.visibilityState === 'visible';
};

/** Told to the hub once; what it did not hear is told again with the next patch. */
const telling = new Set<string>();
export async function markSeen(mentions: readonly Mention[]): Promise<void> {
  const notes = mentions.map((one) => one.id).filter((id) => !telling.has(id));
  if (notes.length === 0) return;
  for (const id of notes) telling.add(id);
  const { ok } = await act(SEE_MENTIONS, { notes });
  if (!ok) for (const id of notes) telling.delete(id);
}

/** Opens the work a note is in; somebody else's is there to be read. That it is open marks the note as seen. */
export const openMention = ({ interaction }: Mention): void => go('desk', interaction.id);

function tell(one: Mention): void {
  const text = t('mentions.arrived', { name: one.authorName ?? '', customer: nameOf(one.interaction), text: one.excerpt.slice(0, SHOWN_CHARACTERS) });
  announce(text);
  notifications.show({ id: noticeOf(one), message: text, autoClose: 10_000, withBorder: true, style: { cursor: 'pointer' }, onClick: () => openMention(one) });
  if ('Notification' in window && Notification.permission === 'granted' && document.hidden) new Notification(t('app.title'), { body: text, tag: noticeOf(one) });
}

/** Who looks at the list needs no notices of what is in it. */
const hideNotices = (): void => {
  for (const one of desk.get().mentions) notifications.hide(noticeOf(one));
};

/** A quiet notice of each note that mentions me while I am here; those from before are counted. Neither takes the keyboard. */
export function watchMentions(): () => void {
  let known: ReadonlyMap<string, Mention> | null = null;
  const look = (): void => {
    const { ready, mentions } = desk.get();
    if (!ready) return;
    const before = known;
    known = new Map(mentions.map((one) => [one.id, one]));
    if (before) {
      for (const one of mentions.filter((each) => !before.has(each.id) && !isOpen(each)).slice(0, MOST_NOTICES)) tell(one);
      for (const one of before.values()) if (!known.has(one.id)) notifications.hide(noticeOf(one));
    }
    void markSeen(mentions.filter(isOpen));
  };
  let listed = ui.get().mentionsOpen;
  const atUi = (): void => {
    const open = ui.get().mentionsOpen;
    if (open && !listed) hideNotices();
    listed = open;
    look();
  };
  const closers = [desk.subscribe(look), ui.subscribe(atUi)];
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    for (const close of closers) close();
    document.removeEventListener('visibilitychange', look);
  };
}
