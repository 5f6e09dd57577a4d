/** EF.CDF, ISO 7816-15 §8.7: the entry that points to the certificate of a key. */
import { encode, octetString } from './der.js';
import { objectFlags, path, pkcs15Object } from './objects.js';

/**
 * The CDF entry of a certificate, DER.
 * @param id the key's identifier
 * @param filePath path of the EF with the certificate (X.509 DER), hex
 */
export function encodeCertificateObject(label: string, id: Uint8Array, filePath: string): Uint8Array {
  return encode(
    pkcs15Object({
      label,
      flags: [objectFlags.modifiable],
      classAttributes: [octetString(id)],
      typeAttributes: [path(filePath)],
    }),
  );
}
