/** EF.CDF, ISO 7816-15 §8.7: where the certificate of a key lies. */
import { encode, octetString } from './der.js';
import { objectFlags, path, pkcs15Object } from './objects.js';

/** @param id of the key @param filePath of the EF with the X.509 DER, hex */
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
