/** Elements without a framework: text is always text, never markup. */
type Props = Readonly<Record<string, string | number | boolean | null | ((event: Event) => void)>>;

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: (Node | string | null)[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null) node.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/** Makes these the children; what is there already is not touched, so it keeps its focus. */
export function place(parent: HTMLElement, nodes: readonly Node[]): void {
  for (const child of [...parent.childNodes]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, at) => {
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] ?? null);
  });
}

const SVG = 'http://www.w3.org/2000/svg';

/** A 24 px line icon from path data. */
export function icon(...paths: readonly string[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', width: '20', height: '20', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.8', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(name, value);
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

export const ICONS = {
  chat: ['M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12Z'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  send: ['M4 12l16-8-6 16-3-7-7-1Z'],
  clip: ['M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.5 3.5 0 0 1 5 5L10 17.5a2 2 0 0 1-3-3l7.5-7.5'],
  end: ['M9 6H5v12h4', 'M13 8l4 4-4 4', 'M17 12H9'],
  file: ['M7 3h7l4 4v14H7z', 'M14 3v4h4'],
} as const;

/** Text with http(s) addresses as links; nothing else becomes anything. */
export function linked(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'）】」，。]+/g)) {
    const at = match.index;
    let url = match[0];
    const tail = /[.,;:!?)\]]+$/.exec(url)?.[0] ?? '';
    url = url.slice(0, url.length - tail.length);
    out.append(text.slice(from, at), el('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, url), tail);
    from = at + match[0].length;
  }
  out.append(text.slice(from));
  return out;
}

/** Escape closes an open panel; Tab stays in it. */
export function keepFocus(root: ShadowRoot, panel: HTMLElement, isOpen: () => boolean, close: () => void): void {
  root.addEventListener('keydown', (event) => {
    const { key: pressed, shiftKey } = event as KeyboardEvent;
    if (pressed === 'Escape' && isOpen()) close();
    if (pressed !== 'Tab' || !isOpen()) return;
    // Focus stays in the open panel.
    const stops = [...panel.querySelectorAll<HTMLElement>('button:not([disabled]),textarea,input:not(.hide),select,a[href],[tabindex="0"]')].filter((n) => n.offsetParent !== null);
    const edge = shiftKey ? stops[0] : stops.at(-1);
    if (root.activeElement === edge) {
      event.preventDefault();
      (shiftKey ? stops.at(-1) : stops[0])?.focus();
    }
  });
}
