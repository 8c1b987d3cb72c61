/** A fax page in memory, and what may be done to its pixels. */

export interface Page {
  /** Pixels; of one row and of one column they need not be equally large. */
  readonly width: number;
  readonly height: number;
  /** Pixels per inch, across and down. */
  readonly across: number;
  readonly down: number;
  /** One bit a pixel, 1 = black, rows filled up to whole bytes. */
  readonly pixels: Uint8Array;
  /** Rows that could not be read, and rows that never came. */
  readonly damagedRows: number;
}

/** The same page with square pixels: rows are repeated, or several become one in which every black pixel stays. */
export function squared(page: Page): Page {
  const height = Math.max(1, Math.round((page.height * page.across) / page.down));
  if (height === page.height || height > page.height * 8) return page;
  const stride = (page.width + 7) >> 3;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const from = Math.floor((y * page.height) / height);
    const to = Math.max(from + 1, Math.floor(((y + 1) * page.height) / height));
    for (let row = from; row < to && row < page.height; row += 1) for (let x = 0; x < stride; x += 1) pixels[y * stride + x] = (pixels[y * stride + x] ?? 0) | (page.pixels[row * stride + x] ?? 0);
  }
  return { ...page, height, down: page.across, pixels };
}

/** Turned as TIFF's tag Orientation (274) asks: 1 = as it is, 3 = by 180°, 6 = by 90° to the right, 8 = to the left, the others mirrored. */
export function turned(page: Page, orientation: number): Page {
  if (orientation < 2 || orientation > 8) return page;
  const aside = orientation > 4;
  const [width, height] = aside ? [page.height, page.width] : [page.width, page.height];
  const [from, to] = [(page.width + 7) >> 3, (width + 7) >> 3];
  const pixels = new Uint8Array(to * height);
  const right = [2, 3, 7, 8].includes(orientation);
  const bottom = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < page.height; y += 1)
    for (let x = 0; x < page.width; x += 1) {
      if (((page.pixels[y * from + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0) continue;
      const [u, v] = [right ? page.width - 1 - x : x, bottom ? page.height - 1 - y : y];
      const [p, q] = aside ? [v, u] : [u, v];
      const at = q * to + (p >> 3);
      pixels[at] = (pixels[at] ?? 0) | (0x80 >> (p & 7));
    }
  return { ...page, width, height, pixels, ...(aside ? { across: page.down, down: page.across } : {}) };
}
