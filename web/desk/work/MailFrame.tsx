import { useEffect, useRef, useState } from 'react';

/** Heights that were measured, by entry: a mail that comes into sight again is as tall as it was. */
const heights = new Map<string, number>();
const TALLEST = 30_000;

/**
 * A page of a mail in a frame: no scripts, no forms, nothing of the desk within its reach. It has the desk's origin so that its height can
 * be measured from here; without scripts nothing in it can use that.
 */
export function MailFrame({ id, page, title, paper }: { id: string; page: string; title: string; paper: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(() => heights.get(id) ?? 80);
  const watch = useRef<ResizeObserver | null>(null);
  useEffect(() => () => watch.current?.disconnect(), []);
  const loaded = (): void => {
    const doc = frame.current?.contentDocument;
    if (!doc?.body) return;
    const measure = (): void => {
      const now = Math.min(TALLEST, Math.ceil(doc.documentElement.getBoundingClientRect().height) + (doc.documentElement.scrollWidth > doc.documentElement.clientWidth ? 16 : 0));
      if (now === 0) return;
      heights.set(id, now);
      setHeight(now);
    };
    watch.current?.disconnect();
    watch.current = new ResizeObserver(measure);
    watch.current.observe(doc.documentElement);
    measure();
    // The desk's keys work also where somebody has clicked into a mail.
    doc.addEventListener('keydown', (event) => {
      const again = new KeyboardEvent('keydown', event);
      window.dispatchEvent(again);
      if (again.defaultPrevented) event.preventDefault();
    });
  };
  return <iframe ref={frame} className="mailFrame" data-paper={paper || undefined} title={title} srcDoc={page} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" style={{ height }} onLoad={loaded} />;
}
