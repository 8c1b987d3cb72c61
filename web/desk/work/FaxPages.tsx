import { IconChevronLeft, IconChevronRight, IconDownload, IconHighlight, IconMessagePlus, IconPencil, IconRotateClockwise, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { act } from '../../shared/act.ts';
import { perform } from '../actions/perform.ts';
import type { Entry } from '../state/documents.ts';
import { MARK_PAGE, REMOVE_MARK } from '../state/faxMutations.ts';
import { t } from '../words/index.ts';
import { FaxMarkList, FaxNoteForm } from './FaxMarkList.tsx';
import { type Draft, FaxMarks, type Mark, type Tool } from './FaxMarks.tsx';
import { spotAt } from './pagePlaces.ts';

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

/** A fax, page by page: turned, enlarged and marked as the reader likes, with buttons and with keys. */
export function FaxPages({ fax, entry }: { fax: Fax; entry: Entry }) {
  const [at, setAt] = useState(0);
  const [turns, setTurns] = useState<Readonly<Record<number, number>>>({});
  const [zoom, setZoom] = useState(0);
  /** Height to width of a page. */
  const [ratio, setRatio] = useState(1.35);
  const [tool, setTool] = useState<Tool | null>(null);
  /** What is drawn and not kept yet; a note waits for its text. */
  const [draft, setDraft] = useState<(Draft & { readonly file: string }) | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const leaf = useRef<HTMLDivElement>(null);
  const count = fax.pages.length;
  const page = fax.pages[at] ?? fax.pages[0];
  if (!page) return null;
  const title = count === 1 ? t('fax.titleOne') : t('fax.title', { count });
  const turn = (turns[at] ?? 0) % 4;
  const aside = turn % 2 === 1;
  const go = (to: number): void => {
    if (to < 0 || to >= count) return;
    setAt(to);
    if (draft?.kind === 'note') setDraft(null);
    if (sheet.current) sheet.current.scrollTop = 0;
  };
  const rotate = (by: number): void => setTurns((was) => ({ ...was, [at]: ((was[at] ?? 0) + by + 4) % 4 }));
  const enlarge = (by: number): void => setZoom((was) => Math.min(ZOOMS.length - 1, Math.max(0, was + by)));
  const take = (one: Tool): void => setTool((was) => (was === one ? null : one));
  async function keep(mark: Draft & { readonly file: string }, text: string | null = null): Promise<void> {
    setDraft(mark);
    const kept = await perform(act(MARK_PAGE, { entry: entry.id, file: mark.file, kind: mark.kind, points: mark.points.map(({ x, y }) => ({ x, y })), text, clientId: crypto.randomUUID() }));
    // A note that was refused keeps its words.
    if (!kept && text !== null) return;
    setDraft(null);
    if (text !== null) sheet.current?.focus();
  }
  function drawn(mark: Draft): void {
    const one = { ...mark, file: page?.id ?? '' };
    if (mark.kind !== 'note') return void keep(one);
    setTool(null);
    setDraft(one);
  }
  /** In the middle of what is seen of the page, for whoever has no pointer. */
  function stick(): void {
    const [seen, whole] = [sheet.current?.getBoundingClientRect(), leaf.current?.getBoundingClientRect()];
    if (!seen || !whole) return;
    const [top, foot] = [Math.max(seen.top, whole.top), Math.min(seen.bottom, whole.bottom)];
    drawn({ kind: 'note', points: [spotAt(whole, { x: (Math.max(seen.left, whole.left) + Math.min(seen.right, whole.right)) / 2, y: (top + foot) / 2 }, turn)] });
  }
  const pageOf = (mark: Mark): number => fax.pages.findIndex((p) => p.id === mark.fileId) + 1;
  const keys: Readonly<Record<string, () => void>> = {
    PageDown: () => go(at + 1), PageUp: () => go(at - 1), ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), Home: () => go(0), End: () => go(count - 1),
    r: () => rotate(1), R: () => rotate(-1), '+': () => enlarge(1), '=': () => enlarge(1), '-': () => enlarge(-1), '0': () => setZoom(0),
    h: () => take('highlight'), p: () => take('pen'), n: stick, ...(tool || draft ? { Escape: () => { setTool(null); setDraft(null); } } : {}),
  };
  function press(event: KeyboardEvent): void {
    // What is written into a note is not for the page.
    if (event.target instanceof HTMLInputElement) return;
    const does = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    // Enlarged, the arrows move the page about.
    if (!does || (zoom > 0 && event.key.startsWith('Arrow'))) return;
    event.preventDefault();
    event.stopPropagation();
    does();
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
        <span className="faxTools">
          <FaxButton name={t('fax.highlight')} on={tool === 'highlight'} act={() => take('highlight')}><IconHighlight size={18} stroke={1.7} /></FaxButton>
          <FaxButton name={t('fax.pen')} on={tool === 'pen'} act={() => take('pen')}><IconPencil size={18} stroke={1.7} /></FaxButton>
          {/* Pressed with a key there is nothing to click with. */}
          <FaxButton name={t('fax.note')} on={tool === 'note'} act={(byKey) => (byKey ? stick() : take('note'))}><IconMessagePlus size={18} stroke={1.7} /></FaxButton>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and takes the keys */}
      <div className="faxSheet" ref={sheet} tabIndex={0}>
        <div className="faxPaper" style={{ width: `${(ZOOMS[zoom] ?? 1) * 100}%`, aspectRatio: aside ? ratio : 1 / ratio }}>
          <div className="faxLeaf" ref={leaf} style={{ width: aside ? '100cqh' : '100cqw', height: aside ? '100cqw' : '100cqh', rotate: `${turn * 90}deg` }}>
            <img src={page.url} alt={t('fax.page', { page: at + 1, count })} draggable={false} onLoad={({ currentTarget: { naturalHeight: h, naturalWidth: w } }) => setRatio(h / Math.max(1, w))} />
            <FaxMarks marks={entry.marks.filter((m) => m.fileId === page.id)} draft={draft?.file === page.id ? draft : null} turn={turn} tool={tool} chosen={chosen} leaf={leaf} drawn={drawn} choose={setChosen} />
          </div>
        </div>
      </div>
      {tool && <p className="faxHint" role="status">{t(tool === 'note' ? 'fax.stick' : 'fax.draw')}</p>}
      {draft?.kind === 'note' && <FaxNoteForm page={at + 1} keep={(text) => keep(draft, text)} cancel={() => setDraft(null)} />}
      {entry.marks.length > 0 && <FaxMarkList marks={entry.marks} pageOf={pageOf} pages={count} chosen={chosen} choose={(mark) => { go(pageOf(mark) - 1); setChosen(mark.id); }} remove={(mark) => void perform(act(REMOVE_MARK, { mark: mark.id }))} />}
      <div className="faxFoot">
        <a href={fax.pdf.url} download={fax.pdf.name} target="_blank" rel="noopener noreferrer"><IconDownload size={14} stroke={1.7} aria-hidden="true" />PDF</a>
        <a href={fax.tiff.url} download={fax.tiff.name} target="_blank" rel="noopener noreferrer"><IconDownload size={14} stroke={1.7} aria-hidden="true" />TIFF</a>
        <a href={page.url} target="_blank" rel="noopener noreferrer">{t('fax.alone')}</a>
      </div>
    </section>
  );
}

function FaxButton({ name, off = false, on, act: does, children }: { name: string; off?: boolean; on?: boolean; act: (byKey: boolean) => void; children: ReactNode }) {
  return <button type="button" aria-label={name} title={name} aria-pressed={on} disabled={off} onClick={(event) => does(event.detail === 0)}>{children}</button>;
}
