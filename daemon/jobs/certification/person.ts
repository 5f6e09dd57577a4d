/** Steps of the jobs on the certificates of a card whose owner is present and knows the PINs. */
import { equalBytes } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';
import type { Ground } from '../../../sync/connector.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { Failure } from '../../contract/failures/failure.js';
import { verifyPersonPin, verifyPersonPins } from '../personPins.js';
import type { StepContext, StepOf } from '../step.js';
import { readablePublicKey, type Pair } from '../../readers/keyPair.js';
import { keySteps, nothing } from './steps.js';

type CardContext = Pick<StepContext<unknown, unknown>, 'card' | 'cardSerial' | 'services'>;

/** The PIN is verified before every key operation, because the card forgets it in between. */
export const personKeySteps = keySteps((context, use: KeyUse) =>
  verifyPersonPin(context, pinOfKey(context.card.capabilities, use)),
);

export const verifyPins: StepOf<unknown, unknown, 'verifyPins', typeof nothing> = {
  name: 'verifyPins',
  kind: 'repeatable',
  label: { 'zh-TW': '驗證晶片卡密碼', en: 'Verifying the card’s PINs' },
  async run(context) {
    await verifyPersonPins(context);
    return nothing;
  },
};

/** On whose responsibility the RA is asked: the login that the job began with, or the member of staff. */
export function groundOf({
  actor,
  input,
}: Pick<StepContext<{ readonly authorisationId: string | null }, unknown>, 'actor' | 'input'>): Ground {
  const { authorisationId } = input;
  return authorisationId === null
    ? { kind: 'counter', operator: actor.name }
    : { kind: 'authorisation', authorisationId };
}

/** @throws {Failure} when the card belongs to another registration than the one that was ordered */
export function checkRegistration(found: string | undefined, expected: string): void {
  if (found !== expected) throw new Failure('job.openOrder.otherRegistration', { registrationId: expected });
}

/**
 * A new key must not overwrite a key that a certificate in force is for.
 * @throws {Failure} `job.openOrder.certified`
 */
export async function refuseCertifiedPlaces(
  { card, cardSerial, services }: CardContext,
  pairs: readonly Pair[],
  ground: Ground,
): Promise<void> {
  const inForce = await services.ra.certificatesOfCard(cardSerial, ground);
  const keys = inForce.map(({ certificate }) => readCertificate(certificate).publicKey);
  for (const pair of pairs) {
    const onCard = await readablePublicKey(card, pair);
    if (onCard !== null && keys.some((key) => equalBytes(key, onCard))) {
      throw new Failure('job.openOrder.certified', { use: pair.use });
    }
  }
}
