/** Reads and creates PKCS #10 certification requests (RFC 2986). */
import { CertificationRequest, PublicKeyInfo } from 'pkijs';
import { arrayBuffer, bitString, der } from './der.js';
import { signatureAlgorithm, signatureVerifies, type Signer } from './keys.js';
import { encodeName, nameText, type DistinguishedName } from './names.js';

/** Makes the bytes to be signed accessible: pkijs signs only with a WebCrypto key. */
class RequestDraft extends CertificationRequest {
  /** The `certificationRequestInfo`, DER. */
  information(): Uint8Array {
    return der(this.encodeTBS());
  }
}

/** @returns a CertificationRequest, DER, for the signer's public key and signed by the signer */
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

/** What this program reads from a request. */
export interface CertificationRequestFacts {
  /** RFC 4514 text */
  readonly subject: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Was the request signed by the key that it contains (proof of possession)? */
  readonly signatureValid: boolean;
}

/** @param request DER @throws {Error} when it is not a PKCS #10 request */
export function readCertificationRequest(request: Uint8Array): CertificationRequestFacts {
  const parsed = CertificationRequest.fromBER(arrayBuffer(request));
  const publicKey = der(parsed.subjectPublicKeyInfo.toSchema());
  return {
    subject: nameText(parsed.subject),
    publicKey,
    signatureValid: signatureVerifies({
      publicKey,
      algorithmId: parsed.signatureAlgorithm.algorithmId,
      data: parsed.tbsView,
      signature: parsed.signatureValue.valueBlock.valueHexView,
    }),
  };
}
