/**
 * Screens as known devices. A screen is enrolled once, with a code that a maintainer made; it holds a key that does not leave its browser
 * profile, and signs a challenge for each session. docs/decisions/0011-screens-are-known-devices.md
 */
import { createPublicKey, randomUUID, verify, type KeyObject } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Ticker } from '../../base/ticker.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { WireScreenCode } from '../contract/messages.js';
import { Challenges } from './challenges.js';
import { codeLifeMs, EnrolmentCodes, type CodeOrder } from './enrolmentCodes.js';
import { ScreenTable, type Screen } from './screenTable.js';

export interface ScreensParts {
  readonly database: Database;
  readonly audit: Pick<Audit, 'append' | 'appendIn'>;
  readonly clock: Clock;
  readonly ticker: Ticker;
}

/** What a screen sends to prove that it is the one that was enrolled. */
export interface Proof {
  readonly screenId: string;
  readonly nonce: string;
  /** IEEE P1363, base64url. */
  readonly signature: string;
}

/** What the screen signs. @param origin of the page, e.g. `http://127.0.0.1:8443` */
export function proofText(origin: string, { screenId, nonce }: Omit<Proof, 'signature'>): string {
  return ['card-gateway screen 1', origin, screenId, nonce].join('\n');
}

export class Screens {
  readonly #table: ScreenTable;
  readonly #codes: EnrolmentCodes;
  readonly #challenges: Challenges;
  readonly #listeners = new Set<(screenId: string) => void>();

  constructor(private readonly parts: ScreensParts) {
    this.#table = new ScreenTable(parts.database);
    this.#codes = new EnrolmentCodes(parts.ticker);
    this.#challenges = new Challenges(parts.ticker);
  }

  /** Calls the listener with the id of each screen that is withdrawn. */
  onWithdrawn(listener: (screenId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** The account of a maintainer was changed: their codes end. */
  dropCodesOf(by: string): void {
    this.#codes.dropOf(by);
  }

  async makeCode(order: CodeOrder): Promise<WireScreenCode> {
    const { place, name, by } = order;
    const expiresAt = new Date(this.parts.clock.now() + codeLifeMs).toISOString();
    // Made at once: a change of the maintainer's account that comes meanwhile ends it.
    const code = this.#codes.make(order);
    try {
      await this.parts.audit.append({ actor: by, action: 'screen.codeMade', subject: name, facts: { place } });
    } catch (error) {
      this.#codes.take(code);
      throw error;
    }
    return { code, expiresAt };
  }

  /**
   * @param publicKey SubjectPublicKeyInfo, DER, of a P-256 key
   * @throws {Failure} `screen.enrol.keyInvalid`, `screen.enrol.codeWrong`
   */
  async enrol(code: string, publicKey: Uint8Array): Promise<Screen> {
    requireP256(publicKey);
    const order = this.#codes.take(code);
    if (order === null) throw new Failure('screen.enrol.codeWrong');
    const { place, name, by: enrolledBy } = order;
    const screen = { id: randomUUID(), place, name, publicKey, enrolledAt: timestamp(this.parts.clock), enrolledBy };
    await this.parts.database.transaction(async (tx) => {
      if (!(await this.#table.insert(tx, screen))) throw new Failure('screen.enrol.keyInvalid');
      const facts = { place, name };
      await this.parts.audit.appendIn(tx, { actor: enrolledBy, action: 'screen.enrolled', subject: screen.id, facts });
    });
    return screen;
  }

  /** @returns a nonce, base64url */
  challenge(): string {
    return this.#challenges.make();
  }

  /**
   * @param origin of the page that asks, as the checks of the request found it
   * @throws {Failure} `screen.prove.unknown`, `screen.prove.refused`
   */
  async prove(proof: Proof, origin: string): Promise<Screen> {
    if (!this.#challenges.isOpen(proof.nonce)) throw new Failure('screen.prove.refused');
    const screen = await this.#table.find(proof.screenId);
    if (screen === null) throw new Failure('screen.prove.unknown');
    const key = { key: requireP256(screen.publicKey), dsaEncoding: 'ieee-p1363' } as const;
    const signature = Buffer.from(proof.signature, 'base64url');
    const isSigned = verify('sha256', Buffer.from(proofText(origin, proof)), key, signature);
    // Asked again: of two proofs with one nonce that arrive together, one is refused.
    if (!isSigned || !this.#challenges.isOpen(proof.nonce)) throw new Failure('screen.prove.refused');
    this.#challenges.use(proof.nonce);
    return screen;
  }

  list(): Promise<readonly Screen[]> {
    return this.#table.list();
  }

  /** @throws {Failure} `screen.withdraw.unknown` */
  async withdraw(id: string, by: string): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      if (!(await this.#table.withdraw(tx, id, timestamp(this.parts.clock))))
        throw new Failure('screen.withdraw.unknown');
      await this.parts.audit.appendIn(tx, { actor: by, action: 'screen.withdrawn', subject: id, facts: {} });
    });
    for (const listener of this.#listeners) listener(id);
  }
}

/** @throws {Failure} `screen.enrol.keyInvalid` */
function requireP256(publicKey: Uint8Array): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Not a public key at all.
  }
  throw new Failure('screen.enrol.keyInvalid');
}
