/** The thread in which fax pages are read and made: one question after the other. Started, timed and replaced by `press`. */
import { parentPort } from 'node:worker_threads';
import { pdfOf, pngOf } from './document.ts';
import type { FaxOrder, RenderedFax } from './render/render.ts';
import { readTiff } from './tiff/read.ts';

/** A received fax as agents read it. */
export interface FaxDocument {
  readonly pdf: Uint8Array;
  readonly pictures: readonly Uint8Array[];
  /** Pages with rows that could not be read, and pages of which nothing could. */
  readonly damagedPages: number;
  readonly lostPages: number;
  /** It has more pages than are shown; the TIFF has them all. */
  readonly cut: boolean;
}

export type Question = { readonly id: number } & ({ readonly read: Uint8Array; readonly mostPages: number } | { readonly render: FaxOrder });
/** `ready`: the code is loaded; `page`: one more page is done. */
export type Answer =
  | { readonly id: number; readonly kind: 'ready' | 'page' }
  | { readonly id: number; readonly kind: 'document'; readonly document: FaxDocument }
  | { readonly id: number; readonly kind: 'fax'; readonly fax: RenderedFax }
  | { readonly id: number; readonly kind: 'fault'; readonly code: string; readonly explain: string };

const say = (answer: Answer): void => parentPort?.postMessage(answer);

async function answer(question: Question): Promise<Answer> {
  const { id } = question;
  if ('render' in question) {
    // PDFium and the typeface are loaded only where something goes out.
    const { renderFax } = await import('./render/render.ts');
    return { id, kind: 'fax', fax: await renderFax(question.render, () => say({ id, kind: 'page' })) };
  }
  const read = readTiff(question.read, question.mostPages);
  if (!read) return { id, kind: 'fault', code: 'NO_TIFF', explain: 'What came is not a fax document (TIFF); its bytes are kept.' };
  if (read.pages.length === 0) return { id, kind: 'fault', code: 'NO_PAGE', explain: 'No page of this fax can be read; its bytes are kept.' };
  say({ id, kind: 'page' });
  const pictures = read.pages.map((page) => {
    const picture = pngOf(page);
    say({ id, kind: 'page' });
    return picture;
  });
  return { id, kind: 'document', document: { pdf: pdfOf(read.pages), pictures, damagedPages: read.pages.filter((p) => p.damagedRows > 0).length, lostPages: read.lostPages, cut: read.cut } };
}

parentPort?.on('message', (question: Question) => {
  void answer(question).then(say, (error: unknown) => {
    const { code, message } = error as { code?: unknown; message?: unknown };
    say({ id: question.id, kind: 'fault', code: typeof code === 'string' ? code : 'FAULT', explain: String(message ?? error).slice(0, 500) });
  });
});
say({ id: 0, kind: 'ready' });
