/** The uploaded sound that who waits hears as music: from the prompts of the administrators, and in words why it is not heard. */
import type { Hub } from '../../src/core/channel.ts';
import { readWav } from '../../src/core/sound.ts';
import { NotPlayed, type WaitingSound } from '../asterisk/waitingMusic.ts';
import type { Fault } from './health.ts';
import { promptNamed } from './prompts.ts';
import type { Settings } from './settings.ts';

class NoSound extends Error {}

/** `kept`: where Asterisk fetches a sound. */
export function findWaitingSound(hub: Pick<Hub, 'prompt'>, { musicPrompt }: Pick<Settings, 'musicPrompt'>, kept: (wav: Uint8Array) => string): () => Promise<WaitingSound> {
  const name = promptNamed(musicPrompt) ?? '';
  return async () => {
    const prompt = await hub.prompt(name);
    if (prompt === null) throw new NoSound(`there is no prompt “${name}” to be its music`);
    const sound = prompt.sound === null ? 'none' : readWav(prompt.sound);
    if (prompt.sound === null || typeof sound === 'string') throw new NoSound(`the prompt “${name}” has no recording that could be its music`);
    return { url: kept(prompt.sound), seconds: sound.samples.length / sound.rate };
  };
}

export function faultOfMusic(why: unknown, { musicPrompt, music, mediaUrl }: Pick<Settings, 'musicPrompt' | 'music' | 'mediaUrl'>): Fault | null {
  if (why === null) return null;
  const meanwhile = `Who waits hears the class “${music}” of musiconhold.conf meanwhile.`;
  if (why instanceof NoSound) return { code: 'NO_MUSIC', explain: `Asterisk is reached, but ${why.message}. ${meanwhile}` };
  const name = promptNamed(musicPrompt) ?? '';
  if (why instanceof NotPlayed) return { code: 'MUSIC_NOT_FETCHED', explain: `Asterisk is reached, but it cannot get the music “${name}” from ${mediaUrl}: check the address of the hub and the firewall. ${meanwhile}` };
  return { code: 'MUSIC_NOT_PLAYED', explain: `Asterisk is reached, but does not play the music “${name}”: ${why instanceof Error ? why.message : String(why)} ${meanwhile}` };
}
