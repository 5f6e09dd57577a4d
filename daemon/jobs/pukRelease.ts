import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../../base/secret.js';
import { RaUnavailableError, type PukRelease } from '../../sync/connector.js';
import { createOperationRecipient } from '../../base/pki/recipient.js';
import type { JobServices } from './step.js';

/** How many times the same request is sent while no answer comes. */
const attempts = 3;

/**
 * Asks the RA for the PUK of one PIN and lends it to `use`. The PUK comes sealed to a key that exists only during this call, and is
 * zeroed when `use` is done. If the answer is lost, the request is retried with the same idempotency key: the RA releases once.
 * @throws {RaUnavailableError} @throws {RaRefusedError} @throws {UnsealError}
 */
export async function withReleasedPuk<T>(
  services: Pick<JobServices, 'ra' | 'profile'>,
  release: Omit<PukRelease, 'recipientCertificate'>,
  idempotencyKey: string,
  use: (puk: Secret) => Promise<T>,
): Promise<T> {
  const recipient = await createOperationRecipient(idempotencyKey);
  try {
    const request = { ...release, recipientCertificate: recipient.certificate };
    const puk = await recipient.open(await releasedPuk(services, request, idempotencyKey));
    try {
      return await use(puk);
    } finally {
      puk.dispose();
    }
  } finally {
    recipient.dispose();
  }
}

async function releasedPuk(
  { ra, profile }: Pick<JobServices, 'ra' | 'profile'>,
  request: PukRelease,
  idempotencyKey: string,
): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ra.releasePuk(request, idempotencyKey);
    } catch (error) {
      if (!(error instanceof RaUnavailableError) || attempt === attempts) throw error;
      await delay(profile.connector.retryMs);
    }
  }
}
