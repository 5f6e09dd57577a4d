/** A card's part in the RA contract, played by keys in memory. */
import { randomBytes, randomUUID } from 'node:crypto';
import { toBase64, toHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import {
  RaRefusedError,
  RaUnavailableError,
  type CertificateRequest,
  type CertificateRecord,
  type LetterRelease,
  type LetterReleases,
  type Order,
  type RaConnector,
} from '../../../sync/connector.js';
import type { Fact, FactBodies, FactKind } from '../../../sync/facts.js';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { sealTo } from '../../../base/pki/sealed.js';
import { softKey, type SoftKey } from '../../unit/sync/openssl.js';

export class SoftCard {
  readonly family = 'isoapplet';
  #signKey: SoftKey | null = null;
  #encryptKey: SoftKey | null = null;

  /** @param cardSerial of a card whose keys are made anew */
  constructor(readonly cardSerial = toHex(randomBytes(10))) {}

  get signKey(): SoftKey {
    return (this.#signKey ??= softKey('rsa'));
  }

  get encryptKey(): SoftKey {
    return (this.#encryptKey ??= softKey('rsa'));
  }

  /** PKCS #10 for the keys; the subject is one that nobody may choose. */
  requests(uses: readonly KeyUse[] = ['sign', 'encrypt']): Promise<CertificateRequest[]> {
    return Promise.all(
      uses.map(async (use) => ({
        use,
        request: await createCertificationRequest(
          [{ type: 'CN', value: 'whoever I like' }],
          use === 'encrypt' ? this.encryptKey : this.signKey,
        ),
      })),
    );
  }
}

export function factOf<K extends FactKind>(kind: K, body: FactBodies[K]): Fact {
  return { id: randomUUID(), kind, madeAt: new Date().toISOString(), body } as Fact;
}

/** What each fact of the order names. */
export function ofOrder({ cardSerial, id, fence }: Order): { cardSerial: string; orderId: string; fence: number } {
  return { cardSerial, orderId: id, fence };
}

export async function pukFact(order: Order, pin: PinReference, puk: string): Promise<Fact> {
  const sealedPuk = toBase64(await sealTo(order.escrowCertificate, Secret.fromText(puk)));
  return factOf('pukEscrowed', { ...ofOrder(order), pin, sealedPuk });
}

export async function pinFact(order: Order, pin: PinReference, value: string): Promise<Fact> {
  const sealedPin = toBase64(await sealTo(order.escrowCertificate, Secret.fromText(value)));
  return factOf('pinLetter', { ...ofOrder(order), pin, sealedPin });
}

/** One letter alone. @throws {RaRefusedError} */
export async function releaseLetter(
  ra: RaConnector,
  { operator, recipientCertificate, ...letter }: LetterRelease & Omit<LetterReleases, 'letters'>,
): Promise<Uint8Array> {
  const [release] = await ra.releaseLetters({ letters: [letter], operator, recipientCertificate });
  if (release instanceof Uint8Array) return release;
  throw release ?? new Error('a release');
}

/** A card with certificates, as the RA has it. */
export interface IssuedCard {
  readonly card: SoftCard;
  readonly order: Order;
  /** Newest first. */
  readonly certificates: readonly CertificateRecord[];
}

/** Issues a card in person, and reports it. */
export async function issueCard(ra: RaConnector, registrationId: string): Promise<IssuedCard> {
  const card = new SoftCard();
  const order = await ra.openOrder(registrationId, card, randomUUID());
  const issued = await ra.requestCertificates(order.id, await card.requests(), randomUUID());
  const { cardSerial } = card;
  const certificateSerials = issued.map(({ certificate }) => readCertificate(certificate).serial);
  await accepted(ra, factOf('cardIssued', { ...ofOrder(order), certificateSerials }));
  const { certificates } = await ra.cardRecord(cardSerial);
  return { card, order, certificates };
}

/** Delivers facts that the RA is to accept. */
export async function accepted(ra: RaConnector, ...facts: readonly Fact[]): Promise<void> {
  for (const delivery of await ra.deliverFacts(facts)) {
    if (!delivery.accepted) throw new Error(`refused: ${delivery.reason}`);
  }
}

/** What the RA refused with, reason and facts; `none` when it did not. */
export async function refusedWith(asked: Promise<unknown>): Promise<unknown> {
  try {
    await asked;
    return 'none';
  } catch (error) {
    if (error instanceof RaRefusedError) return { reason: error.refusal, ...error.facts };
    throw error;
  }
}

/** The reason of the contract, or `unavailable`, or `none` when it was not refused. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'none';
  } catch (error) {
    if (error instanceof RaRefusedError) return error.refusal;
    if (error instanceof RaUnavailableError) return 'unavailable';
    throw error;
  }
}
