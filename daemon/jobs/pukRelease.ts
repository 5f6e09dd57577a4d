import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { PukReleaseGround, RaConnector } from '../../sync/connector.js';
import { createOperationRecipient } from '../../sync/pki/recipient.js';

/**
 * Asks the RA for the PUK of one PIN and lends it to `use`. It comes sealed to a key that lives no longer than this
 * call, and is zeroed when `use` is done.
 * @throws {RaUnavailableError} @throws {RaRefusedError} @throws {UnsealError}
 */
export async function withReleasedPuk<T>(
  ra: RaConnector,
  release: { readonly ground: PukReleaseGround; readonly cardSerial: string; readonly pin: PinReference },
  idempotencyKey: string,
  use: (puk: Secret) => Promise<T>,
): Promise<T> {
  const recipient = await createOperationRecipient(idempotencyKey);
  try {
    const sealed = await ra.releasePuk({ ...release, recipientCertificate: recipient.certificate }, idempotencyKey);
    const puk = await recipient.open(sealed);
    try {
      return await use(puk);
    } finally {
      puk.dispose();
    }
  } finally {
    recipient.dispose();
  }
}
