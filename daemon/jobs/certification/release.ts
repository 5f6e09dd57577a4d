/** The release check at the gateway: before a key is certified, and before a certificate or a PUK is written to the card. */
import { createHash } from 'node:crypto';
import { equalBytes } from '../../../base/bytes.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { pemBlocks } from '../../../base/pki/pem.js';
import { certificateFault, type CertificateFault } from '../../../base/pki/releaseCheck/certificateCheck.js';
import { keyFault, newKeyFault, type KeyFault } from '../../../base/pki/releaseCheck/keyCheck.js';
import { keyFingerprint } from '../../../base/pki/releaseCheck/publicKeyParts.js';
import type { KeyUse } from '../../../base/terms.js';
import type { RaProfile } from '../../../config/raProfile.js';
import type { Order } from '../../../sync/connector.js';
import { Failure } from '../../contract/failures/failure.js';
import type { StepContext } from '../step.js';

type Context = Pick<StepContext<unknown, unknown>, 'cardSerial' | 'services'>;

/** A key that the card has just made: sound, and never seen before. @throws {Failure} `release.key.…` */
export async function checkNewKey(
  { cardSerial, services }: Context,
  use: KeyUse,
  publicKey: Uint8Array,
): Promise<void> {
  const fault = await newKeyFault(publicKey, (fingerprint) => services.releases.takeKey(fingerprint, cardSerial));
  if (fault !== null) throw keyFailure(fault, use);
}

export interface ReleasePair {
  readonly use: KeyUse;
  /** SubjectPublicKeyInfo, DER, of the key on the card. */
  readonly publicKey: Uint8Array;
  /** X.509 DER */
  readonly certificate: Uint8Array;
}

/**
 * Everything that is going to be written, before the first of it is.
 * @throws {Failure} `release.key.…`, `release.certificate.…`
 */
export async function checkRelease({ cardSerial, services }: Context, pairs: readonly ReleasePair[]): Promise<void> {
  const { profile, releases } = services;
  const issuers = pinnedIssuers(profile);
  const at = new Date(services.now());
  const clockToleranceMs = profile.clockToleranceMinutes * 60_000;
  for (const { use, publicKey, certificate } of pairs) {
    const weak = await newKeyFault(publicKey, (fingerprint) => releases.isKeyOfAnother(fingerprint, cardSerial));
    if (weak !== null) throw keyFailure(weak, use);
    const fault = certificateFault(certificate, { use, publicKey, issuers, at, clockToleranceMs });
    if (fault !== null) throw certificateFailure(fault, use);
  }
  refuseTwice(pairs);
  for (const { use, certificate } of pairs) {
    const isKnown = await releases.takeCertificate(certificate, cardSerial);
    if (isKnown) throw certificateFailure('serialReused', use);
  }
}

/** Two uses, two keys and two serial numbers. */
function refuseTwice(pairs: readonly ReleasePair[]): void {
  const keys = new Set<string>();
  const serials = new Set<bigint>();
  for (const { use, publicKey, certificate } of pairs) {
    const fingerprint = keyFingerprint(publicKey);
    const { serial } = certificateParts(certificate);
    if (keys.has(fingerprint)) throw keyFailure('reused', use);
    if (serials.has(serial)) throw certificateFailure('serialReused', use);
    keys.add(fingerprint);
    serials.add(serial);
  }
}

/** The order is for this card, and its PUKs are sealed to a key of the RA and to nobody else's. @throws {Failure} `release.order.…` */
export function checkOrder({ cardSerial, services }: Context, order: Order): void {
  if (order.cardSerial !== cardSerial) throw otherCard(order.cardSerial);
  const at = new Date(services.now());
  const { escrowKeys: pinned, clockToleranceMinutes } = services.profile;
  if (pinned.length === 0) throw nothingPinned();
  const latest = new Date(at.getTime() + clockToleranceMinutes * 60_000);
  if (!isUsableEscrow(order.escrowCertificate, pinned, { at, latest }))
    throw new Failure('release.order.otherEscrowKey');
}

/** @param latest when its time may begin, as the RA's clock may be ahead */
function isUsableEscrow(
  certificate: Uint8Array,
  pinned: readonly string[],
  { at, latest }: { readonly at: Date; readonly latest: Date },
): boolean {
  try {
    const { publicKey, notBefore, notAfter } = certificateParts(certificate);
    const digest = createHash('sha256').update(publicKey).digest('hex').toUpperCase();
    return pinned.includes(digest) && keyFault(publicKey) === null && notBefore <= latest && at <= notAfter;
  } catch {
    return false;
  }
}

/** @returns X.509 DER @throws {Failure} `release.order.nothingPinned` */
function pinnedIssuers({ issuers }: RaProfile): readonly Uint8Array[] {
  if (issuers.length === 0) throw nothingPinned();
  return issuers.flatMap((pem) => pemBlocks(Buffer.from(pem), 'CERTIFICATE'));
}

/** What the RA tells of a certificate has to be of this card. @throws {Failure} `release.order.otherCard` */
export function checkRecord({ cardSerial }: Context, record: { readonly cardSerial: string | null }): void {
  if (record.cardSerial !== cardSerial) throw otherCard(record.cardSerial);
}

/** @throws {Failure} `release.certificate.key` unless each certificate is for the key that was made for it */
export function pairsOf(
  keys: readonly Omit<ReleasePair, 'certificate'>[],
  certificates: Readonly<Partial<Record<KeyUse, Uint8Array>>>,
): readonly ReleasePair[] {
  return keys.map(({ use, publicKey }) => {
    const certificate = certificates[use];
    if (certificate === undefined || !equalBytes(certificateParts(certificate).publicKey, publicKey)) {
      throw certificateFailure('key', use);
    }
    return { use, publicKey, certificate };
  });
}

function keyFailure(fault: KeyFault, use: KeyUse): Failure {
  return new Failure(`release.key.${fault}`, { use });
}

function certificateFailure(fault: CertificateFault, use: KeyUse): Failure {
  return new Failure(`release.certificate.${fault}`, { use });
}

function otherCard(found: string | null): Failure {
  return new Failure('release.order.otherCard', { found: found ?? '–' });
}

function nothingPinned(): Failure {
  return new Failure('release.order.nothingPinned');
}
