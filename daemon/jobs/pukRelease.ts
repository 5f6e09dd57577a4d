/** Unblocks a PIN with the PUK that the RA releases for this one operation. Each try of a PUK is guarded like one of a PIN. */
import { retry } from '../../base/retry.js';
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { PukBlockedError, WrongPukError } from '../../card/errors.js';
import { RaUnavailableError, type PukRelease } from '../../sync/connector.js';
import { createOperationRecipient } from '../../base/pki/recipient.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobServices, StepContext } from './step.js';
import { pukOf } from '../../card/drivers/capabilities.js';

/** How many times the same request is sent while no answer comes. */
const attempts = 3;

type PukContext = Pick<StepContext<unknown, unknown>, 'card' | 'cardSerial' | 'services' | 'heard'>;

export interface Unblocking {
  readonly release: Omit<PukRelease, 'recipientCertificate' | 'cardSerial'>;
  readonly idempotencyKey: string;
  readonly newPin: Secret;
  readonly told: KnownPukTries;
}

/** What the person who ordered the job knew of the PUK's tries. The questions that were answered since then add to it (`heard`). */
export interface KnownPukTries {
  readonly pukTriesLeft: number | null;
  readonly lastTryConfirmed: boolean;
}

/**
 * Asks the RA for the PUK and sends it to the card with the new PIN. Where a PUK of this card was refused before, nothing is asked
 * for and nothing is sent unless a person was told how many tries are left; before the last one, a person has to confirm that try.
 * @throws {Failure} `card.puk.triesMissing`, `card.puk.lastTry` @throws {WrongPukError} one try is spent
 * @throws {PukBlockedError} @throws {RaUnavailableError} @throws {RaRefusedError} @throws {UnsealError}
 */
export async function unblockWithPuk(context: PukContext, { release, newPin, ...rest }: Unblocking): Promise<void> {
  const { card, cardSerial, services } = context;
  const { pin } = release;
  const maxTries = pukOf(card.capabilities, pin)?.puk.maxTries;
  if (maxTries === undefined) throw new Error(`no PUK unblocks PIN ${pin}`);
  await requirePukConsent(context, pin, rest.told);
  // While a new PUK still waits in the outbox, the RA would release the old one, and the card would lose a try.
  await services.flushOutbox();
  const { pukTries } = services;
  await withReleasedPuk(services, { ...release, cardSerial }, rest.idempotencyKey, async (puk) => {
    await pukTries.begin(cardSerial, pin, maxTries);
    try {
      await card.resetRetryCounter(pin, puk, newPin);
    } catch (error) {
      if (error instanceof WrongPukError) await pukTries.refused(cardSerial, pin, error.triesLeft);
      if (error instanceof PukBlockedError) await pukTries.refused(cardSerial, pin, 0);
      throw error;
    }
    await pukTries.accepted(cardSerial, pin);
  });
}

/** The tries of this card's PUK that a person has to be told of. null: none is known to be spent. */
export async function pukTriesLeft(
  { card, cardSerial, services }: Omit<PukContext, 'heard'>,
  pin: PinReference,
): Promise<number | null> {
  return services.pukTries.missesOf(cardSerial, pin, (await card.pukTries?.(pin)) ?? null)?.left ?? null;
}

/**
 * For `prepare`: a person is asked before the intent of the step is written.
 * @throws {Failure} `card.puk.triesMissing`, `card.puk.lastTry` @throws {PukBlockedError}
 */
export async function requirePukConsent(context: PukContext, pin: PinReference, told: KnownPukTries): Promise<void> {
  const triesLeft = await pukTriesLeft(context, pin);
  if (triesLeft === null) return;
  if (triesLeft === 0) throw new PukBlockedError(pin);
  const answered = context.heard();
  if (triesLeft === 1) {
    const confirmed = told.lastTryConfirmed || answered.some(({ code }) => code === 'card.puk.lastTry');
    if (!confirmed) throw new Failure('card.puk.lastTry', { pin, triesLeft });
    return;
  }
  // Fewer tries than a person was told of: that person decided something else.
  const shown = [told.pukTriesLeft, ...answered.map(({ facts }) => facts.triesLeft)];
  if (!shown.some((number) => number === triesLeft)) throw new Failure('card.puk.triesMissing', { pin, triesLeft });
}

/**
 * Lends the PUK of one PIN to `use`. It comes sealed to a key that exists only during this call, and is zeroed when `use` is done.
 * If the answer is lost, the request is retried with the same idempotency key: the RA releases once.
 */
async function withReleasedPuk(
  services: Pick<JobServices, 'ra' | 'profile'>,
  release: Omit<PukRelease, 'recipientCertificate'>,
  idempotencyKey: string,
  use: (puk: Secret) => Promise<void>,
): Promise<void> {
  const recipient = await createOperationRecipient(idempotencyKey);
  try {
    const request = { ...release, recipientCertificate: recipient.certificate };
    const puk = await recipient.open(await releasedPuk(services, request, idempotencyKey));
    try {
      await use(puk);
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
  return retry(() => ra.releasePuk(request, idempotencyKey), {
    pauseMs: profile.connector.retryMs,
    attempts,
    isPassing: (error) => error instanceof RaUnavailableError,
  });
}
