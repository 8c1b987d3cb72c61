/** Sound in the page: handed to the hub, and recorded with the microphone. */
import { writeWav } from '../../../src/core/sound.ts';
import { inWords } from '../../shared/refusals.ts';
import { freshToken } from '../../shared/session.ts';

/** The hub's id of the file. @throws with the hub's own sentence. */
export async function upload(file: Blob, name: string): Promise<string> {
  const token = await freshToken();
  const answer = await fetch('/media', { method: 'POST', body: file, headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'audio/wav', 'x-file-name': encodeURIComponent(name) } });
  const body = (await answer.json().catch(() => ({}))) as { id?: string; message?: string };
  if (!answer.ok || !body.id) throw new Error(body.message ? inWords(body.message) : `${answer.status}`);
  return body.id;
}

/** Whatever the browser can decode, as WAV of one channel at 48 kHz. */
async function wavOf(bytes: ArrayBuffer): Promise<Blob> {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const decoded = await context.decodeAudioData(bytes);
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, n) => decoded.getChannelData(n));
  const samples = Int16Array.from({ length: decoded.length }, (_, n) => Math.round(Math.max(-1, Math.min(1, channels.reduce((sum, c) => sum + (c[n] ?? 0), 0) / channels.length)) * 32_767));
  return new Blob([writeWav({ rate: 48_000, samples }) as BlobPart], { type: 'audio/wav' });
}

/** Records until `stop`. @throws when the browser gives no microphone. */
export async function record(): Promise<{ stop(): Promise<Blob>; cancel(): void }> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const recorder = new MediaRecorder(stream);
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void chunks.push(data);
  const ended = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  recorder.start();
  const cancel = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    cancel,
    async stop() {
      cancel();
      await ended;
      return wavOf(await new Blob(chunks).arrayBuffer());
    },
  };
}
