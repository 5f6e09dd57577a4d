import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../../base/secret.js';
import { RaUnavailableError, type PukRelease } from '../../sync/connector.js';
import { createOperationRecipient } from '../../base/pki/recipient.js';
import type { JobServices } from './step.js';

/** How often the same request is sent while no answer comes. */
const attempts = 3;

/**
 * Asks the RA for the PUK of one PIN and lends it to `use`. It comes sealed to a key that lives no longer than this
 * call, and is zeroed when `use` is done. An answer that was lost is asked for again with the same key: the RA releases once.
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
