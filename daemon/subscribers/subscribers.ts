/** Subscribers at the screens, as the RAs authenticated them. Kept in memory with the screen's session, and wiped with it. */
import { comparable } from '../../base/comparable.js';
import type { PinReference } from '../../base/terms.js';
import type { Secret } from '../../base/secret.js';
import type { Registration, SubscriberAuthorisation, UnblockAuthorisation } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { Actor } from '../operators/actor.js';
import type { Ras } from '../ras/ras.js';
import type { CertificateOfRa } from '../saves/saves.js';
import { certificateRecordView, type CertificateRecordView } from './certificateRecordView.js';

/** A subscriber's website account and password, for one PIN of the card in the reader. */
export interface UnblockRequest {
  readonly raId: string | undefined;
  readonly readerId: string;
  readonly pin: PinReference;
  readonly account: string;
  readonly password: Secret;
}

/** A subscriber whom an RA authenticated. */
export interface SubscriberLogin extends SubscriberAuthorisation {
  readonly raId: string;
}

/** What the subscriber is told of an authorisation to unblock. Its id stays in the session. */
export type UnblockGrant = Omit<UnblockAuthorisation, 'id'>;

/** The record of the subscriber who is logged in at a screen. */
export interface SubscriberRecord {
  readonly raId: string;
  readonly registration: Registration;
  readonly account: string;
  /** Newest first. */
  readonly certificates: readonly CertificateRecordView[];
  /** The version of the terms (用戶約定條款) that was accepted last. */
  readonly acceptedTermsVersion: string | null;
}

interface OfSession {
  /** An RA's authorisation for one unblock. */
  unblock: (UnblockAuthorisation & { readonly raId: string }) | null;
  login: SubscriberLogin | null;
  /** Certificates that the screen showed, by serial. Only these may be saved. */
  readonly shown: Map<string, CertificateOfRa>;
  readonly ended: AbortController;
}

interface Credentials {
  readonly raId: string | undefined;
  readonly account: string;
}

export class Subscribers {
  readonly #ras: Ras;
  readonly #audit: Pick<Audit, 'append'>;
  readonly #sessions = new Map<string, OfSession>();

  constructor(ras: Ras, audit: Pick<Audit, 'append'>) {
    this.#ras = ras;
    this.#audit = audit;
  }

  /** Verifies the website password of a card's holder at the RA. @throws {RaRefusedError} @throws {Failure} */
  async authoriseUnblock(
    actor: Actor,
    cardSerial: string,
    { raId, pin, account, password }: UnblockRequest,
  ): Promise<UnblockGrant> {
    const { connector, profile } = this.#ras.choose(raId);
    const session = this.#sessionOf(actor);
    const card = { cardSerial, pin };
    const unblock = await connector.authoriseUnblock(plainAccount(account), password, card);
    if (session.ended.signal.aborted) throw new Failure('unblockPin.authorise.sessionEnded');
    session.unblock = { ...unblock, raId: profile.id };
    return { pin, cardSerial, name: unblock.name, expiresAt: unblock.expiresAt };
  }

  /** The RA's authorisation for one operation on one PIN of one card. `forgetUnblock` removes it when it is used. @throws {Failure} */
  unblockOf(
    actor: Actor,
    { raId, cardSerial, pin }: Readonly<Record<'raId' | 'cardSerial', string | null>> & { readonly pin: PinReference },
  ): UnblockAuthorisation {
    const unblock = this.#sessions.get(actor.sessionId)?.unblock ?? null;
    if (unblock?.raId !== raId || unblock.cardSerial !== cardSerial || unblock.pin !== pin) {
      throw new Failure('unblockPin.create.notAuthorised');
    }
    return unblock;
  }

  forgetUnblock(actor: Actor): void {
    const session = this.#sessions.get(actor.sessionId);
    if (session !== undefined) session.unblock = null;
  }

  /** Logs a subscriber in, and a previous one out. Takes the password over and disposes of it. @throws {Failure} */
  async login(actor: Actor, { raId, account }: Credentials, password: Secret): Promise<SubscriberLogin> {
    const session = this.#sessionOf(actor);
    session.login = null;
    session.shown.clear();
    try {
      const { connector, profile } = this.#ras.choose(raId);
      const authorisation = await connector.authoriseByPassword(plainAccount(account), password);
      await this.#audit.append({
        actor: nameOf(actor),
        action: 'subscriber.login',
        subject: authorisation.registrationId,
        facts: { ra: profile.id },
      });
      if (session.ended.signal.aborted) throw new Failure('subscriber.login.sessionEnded');
      const login = { ...authorisation, raId: profile.id };
      session.login = login;
      return login;
    } catch (error) {
      throw classify(error);
    } finally {
      password.dispose();
    }
  }

  /** The subscriber who is logged in at this screen, or null. */
  loginOf(actor: Actor): SubscriberLogin | null {
    return this.#sessions.get(actor.sessionId)?.login ?? null;
  }

  /** 網站密碼修改. Takes the passwords over and disposes of them. @throws {Failure} */
  async changeWebsitePassword(
    actor: Actor,
    { raId, account }: Credentials,
    passwords: { readonly old: Secret; readonly new: Secret },
  ): Promise<void> {
    try {
      const { connector, profile } = this.#ras.choose(raId);
      await connector.changeWebsitePassword(plainAccount(account), passwords.old, passwords.new);
      await this.#audit.append({
        actor: nameOf(actor),
        action: 'websitePassword.changed',
        // The typed account may not be the owner's, so the entry names the RA only.
        subject: profile.id,
        facts: { ra: profile.id },
      });
    } catch (error) {
      throw classify(error);
    } finally {
      passwords.old.dispose();
      passwords.new.dispose();
    }
  }

  /** The record of the logged-in subscriber. @throws {Failure} */
  async record(actor: Actor): Promise<SubscriberRecord> {
    const session = this.#sessionOf(actor);
    const { login } = session;
    if (login === null) throw new Failure('subscriber.record.notLoggedIn');
    try {
      const { raId, registrationId, id } = login;
      const ground = { kind: 'authorisation', authorisationId: id } as const;
      const record = await this.#ras.byId(raId).connector.registrationRecord(registrationId, ground);
      // The session ended or another subscriber logged in meanwhile; that person must not see this record.
      if (session.ended.signal.aborted || session.login !== login) throw new Failure('subscriber.record.notLoggedIn');
      return {
        raId,
        registration: record.registration,
        account: record.account,
        certificates: record.certificates.map((certificate) => show(session, { ...certificate, raId })),
        acceptedTermsVersion: record.acceptedTerms[0]?.version ?? null,
      };
    } catch (error) {
      throw classify(error);
    }
  }

  /**
   * 下載交易夥伴憑證: the public content of a certificate, without the card that it is on.
   * @param text a serial as a person writes it @returns null when there is no such certificate @throws {Failure}
   */
  async partnerCertificate(
    actor: Actor,
    raId: string | undefined,
    text: string,
  ): Promise<CertificateRecordView | null> {
    const serial = plainSerial(text);
    if (serial === null) throw new Failure('subscriber.partner.notHex');
    const session = this.#sessionOf(actor);
    try {
      const { connector, profile } = this.#ras.choose(raId);
      const found = await connector.findCertificate(serial);
      return found && { ...show(session, { ...found, raId: profile.id }), cardSerial: null };
    } catch (error) {
      throw classify(error);
    }
  }

  /** The certificates with these serials. @throws {Failure} when the screen did not show one of them */
  shown(actor: Actor, serials: readonly string[]): CertificateOfRa[] {
    const shown = this.#sessions.get(actor.sessionId)?.shown;
    return [...new Set(serials)].map((serial) => {
      const certificate = shown?.get(serial);
      if (certificate === undefined) throw new Failure('save.write.notShown', { serial });
      return certificate;
    });
  }

  endSession(actor: Actor): void {
    this.#sessions.get(actor.sessionId)?.ended.abort();
    this.#sessions.delete(actor.sessionId);
  }

  #sessionOf({ sessionId }: Actor): OfSession {
    const session = this.#sessions.get(sessionId) ?? {
      unblock: null,
      login: null,
      shown: new Map<string, CertificateOfRa>(),
      ended: new AbortController(),
    };
    this.#sessions.set(sessionId, session);
    return session;
  }
}

/** Remembers that a certificate is shown. @param session may have ended; then nothing is remembered */
function show(session: OfSession, record: CertificateOfRa): CertificateRecordView {
  session.shown.set(record.serial, record);
  return certificateRecordView(record);
}

function nameOf(actor: Actor): string {
  return actor.kind === 'staff' ? actor.operator : 'kiosk';
}

/** Normalises a typed account: an IME may produce full-width characters, and blanks around it do not count. */
function plainAccount(account: string): string {
  return comparable(account);
}

/** Normalises a certificate's serial number: without separators and leading zeros, upper case. @returns null: it is no serial */
export function plainSerial(text: string): string | null {
  const hex = comparable(text)
    .replaceAll(/[\s:.-]/g, '')
    .replace(/^0[xX](?=.)/, '')
    .toUpperCase();
  if (!/^[0-9A-F]{1,64}$/.test(hex)) return null;
  const even = hex.replace(/^0+(?=.)/, '');
  return even.length % 2 === 0 ? even : `0${even}`;
}
