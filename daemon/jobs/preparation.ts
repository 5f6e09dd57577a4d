/** Steps of the kinds of jobs that begin with a blank card: they give it its PUKs and its files. */
import { z } from 'zod';
import { fromBase64, toBase64 } from '../../base/bytes.js';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { pinRuleOf, pukOf, slotOf } from '../../card/drivers/capabilities.js';
import type { CardDriver, CardIdentity, PukDescription } from '../../card/drivers/driver.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { Order, RegistrationState } from '../../sync/connector.js';
import { sealTo } from '../../base/pki/sealed.js';
import { Failure } from '../contract/failures/failure.js';
import { checkRegistration } from './certification/person.js';
import { checkEscrow, checkOrder } from './certification/release.js';
import { nothing, ofOrder, type OrderFacts } from './certification/steps.js';
import { keyUses, ordinals } from './certification/uses.js';
import { idempotencyKey } from './idempotencyKey.js';
import { requirePinPossible, type NewPinRule } from './newPins.js';
import type { KnownCard } from '../readers/readerView.js';
import { ownOperation, storedOperations, type OwnStep } from './operations.js';
import type { JobServices, Step, StepContext } from './step.js';

type Nothing = typeof nothing;

export const preparationInput = z.object({
  registrationId: z.string(),
  /** What the card's family told when the job began. Absent in jobs of earlier versions: their cards are pairs of IsoApplets. */
  operations: storedOperations.optional(),
});
export type PreparationInput = z.infer<typeof preparationInput>;

/** Outcomes of these steps. */
export interface PreparationOutcomes {
  checkCard: { readonly family: string };
  openOrder: OrderFacts;
  setPuk1: Nothing;
  createFiles1: Nothing;
  setPuk2: Nothing;
  createFiles2: Nothing;
  /** The operations that only the card's family has. */
  [own: OwnStep]: Nothing;
}

type PreparationStep<Name extends keyof PreparationOutcomes> = Step<PreparationInput, PreparationOutcomes, Name>;

/**
 * @throws {Failure} `job.checkCard.…` unless the card is blank and can hold keys of the RA's algorithm; `card.pin.noneFits`
 */
export async function checkBlankCard(
  card: CardDriver,
  { profile, pinPolicy }: Pick<JobServices, 'profile' | 'pinPolicy'>,
): Promise<{ readonly family: string }> {
  const lifeCycle = await card.lifeCycle();
  if (lifeCycle === 'issued') throw new Failure('job.checkCard.issued');
  if (lifeCycle === 'prepared') throw new Failure('job.checkCard.prepared');
  if (lifeCycle === 'foreign') throw new Failure('job.checkCard.foreign');
  if (lifeCycle === 'incomplete') throw new Failure('job.checkCard.incomplete');
  const { family } = card.identity;
  requireTaken({ family, pinRule: pinRuleOf(card.capabilities) }, { profile, pinPolicy });
  checkAlgorithm(card, profile);
  return { family };
}

/** Does the RA take such cards for new subscribers? @throws {Failure} `job.checkCard.otherFamily`, `card.pin.noneFits` */
export function requireTaken(
  card: Pick<KnownCard, 'family' | 'pinRule'>,
  { profile, pinPolicy }: Pick<JobServices, 'profile' | 'pinPolicy'>,
): void {
  requireFamily(card, profile);
  requirePinPossible({ card: card.pinRule, policy: pinPolicy });
}

/** Does the RA take such a card, and can it hold the RA's keys? @throws {Failure} `job.checkCard.otherFamily`, `job.checkCard.algorithm` */
export function checkFamily(card: CardDriver, profile: RaProfile): void {
  requireFamily(card.identity, profile);
  checkAlgorithm(card, profile);
}

/** @throws {Failure} `job.checkCard.otherFamily` */
export function requireFamily({ family }: Pick<CardIdentity, 'family'>, { cardFamilies }: RaProfile): void {
  if (cardFamilies?.includes(family) === false) throw new Failure('job.checkCard.otherFamily', { family });
}

/** @throws {Failure} `job.checkCard.algorithm` */
function checkAlgorithm({ capabilities, identity }: CardDriver, { certificateUses, keyAlgorithm }: RaProfile): void {
  const slots = keyUses(certificateUses).map((use) => slotOf(capabilities, use));
  if (slots.every((slot) => slot?.algorithms.includes(keyAlgorithm) === true)) return;
  throw new Failure('job.checkCard.algorithm', { algorithm: keyAlgorithm, family: identity.family });
}

/** What of an order is kept in the journal. @throws {Failure} `release.order.…` unless it is one for this card */
export function orderFacts(context: Parameters<typeof checkOrder>[0], order: Order): OrderFacts {
  checkOrder(context, order);
  const { id, fence, registration, escrowCertificate } = order;
  return {
    orderId: id,
    fence,
    registrationId: registration.id,
    escrowCertificate: toBase64(escrowCertificate),
    userIdentifier: registration.userIdentifier,
  };
}

/** A registration whose card the RA counts as finished has another card, or this one before it was wiped. */
const finished: ReadonlySet<RegistrationState> = new Set(['prepared', 'issued', 'revoked']);

/**
 * The card is blank here. The RA answers with the same order where this serial number was given a card before: what is sealed and
 * written from here on would take the place of that card's PUKs and keys.
 * @throws {Failure} `job.openOrder.cardInUse`
 */
function checkFresh({ registration: { state } }: Order): void {
  if (finished.has(state)) throw new Failure('job.openOrder.cardInUse', { state });
}

export const openOrder: PreparationStep<'openOrder'> = {
  name: 'openOrder',
  kind: 'repeatable',
  label: { 'zh-TW': '向註冊中心登記晶片卡', en: 'Registering the card at the RA' },
  async run(context) {
    const { jobId, input, cardSerial, outcome, services } = context;
    const card = { cardSerial, family: outcome('checkCard').family };
    const order = await services.ra.openOrder(input.registrationId, card, idempotencyKey(jobId, 'openOrder'));
    checkRegistration(order.registration.id, input.registrationId);
    checkFresh(order);
    checkEscrow(context, order.escrowCertificate);
    return orderFacts(context, order);
  },
};

/** Draws a PUK and lends it to `use` when it is sealed for the RA and in the outbox. */
export async function withNewPuk(
  context: SealContext & Pick<StepContext<unknown, PreparationOutcomes>, 'card' | 'cardSerial' | 'escrow'>,
  pin: PinReference,
  use: (puk: Secret) => Promise<void>,
): Promise<void> {
  const { length, alphabet } = requirePuk(context.card, pin);
  const puk = Secret.random(length, alphabet);
  try {
    await context.escrow('pukEscrowed', { ...ofOrder(context), pin, sealedPuk: await sealToRa(context, puk) });
    await use(puk);
  } finally {
    puk.dispose();
  }
}

/** Sets the PIN of a card that has none: alone, or with its PUK where the family sets both in one command. */
export async function setFirstPin(
  context: Parameters<typeof withNewPuk>[0],
  pin: PinReference,
  { value, withPuk }: { readonly value: Secret; readonly withPuk: boolean },
): Promise<void> {
  const { card } = context;
  if (!withPuk) return card.setInitialPin(pin, value);
  await withNewPuk(context, pin, async (puk) => {
    if (card.setPinAndPuk === undefined) throw new Error('the driver cannot set a PIN with its PUK');
    await card.setPinAndPuk(pin, value, puk);
  });
}

export function setPuk(pin: PinReference): PreparationStep<'setPuk1' | 'setPuk2'> {
  return {
    name: `setPuk${pin}`,
    kind: 'once',
    label: { 'zh-TW': `設定${ordinals[pin]}解鎖碼`, en: `Setting PUK ${pin}` },
    sets: { what: 'puk', reference: pin },
    async run(context) {
      await withNewPuk(context, pin, (puk) => context.card.setPuk(pin, puk));
      return nothing;
    },
    // Each attempt seals its own PUK and the card accepts only one attempt, so the PUK on the card is the last one sealed.
    async probe({ card }) {
      const { pukSet } = await card.pinStatus(pin);
      return pukSet ? { verdict: 'applied', facts: nothing } : { verdict: 'notApplied' };
    },
  };
}

/** @throws {Error} when no PUK unblocks the PIN, which is a mistake in the family's table of operations */
function requirePuk({ capabilities }: CardDriver, pin: PinReference): PukDescription {
  const found = pukOf(capabilities, pin);
  if (found === null) throw new Error(`no PUK unblocks PIN ${pin}`);
  return found.puk;
}

export function createFiles(pin: PinReference): PreparationStep<'createFiles1' | 'createFiles2'> {
  return {
    name: `createFiles${pin}`,
    kind: 'repeatable',
    label: { 'zh-TW': `建立${ordinals[pin]}檔案`, en: `Creating file system ${pin}` },
    changesCard: true,
    async run({ card, outcome }) {
      await card.createFileSystem(pin, { token: outcome('openOrder').userIdentifier, pin: `PIN ${pin}` });
      return nothing;
    },
  };
}

/** What every kind of job makes of these operations. */
export const preparationSteps = { setPuk, createFiles, own: ownOperation };

/** What is stored of a blank card's family. */
export function operationsOf({ preparation }: Pick<KnownCard, 'preparation'>): Pick<PreparationInput, 'operations'> {
  if (preparation === undefined) return {};
  return { operations: storedOperations.parse(preparation) };
}

type DrawContext = Pick<
  StepContext<unknown, Pick<PreparationOutcomes, 'openOrder'>>,
  'card' | 'cardSerial' | 'outcome' | 'services'
>;

/** The rule for a PIN that is drawn for the card of an order. */
export function newPinRuleOf({ card, cardSerial, outcome, services }: DrawContext): NewPinRule {
  const { userIdentifier, registrationId } = outcome('openOrder');
  return {
    card: pinRuleOf(card.capabilities),
    policy: services.pinPolicy,
    person: { identifiers: [cardSerial, userIdentifier, registrationId], birthDate: null },
  };
}

type SealContext = Pick<StepContext<unknown, Pick<PreparationOutcomes, 'openOrder'>>, 'outcome' | 'services'>;

/**
 * The key is checked at each use: a job that was resumed may have been given one that the profile no longer pins.
 * @returns CMS EnvelopedData, base64
 * @throws {Failure} as `checkEscrow`
 */
export async function sealToRa(context: SealContext, secret: Secret): Promise<string> {
  const certificate = fromBase64(context.outcome('openOrder').escrowCertificate);
  checkEscrow(context, certificate);
  return toBase64(await sealTo(certificate, secret));
}
