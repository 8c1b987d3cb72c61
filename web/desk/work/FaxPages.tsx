import { IconChevronLeft, IconChevronRight, IconDownload, IconRotateClockwise, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { Entry } from '../state/documents.ts';
import { t } from '../words/index.ts';

type File = Entry['attachments'][number];
export interface Fax {
  readonly pages: readonly File[];
  readonly pdf: File;
  readonly tiff: File;
}

/** The hub names a fax's files so (channels/fax): one PDF, the TIFF as it came, a picture of each page. Null = these are other files. */
export function faxOf(files: readonly File[]): Fax | null {
  const pages = files.filter((f) => f.mediaType === 'image/png' && /^fax-\d{8}-\d{4}-\d{3}\.png$/.test(f.name));
  const [pdf, tiff] = [files.find((f) => f.mediaType === 'application/pdf'), files.find((f) => f.mediaType === 'image/tiff')];
  return pages.length > 0 && pdf && tiff && pages.length + 2 === files.length ? { pages, pdf, tiff } : null;
}

const ZOOMS = [1, 1.5, 2, 3] as const;

/** A fax, page by page: turned and enlarged as the reader likes, with buttons and with keys. */
export function FaxPages({ fax }: { fax: Fax }) {
  const [at, setAt] = useState(0);
  const [turns, setTurns] = useState<Readonly<Record<number, number>>>({});
  const [zoom, setZoom] = useState(0);
  /** Height to width of a page. */
  const [ratio, setRatio] = useState(1.35);
  const sheet = useRef<HTMLDivElement>(null);
  const count = fax.pages.length;
  const page = fax.pages[at] ?? fax.pages[0];
  if (!page) return null;
  const title = count === 1 ? t('fax.titleOne') : t('fax.title', { count });
  const turn = (turns[at] ?? 0) % 4;
  const aside = turn % 2 === 1;
  const go = (to: number): void => {
    if (to < 0 || to >= count) return;
    setAt(to);
    if (sheet.current) sheet.current.scrollTop = 0;
  };
  const rotate = (by: number): void => setTurns((was) => ({ ...was, [at]: ((was[at] ?? 0) + by + 4) % 4 }));
  const enlarge = (by: number): void => setZoom((was) => Math.min(ZOOMS.length - 1, Math.max(0, was + by)));
  const keys: Readonly<Record<string, () => void>> = {
    PageDown: () => go(at + 1), PageUp: () => go(at - 1), ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), Home: () => go(0), End: () => go(count - 1),
    r: () => rotate(1), R: () => rotate(-1), '+': () => enlarge(1), '=': () => enlarge(1), '-': () => enlarge(-1), '0': () => setZoom(0),
  };
  function press(event: KeyboardEvent): void {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    // Enlarged, the arrows move the page about.
    if (!act || (zoom > 0 && event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
  return (
    <section className="fax" aria-label={title} onKeyDown={press}>
      <div className="faxBar">
        <b>{title}</b>
        {count > 1 && <FaxButton name={t('fax.previous')} off={at === 0} act={() => go(at - 1)}><IconChevronLeft size={18} stroke={1.7} /></FaxButton>}
        {count > 1 && <span className="tnum" aria-live="polite">{t('fax.page', { page: at + 1, count })}</span>}
        {count > 1 && <FaxButton name={t('fax.next')} off={at === count - 1} act={() => go(at + 1)}><IconChevronRight size={18} stroke={1.7} /></FaxButton>}
        <i />
        <FaxButton name={t('fax.smaller')} off={zoom === 0} act={() => enlarge(-1)}><IconZoomOut size={18} stroke={1.7} /></FaxButton>
        <FaxButton name={t('fax.larger')} off={zoom === ZOOMS.length - 1} act={() => enlarge(1)}><IconZoomIn size={18} stroke={1.7} /></FaxButton>
        <FaxButton name={t('fax.rotate')} act={() => rotate(1)}><IconRotateClockwise size={18} stroke={1.7} /></FaxButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and takes the keys */}
      <div className="faxSheet" ref={sheet} tabIndex={0}>
        <div className="faxPaper" style={{ width: `${(ZOOMS[zoom] ?? 1) * 100}%`, aspectRatio: aside ? ratio : 1 / ratio }}>
          <img src={page.url} alt={t('fax.page', { page: at + 1, count })} onLoad={({ currentTarget: { naturalHeight: h, naturalWidth: w } }) => setRatio(h / Math.max(1, w))} style={{ width: aside ? '100cqh' : '100cqw', height: aside ? '100cqw' : '100cqh', rotate: `${turn * 90}deg` }} />
        </div>
      </div>
      <div className="faxFoot">
        <a href={fax.pdf.url} download={fax.pdf.name} target="_blank" rel="noopener noreferrer"><IconDownload size={14} stroke={1.7} aria-hidden="true" />PDF</a>
        <a href={fax.tiff.url} download={fax.tiff.name} target="_blank" rel="noopener noreferrer"><IconDownload size={14} stroke={1.7} aria-hidden="true" />TIFF</a>
        <a href={page.url} target="_blank" rel="noopener noreferrer">{t('fax.alone')}</a>
      </div>
    </section>
  );
}

function FaxButton({ name, off = false, act, children }: { name: string; off?: boolean; act: () => void; children: ReactNode }) {
  return <button type="button" aria-label={name} title={name} disabled={off} onClick={act}>{children}</button>;
}
