/** The uploaded sound that who waits hears as music: from the prompts of the administrators, and in words why it is not heard. */
import type { Hub } from '../../src/core/channel.ts';
import { readWav } from '../../src/core/sound.ts';
import { NotPlayed, type WaitingSound } from '../asterisk/waitingMusic.ts';
import type { Fault } from './health.ts';
import { promptNamed } from './prompts.ts';
import type { Settings } from './settings.ts';

class NoSound extends Error {
  readonly isThere: boolean;
  constructor(isThere: boolean) {
    super('There is no such recording.');
    this.isThere = isThere;
  }
}

/** `kept`: where Asterisk fetches a sound. */
export function findWaitingSound(hub: Pick<Hub, 'prompt'>, { musicPrompt }: Pick<Settings, 'musicPrompt'>, kept: (wav: Uint8Array) => string): () => Promise<WaitingSound> {
  const name = promptNamed(musicPrompt) ?? '';
  return async () => {
    const wav = (await hub.prompt(name))?.sound;
    const sound = wav ? readWav(wav) : null;
    if (!wav || sound === null || typeof sound === 'string') throw new NoSound(wav !== undefined);
    return { url: kept(wav), seconds: sound.samples.length / sound.rate };
  };
}

export function faultOfMusic(why: unknown, { musicPrompt, music, mediaUrl }: Pick<Settings, 'musicPrompt' | 'music' | 'mediaUrl'>): Fault | null {
  if (why === null) return null;
  const name = promptNamed(musicPrompt) ?? '';
  if (why instanceof NoSound && !why.isThere) return { code: 'NO_MUSIC', explain: `Asterisk is reached, but there is no prompt “${name}” to be its music. Who waits hears the class “${music}” of musiconhold.conf meanwhile.` };
  if (why instanceof NoSound) return { code: 'NO_MUSIC', explain: `Asterisk is reached, but the prompt “${name}” has no recording that could be its music. Who waits hears the class “${music}” of musiconhold.conf meanwhile.` };
  if (why instanceof NotPlayed) return { code: 'MUSIC_NOT_FETCHED', explain: `Asterisk is reached, but it cannot get the music “${name}” from ${mediaUrl}: check the address of the hub and the firewall. Who waits hears the class “${music}” of musiconhold.conf meanwhile.` };
  return { code: 'MUSIC_NOT_PLAYED', explain: `Asterisk is reached, but does not play the music “${name}”: ${why instanceof Error ? why.message : String(why)} Who waits hears the class “${music}” of musiconhold.conf meanwhile.` };
}
