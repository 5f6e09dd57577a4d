/**
 * Login by staff card. The card is authenticated by its certificate and a signature over a fresh challenge, its owner by PIN 1.
 * The reader is held while the card stays in it. When the card leaves, `gone` aborts and the session is locked.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { concatBytes, utf8 } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';
import type { KeyUse } from '../../base/terms.js';
import type { CardDriver, KeyPlace } from '../../card/drivers/driver.js';
import { pinOf, pinOfKey } from '../../card/drivers/capabilities.js';
import { checkPin } from '../../card/drivers/pinRule.js';
import { certificateKeySigned } from '../../base/pki/certificate.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { ReaderBoard, ReaderHold } from '../readers/readerBoard.js';
import { staffHolder } from '../readers/readerView.js';
import type { Operator, Operators } from './operators.js';
import type { BoundCard } from './operatorsTable.js';
import type { StaffCertificates } from './staffCertificates.js';

/** A card in a reader, and the PIN that its owner typed for it. */
export interface CardCredentials {
  readonly readerId: string;
  readonly pin: Secret;
  /** The person confirmed to use the last try. */
  readonly lastTryConfirmed: boolean;
}

/** The card that opened a session, wherever it is by now, and the PIN that its owner typed. */
export interface UnlockCredentials extends Omit<CardCredentials, 'readerId'> {
  readonly cardSerial: string;
}

/** A staff card that stays in its reader. */
export interface CardPresence {
  readonly cardSerial: string;
  /** Aborts when the card or the reader is removed. */
  readonly gone: AbortSignal;
  /** Releases the reader. Further calls do nothing. */
  release(): Promise<void>;
}

/** A reader as a login screen shows it. */
export interface LoginReader {
  readonly readerId: string;
  readonly name: string;
  /** `usable`: a card with PIN 1 that nobody uses. Whether it is a staff card is looked at when it logs in. */
  readonly card: 'none' | 'reading' | 'usable' | 'other';
  /** Of PIN 1. */
  readonly triesLeft: number | null;
  /** Is it the card that unlocks this screen? */
  readonly isOwn: boolean;
}

export interface CardLogin {
  readonly operator: Operator;
  readonly presence: CardPresence;
}

export interface StaffCardsParts {
  readonly readers: ReaderBoard;
  readonly operators: Operators;
  /** null: login by card is off. */
  readonly certificates: StaffCertificates | null;
  readonly audit: Pick<Audit, 'append'>;
  readonly logger: Logger;
}

/** The signed data begins with this prefix, so that the signature cannot be used for anything but a login. */
const challengePrefix = concatBytes(utf8('card-gateway staff login'), Uint8Array.of(0));

interface SigningKey {
  readonly use: KeyUse;
  readonly place: KeyPlace;
  readonly certificate: Uint8Array;
}

export class StaffCards {
  readonly #parts: StaffCardsParts;

  constructor(parts: StaffCardsParts) {
    this.#parts = parts;
  }

  get offered(): boolean {
    return this.#parts.certificates !== null;
  }

  /** The readers as a login screen shows them. @param ownSerial the card that unlocks this screen */
  readersFor(ownSerial: string | null): readonly LoginReader[] {
    if (!this.offered) return [];
    return this.#parts.readers.readers().map(({ id, name, card, holder }) => {
      const known = card?.state === 'known' ? card : null;
      const pin1 = known?.pins.find(({ reference }) => reference === 1);
      const usable = holder === null && pin1?.pinSet === true;
      return {
        readerId: id,
        name,
        card: card === null ? 'none' : card.state === 'reading' ? 'reading' : usable ? 'usable' : 'other',
        triesLeft: usable ? pin1.triesLeft : null,
        isOwn: known !== null && known.serial === ownSerial,
      };
    });
  }

  /**
   * Takes the PIN over and disposes of it.
   * @param open opens the session, as for `Operators.enter`
   * @throws {Failure} `staff.card.*`, `staff.login.*`, `card.*`, `job.create.*`
   */
  async login<T>(credentials: CardCredentials, open: (login: CardLogin) => T): Promise<T> {
    const login = await this.#enter(credentials);
    const { operator, presence } = login;
    const facts = { role: operator.role, by: 'card', cardSerial: presence.cardSerial };
    return this.#open(login, 'staff.login', { facts, open });
  }

  /** Authenticates the same person with the same card, in any reader. Takes the PIN over and disposes of it. @throws {Failure} as `login` */
  async unlock<T>(
    name: string,
    { cardSerial, pin, lastTryConfirmed }: UnlockCredentials,
    open: (login: CardLogin) => T,
  ): Promise<T> {
    const reader = this.#parts.readers
      .readers()
      .find(({ card, holder }) => holder === null && card?.state === 'known' && card.serial === cardSerial);
    if (reader === undefined) {
      pin.dispose();
      throw new Failure('staff.card.notBack');
    }
    const login = await this.#enter({ readerId: reader.id, pin, lastTryConfirmed });
    if (login.operator.name !== name) {
      // The card was bound to another person meanwhile.
      await login.presence.release();
      throw new Failure('staff.card.unbound');
    }
    return this.#open(login, 'staff.unlocked', { facts: { cardSerial }, open });
  }

  /** Authenticates the card's owner at another person's screen, and releases the reader. @throws {Failure} as `login` */
  async authenticate(credentials: CardCredentials): Promise<Operator> {
    const { operator, presence } = await this.#enter(credentials);
    await presence.release();
    return operator;
  }

  /** Reads the card in this reader, to bind it to a person. No PIN is needed. @throws {Failure} */
  async read(readerId: string): Promise<BoundCard> {
    const certificates = this.#certificates();
    try {
      const hold = await this.#hold(readerId);
      try {
        const card = await hold.openCard();
        const { certificate } = await signingKeyOf(card);
        return { keySha256: await certificates.check(certificate), serial: card.identity.serial };
      } finally {
        await hold.release();
      }
    } catch (error) {
      throw classify(error);
    }
  }

  /** The reader is released when the person is not let in. */
  async #open<T>(
    login: CardLogin,
    action: 'staff.login' | 'staff.unlocked',
    { facts, open }: { readonly facts: Readonly<Record<string, string>>; readonly open: (login: CardLogin) => T },
  ): Promise<T> {
    try {
      return await this.#parts.operators.enter(login.operator, { action, facts }, () => open(login));
    } catch (error) {
      await login.presence.release();
      throw error;
    }
  }

  async #enter(credentials: CardCredentials): Promise<CardLogin> {
    try {
      const certificates = this.#certificates();
      const hold = await this.#hold(credentials.readerId);
      try {
        const card = await hold.openCard();
        const operator = await this.#prove(card, certificates, credentials);
        await hold.closeCard('reset');
        return { operator, presence: this.#presenceOf(hold, card.identity.serial) };
      } catch (error) {
        await hold.release();
        throw error;
      }
    } catch (error) {
      const failure = classify(error);
      const facts = { code: failure.code };
      await this.#parts.audit.append({ actor: 'gateway', action: 'staff.login.failed', subject: 'staff card', facts });
      throw failure;
    } finally {
      credentials.pin.dispose();
    }
  }

  /** The PIN is sent to the card only after the card's certificate was checked and its owner was found among the staff. */
  async #prove(
    card: CardDriver,
    certificates: StaffCertificates,
    { pin, lastTryConfirmed }: CardCredentials,
  ): Promise<Operator> {
    const { use, place, certificate } = await signingKeyOf(card);
    const operator = await this.#parts.operators.ofCard(await certificates.check(certificate));
    if (operator === null) throw new Failure('staff.card.unbound');
    const reference = pinOfKey(card.capabilities, use);
    checkPin(pin, [pinOf(card.capabilities, reference).rule]);
    const { triesLeft } = await card.pinStatus(reference);
    if (triesLeft === 0) throw new Failure('staff.card.locked');
    if (triesLeft === 1 && !lastTryConfirmed) throw new Failure('staff.card.lastTry');
    await card.verifyPin(reference, pin);
    const challenge = concatBytes(challengePrefix, randomBytes(32));
    const signature = await card.sign(use, place, challenge);
    if (!certificateKeySigned(certificate, challenge, signature)) throw new Failure('staff.card.notProven');
    return operator;
  }

  /** A hold is released only once, because after that the reader may be held by another part. */
  #presenceOf(hold: ReaderHold, cardSerial: string): CardPresence {
    let released: Promise<void> | null = null;
    const release = (): Promise<void> =>
      (released ??= hold
        .release()
        .catch((err: unknown) => this.#parts.logger.error({ err }, 'the reader of a staff card was not released')));
    return { cardSerial, gone: hold.cardGone, release };
  }

  async #hold(readerId: string): Promise<ReaderHold> {
    await this.#parts.readers.knownCard(readerId);
    return this.#parts.readers.hold(readerId, staffHolder);
  }

  #certificates(): StaffCertificates {
    if (this.#parts.certificates === null) throw new Failure('staff.card.notOffered');
    return this.#parts.certificates;
  }
}

/** @throws {Failure} `staff.card.noCertificate` */
async function signingKeyOf(card: CardDriver): Promise<SigningKey> {
  const use = (await card.uses()).find((one) => one !== 'encrypt');
  const place = use === undefined ? null : await card.currentPlace(use);
  const certificate = use === undefined || place === null ? null : await card.readCertificate(use, place);
  if (use === undefined || place === null || certificate === null) throw new Failure('staff.card.noCertificate');
  return { use, place, certificate };
}
