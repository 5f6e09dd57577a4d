/** Files that hold DER, or PEM (RFC 7468) with one block or several. */

/** @param label e.g. `CERTIFICATE`; blocks with another label are skipped @returns DER */
export function pemBlocks(content: Uint8Array, label: string): readonly Uint8Array[] {
  const text = Buffer.from(content).toString('latin1');
  if (!text.includes('-----BEGIN ')) return [new Uint8Array(content)];
  const blocks = text.matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g'));
  return [...blocks].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')));
}
