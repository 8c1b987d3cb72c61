import { useEffect, useRef } from 'react';

let context: AudioContext | null = null;
const QUIETEST_DB = -60;

/** How loud a stream is: a bar from silence to full. Moves by transform alone. */
export function Level({ stream, label }: { stream: MediaStream | null; label: string }) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!stream || stream.getAudioTracks().length === 0) return;
    context ??= new AudioContext();
    const source = context.createMediaStreamSource(stream);
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const tick = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, s) => sum + s * s, 0) / samples.length;
      const level = Math.max(0, 1 - (10 * Math.log10(power + 1e-9)) / QUIETEST_DB);
      if (bar.current) bar.current.style.transform = `scaleX(${level.toFixed(2)})`;
    }, 100);
    return () => {
      clearInterval(tick);
      source.disconnect();
      if (bar.current) bar.current.style.transform = 'scaleX(0)';
    };
  }, [stream]);
  return <span className="level" role="img" aria-label={label}><i ref={bar} /></span>;
}
