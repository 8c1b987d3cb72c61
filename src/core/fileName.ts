/** The name of a file as a stranger gives it, made safe to show, to log and to save. */

const MOST = 200;

/** Names that mean a device on some systems, with or without an ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Control characters, and invisible ones that turn or hide text (`gpj.exe` shown as `exe.jpg`). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** No path, no characters that hide, turn or end anything, no device, 200 characters at most and its ending kept; `file` when nothing is left. */
export function fileNameOf(given: string): string {
  const bare = given.normalize('NFC').replace(UNSEEN, '').split(/[\\/]/).at(-1) ?? '';
  const plain = bare.replace(/[<>:"|?*]/g, '').replace(/^[.\s]+|[.\s]+$/g, '');
  const name = DEVICE.test(plain) ? `_${plain}` : plain;
  if (name.length <= MOST) return name || 'file';
  const ending = /\.[^.\s]{1,10}$/.exec(name)?.[0] ?? '';
  // A cut must not leave half a character.
  return name.slice(0, MOST - ending.length).replace(/[\ud800-\udbff]$/, '') + ending;
}

/** The name in an `x-file-name` header; null when it is not URI-encoded. */
export function fileNameFrom(header: string | null): string | null {
  try {
    return fileNameOf(decodeURIComponent(header ?? ''));
  } catch {
    return null;
  }
}
