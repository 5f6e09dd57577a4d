/** Checks that a card's certificate is a valid one of the staff cards' authorities. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { toHex } from '../../base/bytes.js';
import type { Clock } from '../../base/clock.js';
import { readCertificate, type CertificateFacts } from '../../base/pki/certificate.js';
import { certificatePath, hasKeyUsage, processedExtensions } from '../../base/pki/certificatePath.js';
import { certificateParts, hasUnprocessed, purposesOf } from '../../base/pki/certificateParts.js';
import { pemBlocks } from '../../base/pki/pem.js';
import { askLists } from '../../base/pki/revocationThread.js';
import { Failure } from '../contract/failures/failure.js';
import type { RevocationLists } from './revocationLists.js';

/** @param file PEM or DER @throws {Error} when it cannot be read or holds no certificate */
export async function readAuthorities(file: string): Promise<readonly Uint8Array[]> {
  const authorities = pemBlocks(await readFile(file), 'CERTIFICATE');
  if (authorities.length === 0) throw new Error(`there is no certificate in ${file}`);
  for (const authority of authorities) {
    readCertificate(authority);
    certificateParts(authority);
  }
  return authorities;
}

export interface StaffCertificatesParts {
  /** X.509 DER: root and intermediate authorities of staff cards. */
  readonly authorities: readonly Uint8Array[];
  readonly revocationLists: RevocationLists;
  readonly clock: Clock;
}

export class StaffCertificates {
  readonly #parts: StaffCertificatesParts;

  constructor(parts: StaffCertificatesParts) {
    this.#parts = parts;
  }

  /**
   * Checks the path to a trusted authority, the dates, the revocation of every certificate on the path, and the key usage. A
   * certificate whose revocation status is unknown is refused.
   * @param certificate X.509 DER
   * @returns SHA-256 of the SubjectPublicKeyInfo, upper-case hex
   * @throws {Failure} `staff.card.*`
   */
  async check(certificate: Uint8Array): Promise<string> {
    const { authorities, clock } = this.#parts;
    const facts = factsOf(certificate);
    refuseUnprocessed(certificate);
    const at = new Date(clock.now()).toISOString();
    // The path is checked at a moment within the card's own dates, so that an expired card gets its own message. Any other
    // certificate on the path that is out of date makes the card foreign.
    const moment = at < facts.notBefore ? facts.notBefore : at > facts.notAfter ? facts.notAfter : at;
    const path = await certificatePath(certificate, authorities, new Date(moment));
    if (path === null) throw new Failure('staff.card.foreign', { issuer: facts.issuer });
    if (at < facts.notBefore) throw new Failure('staff.card.notYetValid', { from: taipeiDay(facts.notBefore) });
    if (at > facts.notAfter) throw new Failure('staff.card.expired', { until: taipeiDay(facts.notAfter) });
    if (!hasKeyUsage(certificate, 'digitalSignature') || !isForLogin(certificate))
      throw new Failure('staff.card.wrongUsage');
    await this.#checkRevocation(path, at);
    return toHex(createHash('sha256').update(facts.publicKey).digest());
  }

  /** Every certificate but the trusted authority itself (RFC 5280 §6.3). */
  async #checkRevocation(path: readonly Uint8Array[], at: string): Promise<void> {
    const issuers = path.slice(1);
    const serials = path.slice(0, -1).map((certificate) => readCertificate(certificate).serial);
    const { files, oneTooLarge } = await this.#parts.revocationLists.all(this.#parts.authorities);
    const { lists } = await askLists({ files, authorities: issuers, serials });
    for (const [index, serial] of serials.entries()) {
      const issuer = readCertificate(issuers[index] ?? new Uint8Array()).subject;
      const own = lists.filter(({ of, isPlain }) => of.includes(index) && isPlain);
      if (own.length === 0 && oneTooLarge) throw new Failure('staff.card.revocationTooLarge', { issuer });
      if (own.length === 0) throw new Failure('staff.card.revocationUnknown', { issuer });
      const current = own.filter(
        ({ thisUpdate, nextUpdate }) => thisUpdate <= at && nextUpdate !== null && at < nextUpdate,
      );
      if (current.length === 0) throw new Failure('staff.card.revocationOutdated', { issuer });
      if (current.some(({ revoked }) => revoked.includes(serial))) throw new Failure('staff.card.revoked', { serial });
    }
  }
}

/** @throws {Failure} `staff.card.noCertificate` */
function factsOf(certificate: Uint8Array): CertificateFacts {
  try {
    certificateParts(certificate);
    return readCertificate(certificate);
  } catch (error) {
    throw new Failure('staff.card.noCertificate', {}, { cause: error });
  }
}

/** There is no signing certificate on the card that anybody could read. */
export function noCertificate(cause?: unknown): Failure {
  return new Failure('staff.card.noCertificate', {}, { cause });
}

/** RFC 5280 §4.2: what is marked critical and not understood forbids the certificate's use. */
function refuseUnprocessed(certificate: Uint8Array): void {
  if (hasUnprocessed(certificateParts(certificate), processedExtensions)) {
    throw new Failure('staff.card.unknownExtension');
  }
}

/** Client authentication, smart card logon, and any purpose: one of them, where a certificate names purposes (§4.2.1.12). */
const loginPurposes: readonly string[] = ['1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2', '2.5.29.37.0'];

function isForLogin(certificate: Uint8Array): boolean {
  const purposes = purposesOf(certificateParts(certificate));
  return purposes === null || purposes.some((purpose) => loginPurposes.includes(purpose));
}

function taipeiDay(time: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(new Date(time));
}
