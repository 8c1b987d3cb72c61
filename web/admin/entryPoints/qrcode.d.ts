/** What is used of the package `qrcode`, which has no types of its own. */
declare module 'qrcode' {
  interface Code { readonly modules: { readonly size: number; readonly data: Uint8Array } }
  const library: { create(text: string, options: { readonly errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): Code };
  export default library;
}
