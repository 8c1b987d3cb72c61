/** What is wrong with a connection, in words. */

const WORDS: readonly (readonly [fits: RegExp, words: string])[] = [
  [/ENOTFOUND|EAI_AGAIN|EDNS|NXDOMAIN/, 'there is no server of this name, or names cannot be looked up; check the name.'],
  [/ECONNREFUSED/, 'nothing listens on this port; check the port, and whether the server runs.'],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ESOCKETTIMEDOUT|CONNECT_TIMEOUT|GREETING_TIMEOUT|GREEETING_TIMEOUT|timed? ?out/i, 'it did not answer in time; a firewall may be in the way, or the port speaks another encryption.'],
  [/SELF_SIGNED|DEPTH_ZERO|self.signed/i, 'its certificate is self-signed, so it could be anybody’s.'],
  [/UNABLE_TO_VERIFY|UNABLE_TO_GET|CERT_UNTRUSTED/, 'its certificate comes from an authority that this machine does not know.'],
  [/CERT_HAS_EXPIRED/, 'its certificate has expired.'],
  [/ALTNAME|hostname.*does not match/i, 'its certificate is for another name; use the name that the provider gives.'],
  [/wrong version number|EPROTO|SSL routines|ETLS/i, 'it does not speak TLS on this port; choose STARTTLS, or the port for TLS.'],
  [/ECONNRESET|EPIPE|closed|NoConnection|ECONNECTION|ESOCKET/i, 'it closed the connection.'],
  [/EADDRINUSE/, 'another program listens on this port already; choose another.'],
  [/EACCES/, 'this port may not be opened by us; choose one above 1023.'],
];

/** A sentence's second half, after "…: ". */
export function wordsOf(error: unknown): string {
  const { code, message, cause } = error as { readonly code?: unknown; readonly message?: unknown; readonly cause?: unknown };
  const text = `${String(code ?? '')} ${String(message ?? error)} ${cause ? String((cause as { code?: unknown }).code ?? cause) : ''}`;
  return WORDS.find(([fits]) => fits.test(text))?.[1] ?? `${String(message ?? error).replace(/[\x00-\x1f\x7f]+/g, ' ').slice(0, 200).replace(/[.\s]+$/, '')}.`;
}
