/** What each step of `issueCard` leaves behind, and the words they share. */
import type { Secret } from '../../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../../base/terms.js';
import type { KeyPlace } from '../../../../card/drivers/driver.js';
import { WrongPinError } from '../../../../card/drivers/errors.js';
import type { JobInputs } from '../../job.js';
import type { Step, StepContext } from '../../step.js';

export type Input = JobInputs['issueCard'];
type Nothing = Readonly<Record<string, never>>;
export const nothing: Nothing = {};

export interface Outcomes {
  checkCard: { readonly family: string };
  openOrder: { readonly orderId: string; readonly escrowCertificate: string; readonly userIdentifier: string };
  setPuk1: Nothing;
  createFiles1: Nothing;
  setTransportPin1: Nothing;
  generateSigningKey: { readonly publicKey: string };
  requestSigning: { readonly request: string };
  setPuk2: Nothing;
  createFiles2: Nothing;
  setTransportPin2: Nothing;
  generateEncryptionKey: { readonly publicKey: string };
  requestEncryption: { readonly request: string };
  obtainCertificates: { readonly sign: string; readonly encrypt: string };
  writeSigningCertificate: Nothing;
  checkSigningKey: Nothing;
  writeEncryptionCertificate: Nothing;
  checkEncryptionKey: Nothing;
  deliverPin1: { readonly pukUsed: boolean };
  deliverPin2: { readonly pukUsed: boolean };
  reportIssued: Nothing;
}

export type Context = StepContext<Input, Outcomes>;
export type IssueStep<Name extends keyof Outcomes> = Step<Input, Outcomes, Name>;

/** The uses of the two keys that this job makes. */
export type IssuedUse = Exclude<KeyUse, 'signEncrypt'>;
/** A blank card has nothing in either place. */
export const place: KeyPlace = 'a';

export const pinNames = { 1: 'pin1', 2: 'pin2' } as const;
export const ordinals = { 1: '第一組', 2: '第二組' } as const;
export const usesZh = { sign: '簽章', encrypt: '加密' } as const;
export const usesEn = { sign: 'signing', encrypt: 'encryption' } as const;

export async function withTransportPin<T>(
  context: Context,
  pin: PinReference,
  use: (pin: Secret) => Promise<T>,
): Promise<T> {
  const { maxLength } = context.card.capabilities.pinRule;
  const transportPin = context.services.transportPin(context.cardSerial, pin, maxLength);
  try {
    return await use(transportPin);
  } finally {
    transportPin.dispose();
  }
}

/**
 * Every key operation of this job is done under the transport PIN; its right value spends no try. Where a try is missing
 * it may be the wrong one, and only a person's word lets it be shown to the card again.
 * @throws {WrongPinError} also without having spent a try
 */
export async function verifyTransportPin(context: Context, use: KeyUse): Promise<void> {
  const pin = context.card.capabilities.pinOfKey[use];
  if (context.attempt > 1 && !context.toldToTryAgain()) {
    const { triesLeft, maxTries } = await context.card.pinStatus(pin);
    if (triesLeft !== null && triesLeft < maxTries) throw new WrongPinError(pin, triesLeft);
  }
  await withTransportPin(context, pin, (transportPin) => context.card.verifyPin(pin, transportPin));
}
