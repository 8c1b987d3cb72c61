import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { t } from '../words/index.ts';

const RATE_HZ = 8_000;

/** A voice message as WeChat's official accounts send it (AMR-NB), which no browser plays: decoded here, when somebody wants to hear it. */
export function AmrVoice({ url, name, otherwise }: { url: string; name: string; otherwise: React.ReactNode }) {
  const [sound, setSound] = useState<string | null>(null);
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  useEffect(() => () => (sound === null ? undefined : URL.revokeObjectURL(sound)), [sound]);
  async function hear(): Promise<void> {
    setState('busy');
    try {
      const answer = await fetch(url);
      const samples = answer.ok ? await decode(new Uint8Array(await answer.arrayBuffer())) : null;
      if (!samples || samples.length === 0) return setState('failed');
      setSound(URL.createObjectURL(new Blob([wavOf(samples)], { type: 'audio/wav' })));
    } catch {
      setState('failed');
    }
  }
  // biome-ignore lint/a11y/useMediaCaption: what a customer says comes without captions
  if (sound !== null) return <audio className="voice" src={sound} controls autoPlay aria-label={t('audio.play', { name })} />;
  if (state === 'failed') return <>{otherwise}</>;
  return <Button variant="default" size="compact-md" loading={state === 'busy'} leftSection={<IconPlayerPlay size={16} stroke={1.7} />} aria-label={t('audio.play', { name })} onClick={() => void hear()}>{t('audio.listen')}</Button>;
}

const PATIENCE_MS = 20_000;

function decode(bytes: Uint8Array): Promise<Float32Array | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./amr.worker.ts', import.meta.url), { type: 'module' });
    const end = (samples: Float32Array | null): void => {
      clearTimeout(late);
      worker.terminate();
      resolve(samples);
    };
    const late = setTimeout(() => end(null), PATIENCE_MS);
    worker.onmessage = ({ data }: MessageEvent<{ amr: Float32Array | null }>) => end(data.amr);
    worker.onerror = () => end(null);
    worker.postMessage({ command: 'decode', buffer: bytes });
  });
}

/** RIFF, 16 bits, one channel. */
function wavOf(samples: Float32Array): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at: number, text: string): void => [...text].forEach((c, i) => void view.setUint8(at + i, c.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  word(8, 'WAVEfmt ');
  for (const [at, value, bits] of [[16, 16, 32], [20, 1, 16], [22, 1, 16], [24, RATE_HZ, 32], [28, RATE_HZ * 2, 32], [32, 2, 16], [34, 16, 16]] as const) bits === 32 ? view.setUint32(at, value, true) : view.setUint16(at, value, true);
  word(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((s, i) => void view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, s)) * 32_767, true));
  return view.buffer;
}
