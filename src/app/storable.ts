/** NUL and half of a character (a lone surrogate) can be stored neither as text nor as JSON; everything else that people write is kept as it is. */
export const storable = (text: string): string => (UNSTORABLE.test(text) ? text.replaceAll(UNSTORABLE_ALL, '\ufffd') : text);

const UNSTORABLE = /[\u0000\ud800-\udfff]/u;
const UNSTORABLE_ALL = new RegExp(UNSTORABLE, 'gu');
