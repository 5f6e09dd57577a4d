/** The escrow key: gateways seal PUKs and PINs to it. */
import type { Secret } from '../../../base/secret.js';
import { openSealedBy, sealedToCheck, sealTo } from '../../../base/pki/sealed.js';

/** Decrypts with the escrow key: RSAES-OAEP with its default parameters. The key is for example in a PKCS #11 token. */
export type EscrowOpener = (encryptedKey: Uint8Array) => Promise<Uint8Array>;

/** Opens what gateways sealed to the escrow key, or seals it again to another recipient. */
export class Escrow {
  /** Is the message addressed to the escrow key? It is not decrypted. */
  readonly accepts: (sealed: Uint8Array) => boolean;

  /** X.509 DER */
  readonly certificate: Uint8Array;
  readonly #decrypt: EscrowOpener;

  /** @param certificate X.509 DER */
  constructor(certificate: Uint8Array, decrypt: EscrowOpener) {
    this.certificate = certificate;
    this.#decrypt = decrypt;
    this.accepts = sealedToCheck(certificate);
  }

  /** @throws {UnsealError} */
  open(sealed: Uint8Array): Promise<Secret> {
    return openSealedBy(sealed, this.#decrypt);
  }

  /** @param recipient X.509 DER @returns the same secret, sealed to the recipient @throws {UnsealError} */
  async sealAgain(sealed: Uint8Array, recipient: Uint8Array): Promise<Uint8Array> {
    const secret = await this.open(sealed);
    try {
      return await sealTo(recipient, secret);
    } finally {
      secret.dispose();
    }
  }
}
