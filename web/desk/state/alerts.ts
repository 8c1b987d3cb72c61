import { notifications } from '@mantine/notifications';
import { serverNow } from '../../shared/session.ts';
import { nameOf } from '../parts.tsx';
import { t } from '../words/index.ts';
import { desk } from './desk.ts';
import { secondsLeft } from './due.ts';
import type { Attending, Ended, Interaction, Offer } from './documents.ts';
import { announce, ui } from './ui.ts';

let audio: AudioContext | null = null;

/** Two soft tones. Browsers allow it only after a click, hence the one question at the start. */
function beep(): void {
  if (ui.get().sound !== 'on') return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  const start = audio.currentTime + 0.02;
  for (const [at, pitch] of [[0, 659], [0.16, 880]] as const) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start + at);
    gain.gain.linearRampToValueAtTime(0.16, start + at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + at + 0.28);
    tone.connect(gain).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.3);
  }
}

export function setSound(on: boolean): void {
  localStorage.setItem('switchroom.sound', on ? 'on' : 'off');
  ui.set({ sound: on ? 'on' : 'off' });
  if (on) beep();
}

export async function askAlerts(): Promise<void> {
  if (!('Notification' in window)) return;
  const answer = await Notification.requestPermission();
  if (answer === 'denied') notifications.show({ message: t('toast.alertsDenied') });
}

function tell(offer: Offer): void {
  const { interaction } = offer;
  const text = t('offer.arrived', {
    name: nameOf(interaction),
    channel: t(`channel.${interaction.channel}`),
    queue: interaction.queue?.name ?? '',
    count: secondsLeft(offer, serverNow()),
  });
  announce(text);
  beep();
  if ('Notification' in window && Notification.permission === 'granted' && document.hidden)
    new Notification(t('app.title'), { body: text, tag: offer.id });
}

/** The hub reminds an agent that somebody waits for their first word. */
function nudge(one: Interaction): void {
  const text = t('nudge.arrived', { name: nameOf(one), channel: t(`channel.${one.channel}`) });
  announce(text);
  beep();
  notifications.show({ id: `nudge ${one.id}`, message: text, color: 'orange', autoClose: 15_000, withBorder: true });
  if ('Notification' in window && Notification.permission === 'granted' && document.hidden)
    new Notification(t('app.title'), { body: text, tag: `nudge ${one.id}` });
}

type Given = Pick<Ended, 'id'> & { readonly interaction: Pick<Ended['interaction'], 'channel' | 'customer' | 'queue'> };

/** Work that came without asking is told by sound and a line, several at once by one. */
function tellGiven(given: readonly Given[]): void {
  const [first] = given;
  if (!first) return;
  const { interaction } = first;
  const name = nameOf(interaction);
  const queue = interaction.queue?.name ?? '';
  const text = given.length > 1 ? t('given.several', { count: given.length, queue }) : t('given.arrived', { name, channel: t(`channel.${interaction.channel}`), queue });
  announce(text);
  beep();
  notifications.show({ id: `given ${first.id}`, message: text, autoClose: 8_000, withBorder: true });
  if ('Notification' in window && Notification.permission === 'granted' && document.hidden)
    new Notification(t('app.title'), { body: text, tag: `given ${first.id}` });
}

/** A colleague was quicker: it has stopped ringing here, and a line says why. */
function tellTaken({ id, interaction }: Ended): void {
  const text = t('offer.taken', { name: nameOf(interaction), who: interaction.owner?.name ?? t('offer.somebody') });
  announce(text);
  notifications.show({ id: `taken ${id}`, message: text, autoClose: 4_000, withBorder: true });
}

/** A colleague asks about a call, and the phone rings. */
function tellAsked({ id, askedBy, interaction }: Attending): void {
  const text = t('party.asked', { name: askedBy?.name ?? '', customer: nameOf(interaction) });
  announce(text);
  beep();
  notifications.show({ id: `asked ${id}`, message: text, autoClose: 8_000, withBorder: true });
  if ('Notification' in window && Notification.permission === 'granted' && document.hidden)
    new Notification(t('app.title'), { body: text, tag: `asked ${id}` });
}

/** Offers and nudges are told by sound, title and notification; none of them takes the keyboard. */
export function watchOffers(): () => void {
  let known = new Set<string>();
  let asked = new Set<string>();
  let nudged = new Map<string, string>();
  let told: readonly Ended[] = [];
  let kept = new Set<string>();
  let unread = -1;
  return desk.subscribe(() => {
    const { offers, interactions, mentions, ended, attending } = desk.get();
    if (ended !== told) {
      tellGiven(ended.filter((one) => one.reason === 'auto' && !one.interaction.isKept));
      for (const one of ended) if (one.reason !== 'auto') tellTaken(one);
    }
    told = ended;
    for (const offer of offers) if (!known.has(offer.id)) tell(offer);
    known = new Set(offers.map((offer) => offer.id));
    const asks = attending.filter((party) => party.role === 'agent' && party.joinedAt === null);
    for (const party of asks) if (!asked.has(party.id)) tellAsked(party);
    asked = new Set(asks.map((party) => party.id));
    const nudges = Object.values(interactions).filter((one) => one.nudgedAt !== null);
    for (const one of nudges) if (nudged.get(one.id) !== one.nudgedAt) nudge(one);
    nudged = new Map(nudges.map((one) => [one.id, one.nudgedAt ?? '']));
    // Nobody is disturbed while their customer is rung, and everybody is told that they have answered.
    tellGiven(Object.values(interactions).filter((one) => kept.has(one.id) && one.state === 'active' && !one.isKept).map((interaction) => ({ id: interaction.id, interaction })));
    kept = new Set(Object.values(interactions).flatMap((one) => (one.isKept ? one.id : [])));
    const waiting = offers.length + mentions.length + Object.values(interactions).reduce((sum, one) => sum + (one.unread > 0 ? 1 : 0), 0);
    if (waiting === unread) return;
    unread = waiting;
    document.title = waiting > 0 ? `(${waiting}) ${t('app.title')}` : t('app.title');
  });
}
