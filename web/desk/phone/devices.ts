/** Which microphone and which loudspeaker; kept in this browser. Nothing chosen = the system's own. */
import { createStore } from '../../shared/store.ts';

interface Devices {
  readonly inputs: readonly MediaDeviceInfo[];
  readonly outputs: readonly MediaDeviceInfo[];
  readonly input: string;
  readonly output: string;
}
const kept = (key: string): string => localStorage.getItem(`switchroom.${key}`) ?? '';
export const devices = createStore<Devices>({ inputs: [], outputs: [], input: kept('microphone'), output: kept('speaker') });

export async function readDevices(): Promise<void> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind): MediaDeviceInfo[] => all.filter((one) => one.kind === kind && one.deviceId !== '');
  devices.set({ inputs: of('audioinput'), outputs: of('audiooutput') });
}

export function chooseDevice(which: 'microphone' | 'speaker', id: string): void {
  localStorage.setItem(`switchroom.${which}`, id);
  devices.set(which === 'microphone' ? { input: id } : { output: id });
}

export const deviceChoice = {
  microphone(): MediaTrackConstraints {
    const { input } = devices.get();
    return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(input ? { deviceId: { ideal: input } } : {}) };
  },
  /** Where the browser can choose at all. */
  async speaker(sound: HTMLAudioElement): Promise<void> {
    const { output } = devices.get();
    if (output && 'setSinkId' in sound) await sound.setSinkId(output).catch(() => undefined);
  },
};
