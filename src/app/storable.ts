/** NUL cannot be stored as text; everything else that people write is kept as it is. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\ufffd');
