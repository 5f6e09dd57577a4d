import type { Secret } from '../../../base/secret.js';
import { openSealedBy, sealedToCheck, sealTo } from '../../../base/pki/sealed.js';

/** RSAES-OAEP with its default parameters, by the escrow key: in a token, or wherever the composition root has it. */
export type EscrowOpener = (encryptedKey: Uint8Array) => Promise<Uint8Array>;

/** What gateways seal to the RA, and how the RA opens it or hands it on. */
export class Escrow {
  /** Is it addressed to the escrow key? Opens nothing. */
  readonly accepts: (sealed: Uint8Array) => boolean;

  constructor(
    /** X.509 DER */
    readonly certificate: Uint8Array,
    private readonly decrypt: EscrowOpener,
  ) {
    this.accepts = sealedToCheck(certificate);
  }

  /** @throws {UnsealError} */
  open(sealed: Uint8Array): Promise<Secret> {
    return openSealedBy(sealed, this.decrypt);
  }

  /** Opens and seals again, to `recipient` (X.509 DER). @throws {UnsealError} */
  async handOn(sealed: Uint8Array, recipient: Uint8Array): Promise<Uint8Array> {
    const secret = await this.open(sealed);
    try {
      return await sealTo(recipient, secret);
    } finally {
      secret.dispose();
    }
  }
}
