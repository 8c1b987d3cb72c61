import { Button, CopyButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../words.ts';

interface Drawn { readonly value: string; readonly size: number; readonly path: string }
/** White around the code, in modules (ISO/IEC 18004: four). */
const QUIET = 4;

/** A code to be scanned, drawn here: what is in it signs somebody in, so it is given to no other server. */
export function QrCode({ value }: { value: string }) {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    let left = false;
    void draw(value).then((next) => left || setDrawn(next)).catch(() => left || setDrawn(null));
    return () => { left = true; };
  }, [value]);
  const side = (drawn?.size ?? 0) + 2 * QUIET;
  return (
    <div className="qr">
      {drawn?.value === value && (
        <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t('qr.label')} shapeRendering="crispEdges"><rect width={side} height={side} fill="#fff" /><path d={drawn.path} fill="#000" /></svg>
      )}
      <div>
        <strong>{t('qr.title')}</strong>
        <p>{t('qr.lead')}</p>
        <CopyButton value={value}>{({ copied, copy }) => <Button size="compact-sm" variant="default" onClick={copy}>{t(copied ? 'copied' : 'qr.copy')}</Button>}</CopyButton>
      </div>
    </div>
  );
}

/** Only who needs a code loads what draws it. */
async function draw(value: string): Promise<Drawn> {
  const { default: library } = await import('qrcode');
  const { data, size } = library.create(value, { errorCorrectionLevel: 'M' }).modules;
  const path = Array.from(data, (dark, at) => (dark ? `M${(at % size) + QUIET} ${Math.floor(at / size) + QUIET}h1v1h-1z` : '')).join('');
  return { value, size, path };
}
