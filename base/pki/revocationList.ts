/** Reads and creates certificate revocation lists, version 2 (RFC 5280 §5). */
import * as asn1js from 'asn1js';
import { CertificateRevocationList, Extension, Extensions, RevokedCertificate, id_CRLReason } from 'pkijs';
import { fromHex } from '../bytes.js';
import { time } from './certificate.js';
import { arrayBuffer, bitString, der } from './der.js';
import { signatureAlgorithm, type Signer } from './keys.js';
import { encodeName, type DistinguishedName } from './names.js';
import { revocationListParts, revokedSerials } from './revocationListParts.js';

/** The values of CRLReason that this program writes (RFC 5280 §5.3.1). */
const reasonCodes = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
} as const;

export interface RevokedEntry {
  /** Upper-case hex. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: keyof typeof reasonCodes;
}

export interface RevocationListTemplate {
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedEntry[];
  readonly extensions: readonly Extension[];
}

/** Makes the bytes to be signed accessible: pkijs signs only with a WebCrypto key. */
class ListDraft extends CertificateRevocationList {
  /** The `tbsCertList`, DER. */
  information(): Uint8Array {
    return der(this.encodeTBS());
  }
}

/** `unspecified` is expressed by leaving the reason out (§5.3.1). */
function entryExtensions(reason: RevokedEntry['reason']): Partial<Pick<RevokedCertificate, 'crlEntryExtensions'>> {
  if (reason === 'unspecified') return {};
  const extnValue = arrayBuffer(der(new asn1js.Enumerated({ value: reasonCodes[reason] })));
  return {
    crlEntryExtensions: new Extensions({ extensions: [new Extension({ extnID: id_CRLReason, extnValue })] }),
  };
}

function integerOf(serial: string): asn1js.Integer {
  const bytes = fromHex(serial);
  // A serial number is positive: a leading zero byte keeps a set first bit from being read as the sign.
  const positive = (bytes[0] ?? 0) > 0x7f ? Uint8Array.of(0, ...bytes) : bytes;
  return new asn1js.Integer({ valueHex: arrayBuffer(positive) });
}

/** @returns a CertificateList, DER, signed by `signer` */
export async function createRevocationList(template: RevocationListTemplate, signer: Signer): Promise<Uint8Array> {
  const revoked = template.revoked.map(
    ({ serial, revokedAt, reason }) =>
      new RevokedCertificate({
        userCertificate: integerOf(serial),
        revocationDate: time(revokedAt),
        ...entryExtensions(reason),
      }),
  );
  const draft = new ListDraft({
    version: 1,
    issuer: encodeName(template.issuer),
    thisUpdate: time(template.thisUpdate),
    nextUpdate: time(template.nextUpdate),
    // §5.1.2.6: the field is absent when no certificate is revoked.
    ...(revoked.length > 0 && { revokedCertificates: revoked }),
    crlExtensions: new Extensions({ extensions: [...template.extensions] }),
  });
  draft.signature = signatureAlgorithm(signer.publicKey);
  draft.signatureAlgorithm = signatureAlgorithm(signer.publicKey);
  draft.signatureValue = bitString(await signer.sign(draft.information()));
  return der(draft.toSchema(true) as asn1js.Sequence);
}

/** Are the bytes a CertificateList (DER)? The signature is not checked. */
export function isRevocationList(bytes: Uint8Array): boolean {
  try {
    revokedSerials(revocationListParts(bytes), new Set());
    return true;
  } catch {
    return false;
  }
}
