/**
 * What every card family has to do, step by step on one card, derived from what its driver tells. The same on a virtual card and on a
 * real one. It spends the card: afterwards it is issued, and its PINs and PUKs are in `secrets`.
 */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { equalBytes } from '../../base/bytes.js';
import { certificateKeySigned } from '../../base/pki/certificate.js';
import type { KeyUse, PinReference } from '../../base/terms.js';
import { pinOf, pinOfKey, pukOf, slotOf } from '../../card/drivers/capabilities.js';
import type { CardDriver, KeyPlace, PreparationOperation } from '../../card/drivers/driver.js';
import { CardRefusedError, PinBlockedError, WrongPinError, WrongPukError } from '../../card/errors.js';
import { certificateFor } from '../unit/card/support/certificates.js';
import type { Checks } from './checks.js';
import { CardSecrets } from './cardSecrets.js';

const document = new TextEncoder().encode('what the subscriber signs');
const plain = Buffer.from('what is for the subscriber alone');

/** What was put on the card, for the judges. */
export interface MadeCard {
  readonly secrets: CardSecrets;
  /** By use: X.509 DER of the current pair. */
  readonly certificates: ReadonlyMap<KeyUse, Uint8Array>;
}

export interface Course {
  readonly card: CardDriver;
  readonly checks: Checks;
  readonly secrets: CardSecrets;
  readonly certificates: Map<KeyUse, Uint8Array>;
  /** The uses of a pair of certificates, or of the only one where the card has a single key. */
  readonly uses: readonly KeyUse[];
}

/** 簽章 and 加密 where the family has a slot for each; else what its only slot is for. */
function usesOf({ capabilities }: CardDriver): readonly KeyUse[] {
  const pair = (['sign', 'encrypt'] as const).filter((use) => slotOf(capabilities, use) !== null);
  return pair.length > 0 ? pair : ['signEncrypt'];
}

export function begin(card: CardDriver, checks: Checks): Course {
  return { card, checks, secrets: new CardSecrets(card.capabilities), certificates: new Map(), uses: usesOf(card) };
}

/** The result that the judge's tools are asked for too: a blank card becomes one with PINs, keys and certificates that are in use. */
export async function personalise(course: Course): Promise<void> {
  const { card, checks, uses, certificates } = course;
  checks.holds('a blank card is taken for one', (await card.lifeCycle()) === 'blank');
  for (const operation of card.capabilities.preparation) await prepare(course, operation);
  for (const use of uses) {
    const certificate = certificates.get(use);
    if (certificate === undefined) continue;
    const read = await card.readCertificate(use, (await card.currentPlace(use)) ?? 'a');
    checks.holds(
      `${use}: the certificate is read back as it was written`,
      read !== null && equalBytes(read, certificate),
    );
  }
  await useKeys(course, 'a');
}

async function prepare(course: Course, operation: PreparationOperation): Promise<void> {
  const { card, secrets } = course;
  switch (operation.what) {
    case 'setPuk':
      return card.setPuk(operation.pin, secrets.puk(operation.pin));
    case 'createFiles':
      return card.createFileSystem(operation.pin, { token: 'conformance', pin: `PIN ${operation.pin}` });
    case 'setPin':
      return card.setInitialPin(operation.pin, secrets.pin(operation.pin));
    case 'setPinAndPuk':
      return card.setPinAndPuk?.(operation.pin, secrets.pin(operation.pin), secrets.puk(operation.pin));
    case 'own':
      return card.perform?.(operation.name);
    case 'makeKeys':
      for (const use of course.uses) if (operation.uses.includes(use)) await makePair(course, use, 'a');
  }
}

async function makePair({ card, secrets, certificates }: Course, use: KeyUse, place: KeyPlace): Promise<void> {
  const reference = pinOfKey(card.capabilities, use);
  await card.verifyPin(reference, secrets.pin(reference));
  const algorithm = slotOf(card.capabilities, use)?.algorithms[0] ?? 'rsa2048';
  const publicKeyInfo = await card.generateKey(use, place, algorithm);
  await card.writeKeyObjects(use, place, publicKeyInfo);
  const certificate = certificateFor(publicKeyInfo, 0);
  await card.writeCertificate(use, place, certificate);
  certificates.set(use, certificate);
}

/** Node's OpenSSL judges signature and cryptogram. */
async function useKeys({ card, checks, secrets, certificates, uses }: Course, place: KeyPlace): Promise<void> {
  for (const use of uses) {
    const certificate = certificates.get(use);
    if (certificate === undefined) continue;
    const reference = pinOfKey(card.capabilities, use);
    await card.verifyPin(reference, secrets.pin(reference));
    if (use !== 'encrypt') {
      const signature = await card.sign(use, place, document);
      checks.holds(`${use} ${place}: the signature verifies`, certificateKeySigned(certificate, document, signature));
    }
    const algorithm = slotOf(card.capabilities, use)?.algorithms[0];
    if (use === 'sign' || algorithm === 'p256' || algorithm === 'p384') continue;
    const key = createPublicKey({ key: pemOf(certificate), format: 'pem' });
    const cryptogram = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, plain);
    const deciphered = await card.decipher(use, place, cryptogram);
    checks.holds(
      `${use} ${place}: the cryptogram is deciphered`,
      deciphered.use((bytes) => equalBytes(bytes, plain)),
    );
    deciphered.dispose();
  }
}

function pemOf(certificate: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

/** What follows from the card's own state once it is issued. */
export async function readBack({ card, checks, uses }: Course): Promise<void> {
  checks.holds('it is read as issued', (await card.lifeCycle()) === 'issued');
  checks.holds('it lists its uses', JSON.stringify(await card.uses()) === JSON.stringify(uses));
  const { pins } = await card.read();
  checks.holds('each PIN is set', pins.length === card.capabilities.pins.length && pins.every(({ pinSet }) => pinSet));
}

/** Refusals cost what they say, and nothing else. */
export async function refuse({ card, checks, secrets }: Course): Promise<void> {
  for (const { reference, maxTries, unblocking } of card.capabilities.pins) {
    const left = async (): Promise<number | null> => (await card.pinStatus(reference)).triesLeft;
    const wrong = secrets.otherPin(reference);
    await checks.throws(`PIN ${reference}: a wrong one is refused`, WrongPinError, () =>
      card.verifyPin(reference, wrong),
    );
    checks.holds(`PIN ${reference}: and costs one try`, (await left()) === maxTries - 1);
    await card.verifyPin(reference, secrets.pin(reference));
    checks.holds(`PIN ${reference}: the right one gives the tries back`, (await left()) === maxTries);
    const next = secrets.otherPin(reference);
    await card.changePin(reference, secrets.pin(reference), next);
    const old = secrets.replacePin(reference, next);
    await checks.throws(`PIN ${reference}: the old one is wrong after a change`, WrongPinError, () =>
      card.verifyPin(reference, old),
    );
    await card.verifyPin(reference, secrets.pin(reference));
    if (unblocking.length > 0) await block({ card, checks, secrets }, reference, maxTries);
  }
}

async function block(
  { card, checks, secrets }: Pick<Course, 'card' | 'checks' | 'secrets'>,
  reference: PinReference,
  maxTries: number,
): Promise<void> {
  const puk = pukOf(card.capabilities, reference);
  if (puk === null) return checks.skip(`PIN ${reference}: unblocking`, 'the family unblocks it without a PUK');
  for (let tries = 0; tries < maxTries; tries++) {
    await card.verifyPin(reference, secrets.otherPin(reference)).catch(() => undefined);
  }
  await checks.throws(`PIN ${reference}: blocked for the right one too`, PinBlockedError, () =>
    card.verifyPin(reference, secrets.pin(reference)),
  );
  checks.holds(`PIN ${reference}: no try is left`, (await card.pinStatus(reference)).triesLeft === 0);
  await checks.throws(`PUK ${puk.of}: a wrong one is refused`, WrongPukError, () =>
    card.resetRetryCounter(reference, secrets.otherPuk(puk.of), secrets.otherPin(reference)),
  );
  const next = secrets.otherPin(reference);
  await card.resetRetryCounter(reference, secrets.puk(puk.of), next);
  secrets.replacePin(reference, next);
  await card.verifyPin(reference, secrets.pin(reference));
  checks.holds(`PIN ${reference}: unblocked`, (await card.pinStatus(reference)).triesLeft === maxTries);
  if (!puk.puk.changeable || card.changePuk === undefined) return;
  const nextPuk = secrets.otherPuk(puk.of);
  await card.changePuk(puk.of, secrets.puk(puk.of), nextPuk);
  secrets.replacePuk(puk.of, nextPuk);
  const again = secrets.otherPin(reference);
  await card.resetRetryCounter(reference, secrets.puk(puk.of), again);
  secrets.replacePin(reference, again);
  await card.verifyPin(reference, secrets.pin(reference));
  checks.holds(`PUK ${puk.of}: replaced, and the new one unblocks`, true);
}

/** A renewal beside the pair in use: the new one becomes current, the old one still deciphers. */
export async function renew(course: Course): Promise<void> {
  const { card, checks, uses, certificates } = course;
  for (const use of uses) {
    if (slotOf(card.capabilities, use)?.renewal !== 'beside') {
      checks.skip(`${use}: a renewal beside the pair in use`, 'the family renews over it');
      continue;
    }
    const old = certificates.get(use);
    await makePair(course, use, 'b');
    await card.makeCurrent(use, 'b');
    checks.holds(`${use}: the new pair is the current one`, (await card.currentPlace(use)) === 'b');
    const kept = await card.readCertificate(use, 'a');
    checks.holds(`${use}: the earlier certificate stays`, kept !== null && old !== undefined && equalBytes(kept, old));
  }
  if (uses.every((use) => slotOf(card.capabilities, use)?.renewal === 'beside')) await useKeys(course, 'b');
}

/** What an issued card refuses without a try spent. */
export async function refuseAgain({ card, checks, secrets }: Course): Promise<void> {
  for (const { reference } of card.capabilities.pins) {
    const operation = card.capabilities.preparation.find((one) => one.what === 'setPuk' && one.pin === reference);
    if (operation === undefined) continue;
    await checks.throws(`PUK ${reference}: a second first one is refused`, CardRefusedError, () =>
      card.setPuk(reference, secrets.otherPuk(reference)),
    );
    const { maxTries } = pinOf(card.capabilities, reference);
    checks.holds(`PIN ${reference}: no try is spent`, (await card.pinStatus(reference)).triesLeft === maxTries);
  }
}
