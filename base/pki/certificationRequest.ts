/** PKCS #10 (RFC 2986). */
import { CertificationRequest, PublicKeyInfo } from 'pkijs';
import { arrayBuffer, bitString, der } from './der.js';
import { signatureAlgorithm, signatureVerifies, type Signer } from './keys.js';
import { encodeName, nameText, type DistinguishedName } from './names.js';

/** Gives the `certificationRequestInfo` to whoever signs. */
class RequestDraft extends CertificationRequest {
  information(): Uint8Array {
    return der(this.encodeTBS());
  }
}

/** @returns CertificationRequest, DER, signed by `signer` for its own public key. */
export async function createCertificationRequest(subject: DistinguishedName, signer: Signer): Promise<Uint8Array> {
  const draft = new RequestDraft({
    version: 0,
    subject: encodeName(subject),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(arrayBuffer(signer.publicKey)),
    attributes: [],
  });
  draft.signatureAlgorithm = signatureAlgorithm(signer.publicKey);
  draft.signatureValue = bitString(await signer.sign(draft.information()));
  return der(draft.toSchema(true));
}

export interface CertificationRequestFacts {
  /** RFC 4514 */
  readonly subject: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Was the request signed by the key it names (proof of possession)? */
  readonly signatureValid: boolean;
}

/** @throws {Error} when `request` is not a PKCS #10 request. */
export function readCertificationRequest(request: Uint8Array): CertificationRequestFacts {
  const parsed = CertificationRequest.fromBER(arrayBuffer(request));
  const publicKey = der(parsed.subjectPublicKeyInfo.toSchema());
  return {
    subject: nameText(parsed.subject),
    publicKey,
    signatureValid: signatureVerifies(
      publicKey,
      parsed.signatureAlgorithm.algorithmId,
      parsed.tbsView,
      parsed.signatureValue.valueBlock.valueHexView,
    ),
  };
}
