/** The certificate objects (SP 800-73-4 part 1, table 10) and the mark that tells which of two pairs is the current one. */
import { concatBytes } from '../../../base/bytes.js';
import { CardProtocolError } from '../../errors.js';
import { encodeTlv, parseTlvs, requireTlv, type Tlv } from '../../iso7816/tlv.js';

/** The certificate of a slot. */
export interface CertificateObject {
  /** X.509 DER, as far as the card says. */
  readonly certificate: Uint8Array;
  /** Of two pairs of a use the one with the higher order is current. 0: it was never current, or other software wrote it. */
  readonly order: number;
}

const tags = { certificate: 0x70, information: 0x71, mark: 0x72, errorDetection: 0xfe } as const;
const orderBytes = 4;

/**
 * The mark lies in tag 72 (MSCUID), which SP 800-73-3 allows and nobody reads: it is written with the certificate, in one command whose
 * effect is whole or none.
 */
export function encodeCertificateObject({ certificate, order }: CertificateObject): Uint8Array {
  const mark = new Uint8Array(orderBytes);
  new DataView(mark.buffer).setUint32(0, order);
  return concatBytes(
    encodeTlv(tags.certificate, certificate),
    encodeTlv(tags.information, Uint8Array.of(0x00)),
    encodeTlv(tags.mark, mark),
    encodeTlv(tags.errorDetection),
  );
}

/** The order of a pair by its certificate's object. 0 also for one that other software wrote, compressed or malformed. */
export function orderOf(value: Uint8Array): number {
  try {
    return orderIn(parseTlvs(value));
  } catch (error) {
    if (error instanceof CardProtocolError) return 0;
    throw error;
  }
}

function orderIn(parts: readonly Tlv[]): number {
  const mark = parts.find(({ tag }) => tag === tags.mark)?.value;
  return mark?.length === orderBytes ? new DataView(mark.buffer, mark.byteOffset, orderBytes).getUint32(0) : 0;
}

/** @throws {CardProtocolError} when the object holds no certificate, or a compressed one */
export function decodeCertificateObject(value: Uint8Array): CertificateObject {
  const parts = parseTlvs(value);
  const information = parts.find(({ tag }) => tag === tags.information)?.value[0] ?? 0;
  if ((information & 0x01) !== 0) throw new CardProtocolError('a compressed certificate');
  return { certificate: requireTlv(parts, tags.certificate), order: orderIn(parts) };
}
