/** Checks that a card's certificate is a valid one of the staff cards' authorities. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { toHex } from '../../base/bytes.js';
import type { Clock } from '../../base/clock.js';
import { readCertificate, type CertificateFacts } from '../../base/pki/certificate.js';
import { certificatePath, hasKeyUsage } from '../../base/pki/certificatePath.js';
import { readRevocationList, type RevocationListFacts } from '../../base/pki/revocationList.js';
import { Failure } from '../contract/failures/failure.js';
import { pemBlocks } from './pem.js';
import type { RevocationLists } from './revocationLists.js';

/** @param file PEM or DER @throws {Error} when it cannot be read or holds no certificate */
export async function readAuthorities(file: string): Promise<readonly Uint8Array[]> {
  const authorities = pemBlocks(await readFile(file), 'CERTIFICATE');
  if (authorities.length === 0) throw new Error(`there is no certificate in ${file}`);
  for (const authority of authorities) readCertificate(authority);
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
    const at = new Date(clock.now()).toISOString();
    // The path is checked at a moment within the card's own dates, so that an expired card gets its own message. Any other
    // certificate on the path that is out of date makes the card foreign.
    const moment = at < facts.notBefore ? facts.notBefore : at > facts.notAfter ? facts.notAfter : at;
    const path = await certificatePath(certificate, authorities, new Date(moment));
    if (path === null) throw new Failure('staff.card.foreign', { issuer: facts.issuer });
    if (at < facts.notBefore) throw new Failure('staff.card.notYetValid', { from: taipeiDay(facts.notBefore) });
    if (at > facts.notAfter) throw new Failure('staff.card.expired', { until: taipeiDay(facts.notAfter) });
    if (!hasKeyUsage(certificate, 'digitalSignature')) throw new Failure('staff.card.wrongUsage');
    await this.#checkRevocation(path, at);
    return toHex(createHash('sha256').update(facts.publicKey).digest());
  }

  /** Every certificate but the trusted authority itself (RFC 5280 §6.3). */
  async #checkRevocation(path: readonly Uint8Array[], at: string): Promise<void> {
    const lists = await this.#parts.revocationLists.all();
    for (const [index, certificate] of path.slice(0, -1).entries()) {
      const issuer = path[index + 1] ?? certificate;
      const own = lists.flatMap((list) => listOf(list, issuer));
      if (own.length === 0)
        throw new Failure('staff.card.revocationUnknown', { issuer: readCertificate(issuer).subject });
      const current = own.filter(
        ({ thisUpdate, nextUpdate }) => thisUpdate <= at && nextUpdate !== null && at < nextUpdate,
      );
      if (current.length === 0) {
        throw new Failure('staff.card.revocationOutdated', { issuer: readCertificate(issuer).subject });
      }
      const { serial } = readCertificate(certificate);
      if (current.some(({ serials }) => serials.has(serial))) throw new Failure('staff.card.revoked', { serial });
    }
  }
}

/** @throws {Failure} `staff.card.noCertificate` */
function factsOf(certificate: Uint8Array): CertificateFacts {
  try {
    return readCertificate(certificate);
  } catch (error) {
    throw new Failure('staff.card.noCertificate', {}, { cause: error });
  }
}

/** The facts of a list, or none when this authority did not sign it. */
function listOf(list: Uint8Array, issuer: Uint8Array): readonly RevocationListFacts[] {
  try {
    return [readRevocationList(list, issuer)];
  } catch {
    return [];
  }
}

function taipeiDay(time: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(new Date(time));
}
