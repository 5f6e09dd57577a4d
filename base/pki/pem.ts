/** Files that hold DER, or PEM (RFC 7468) with one block or several. */

/** @param label e.g. `CERTIFICATE`; other blocks are left out @returns DER */
export function pemBlocks(content: Uint8Array, label: string): readonly Uint8Array[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (!bytes.includes('-----BEGIN ')) return [new Uint8Array(content)];
  const blocks = bytes
    .toString('latin1')
    .matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g'));
  return [...blocks].map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')));
}
