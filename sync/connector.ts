/** The daemon's interface to a registration authority (RA), whatever protocol the RA speaks. */
import type { Secret } from '../base/secret.js';
import type { KeyUse, PinReference } from '../base/terms.js';
import type { Fact } from './facts.js';
import type {
  BatchEntry,
  BatchOrder,
  CardRecord,
  CertificateRecord,
  LetterRecord,
  Registration,
  RegistrationRecord,
  RevocationReason,
  SpoilReason,
} from './records.js';

import type { RaRefusedError, RaUnavailableError } from './refusals.js';

export type * from './records.js';
export * from './refusals.js';

/** The order for a card: the first one binds a registration to the card, a later one is a renewal (憑證展期). */
export interface Order {
  readonly id: string;
  /** Number of this giving of the order. Its facts carry it, so that the RA can tell those of an earlier holder. */
  readonly fence: number;
  readonly registration: Registration;
  readonly cardSerial: string;
  /** X.509 DER of the key that PUKs and PIN letters are sealed to (CMS EnvelopedData). */
  readonly escrowCertificate: Uint8Array;
  /** The subject of the certificates, RFC 4514. It is shown to the officer. */
  readonly subject: string;
}

export interface CertificateRequest {
  readonly use: KeyUse;
  /** PKCS#10 DER, signed by the key on the card. */
  readonly request: Uint8Array;
}

export interface IssuedCertificate {
  readonly use: KeyUse;
  /** X.509 DER */
  readonly certificate: Uint8Array;
}

/** The RA's authorisation to unblock this PIN of this card once. */
export interface UnblockAuthorisation {
  readonly id: string;
  readonly cardSerial: string;
  readonly pin: PinReference;
  /** 用戶名稱, to greet the person. */
  readonly name: string;
  /** RFC 3339 */
  readonly expiresAt: string;
}

/** What allows the release of a PUK: a subscriber's authorisation (kiosk), or the order of a card that is being issued (counter). */
export type PukReleaseGround =
  | { readonly kind: 'authorisation'; readonly authorisationId: string }
  | { readonly kind: 'order'; readonly orderId: string };

export interface PukRelease {
  readonly ground: PukReleaseGround;
  readonly cardSerial: string;
  readonly pin: PinReference;
  /** X.509 DER of a key pair for this one operation. The PUK is sealed to it. */
  readonly recipientCertificate: Uint8Array;
}

export type FactDelivery =
  | { readonly id: string; readonly accepted: true }
  /** The RA will never accept the fact. A person has to look at it. */
  | { readonly id: string; readonly accepted: false; readonly reason: string };

/** Who stands behind a request about a subscriber. */
export type Ground =
  /** The subscriber, logged in with the website password or by the card's own proof (`authoriseBy…`). */
  | { readonly kind: 'authorisation'; readonly authorisationId: string }
  /** The gateway's staff, with the subscriber or their form at the counter. The RA's audit log names the operator. */
  | { readonly kind: 'counter'; readonly operator: string };

/** The RA's confirmation that this is the subscriber. It is valid for this gateway for ten minutes, for any number of requests. */
export interface SubscriberAuthorisation {
  readonly id: string;
  readonly registrationId: string;
  /** 用戶名稱 */
  readonly name: string;
  /** RFC 3339 */
  readonly expiresAt: string;
}

/** Random bytes that the card has to sign: see `proofBytes`. */
export interface CardChallenge {
  readonly id: string;
  /** 32 bytes */
  readonly challenge: Uint8Array;
  /** RFC 3339 */
  readonly expiresAt: string;
}

/** How an application form reached the counter. */
export type FormKind = 'inPerson' | 'mail';

/** 憑證廢止 */
export interface Revocation {
  readonly registrationId: string;
  /** null: all certificates of the registration that are in force. */
  readonly serials: readonly string[] | null;
  readonly reason: RevocationReason;
  readonly form: FormKind;
  /** The operator who requests the revocation, and another one who approves it. */
  readonly askedBy: string;
  readonly approvedBy: string;
  readonly note: string;
}

/** 網站密碼重設 */
export interface PasswordReset {
  readonly registrationId: string;
  readonly form: FormKind;
  readonly delivery: 'print' | 'contact';
  readonly operator: string;
}

export interface LetterRelease {
  readonly letterId: string;
  /** Why the letter is printed again. Required when it was printed before, or released to another gateway. */
  readonly reprintReason: string | null;
  readonly idempotencyKey: string;
}

/** Letters that are printed together. */
export interface LetterReleases {
  /** At most 100. */
  readonly letters: readonly LetterRelease[];
  readonly operator: string;
  /** X.509 DER of a key pair for this one operation. */
  readonly recipientCertificate: Uint8Array;
}

/** 作廢 */
export interface Spoiling {
  readonly cardSerial: string;
  readonly reason: SpoilReason;
  readonly note: string;
  readonly operator: string;
}

/** Every method throws {RaUnavailableError} or {RaRefusedError}. */
export interface RaConnector {
  /** A cheap request: the RA's time (RFC 3339) and the minimum version (semver) of the gateways that it accepts. */
  ping(signal?: AbortSignal): Promise<{ readonly time: string; readonly minimumGatewayVersion: string }>;

  // Logins.
  /**
   * 網站帳號 and 網站密碼. A wrong password costs a try, and three in a row suspend the account: no program may retry this request.
   * Refusals: `passwordWrong`, `accountSuspended`, `passwordChangeRequired`.
   */
  authoriseByPassword(account: string, password: Secret): Promise<SubscriberAuthorisation>;
  /**
   * 網站密碼修改, also after `passwordChangeRequired`. A wrong old password costs a try as above.
   * The new password has 6 to 16 printable ASCII characters without blanks, and differs from the old one (`passwordRule`, `passwordSame`).
   */
  changeWebsitePassword(account: string, oldPassword: Secret, newPassword: Secret): Promise<void>;
  /**
   * Refusals: `certificateUnknown`, `certificateRevoked`, `certificateSuspended`; `renewalTooLate` for an expired certificate.
   * @param certificateSerial of the certificate for signatures
   */
  challengeCard(certificateSerial: string): Promise<CardChallenge>;
  /**
   * Each challenge allows one attempt, whatever its result. Refusals: `challengeExpired`, `proofFailed`.
   * @param signature of `proofBytes` by the key of the challenged certificate, SHA-256 with RSA PKCS #1 v1.5 or ECDSA (DER)
   */
  authoriseByCard(challengeId: string, signature: Uint8Array): Promise<SubscriberAuthorisation>;

  // Records.
  /** The counter's work list, without the batch line's registrations. */
  listRegistrations(): Promise<readonly Registration[]>;
  /** @param ids at most 500 @returns one for each, in order; null where there is no such registration */
  lookUpRegistrations(ids: readonly string[]): Promise<readonly (Registration | null)[]>;
  /** @param text id, 身分證號或統編, 用戶識別名稱, 用戶名稱 or 網站帳號, whole @returns at most 50, including those of the batch line */
  searchRegistrations(text: string): Promise<readonly Registration[]>;
  /** 批次訂單 that have cards left to make, by priority, then oldest first. */
  listBatchOrders(): Promise<readonly BatchOrder[]>;
  /**
   * Refusal: `batchOrderUnknown`.
   * @param after number of the last entry of the page before; 0 begins
   * @param limit at most 500; a page with fewer entries is the last one
   */
  batchOrderEntries(batchOrderId: string, after: number, limit: number): Promise<readonly BatchEntry[]>;
  registrationRecord(registrationId: string, ground: Ground): Promise<RegistrationRecord>;
  /** 下載交易夥伴憑證. @param serial upper-case hex @returns null: there is no such certificate */
  findCertificate(serial: string): Promise<CertificateRecord | null>;
  /** A card that the RA does not know has the state `unknown`; that is no refusal. */
  cardRecord(cardSerial: string): Promise<CardRecord>;
  /** The CA's CRL (RFC 5280 §5). @returns DER */
  certificateRevocationList(): Promise<Uint8Array>;
  /** 憑證下載: the certificates in force whose keys should be on the card, newest first. */
  certificatesOfCard(cardSerial: string, ground: Ground): Promise<readonly CertificateRecord[]>;

  // Issuing and renewing.
  /**
   * Binds an approved registration to one blank card. The same card again gets the same order. Parallel calls may be sent to the RA in one
   * request, as with `requestCertificates`; each call has a result of its own.
   */
  openOrder(
    registrationId: string,
    card: { readonly cardSerial: string; readonly family: string },
    idempotencyKey: string,
  ): Promise<Order>;
  /** The order of a prepared card, for the subscriber who applies. Refusals: `registrationNotPrepared`, `notCardHolder`. */
  resumeOrder(cardSerial: string, ground: Ground): Promise<Order>;
  /**
   * 憑證展期: an order for new certificates on the same card, from one month before their last day to the end of that day, Asia/Taipei.
   * While the order is open, the same order again. A subscriber has to be authorised by the card: an authorisation by website password is
   * refused (`authorisationExpired`).
   */
  openRenewal(cardSerial: string, ground: Ground, idempotencyKey: string): Promise<Order>;
  /**
   * One request for all uses of the RA, so that the certificates end on the same day. The same keys again get the same certificates.
   * For a prepared card and for a renewal, the terms in force have to be accepted (`termsOutdated`).
   */
  requestCertificates(
    orderId: string,
    requests: readonly CertificateRequest[],
    idempotencyKey: string,
  ): Promise<readonly IssuedCertificate[]>;

  // Unblocking.
  /** Verifies the website password (網站密碼) of the card's holder. */
  authoriseUnblock(
    account: string,
    password: Secret,
    card: { readonly cardSerial: string; readonly pin: PinReference },
  ): Promise<UnblockAuthorisation>;
  /** @returns CMS EnvelopedData, DER. */
  releasePuk(release: PukRelease, idempotencyKey: string): Promise<Uint8Array>;

  // The counter.
  revoke(
    revocation: Revocation,
    idempotencyKey: string,
  ): Promise<{ readonly revokedAt: string; readonly serials: readonly string[] }>;
  /** Puts a random website password into a letter. It lifts a suspension and has to be changed at the next login. */
  resetWebsitePassword(reset: PasswordReset, idempotencyKey: string): Promise<{ readonly letterId: string }>;
  /** Letters made in the last `days` days, newest first; without those of the batch line's cards. */
  listLetters(days: number): Promise<readonly LetterRecord[]>;
  findLetter(letterId: string): Promise<LetterRecord | null>;
  /** The letters in force, in no order. @param registrationIds at most 500 */
  lettersOf(registrationIds: readonly string[]): Promise<readonly LetterRecord[]>;
  /**
   * One request; each letter has a result of its own.
   * @returns for each letter, in order, CMS EnvelopedData of a {LetterContent} (DER), or the error
   */
  releaseLetters(releases: LetterReleases): Promise<readonly (Uint8Array | RaRefusedError | RaUnavailableError)[]>;
  /**
   * Refused (`certificatesInForce`) while the card has certificates in force: they have to be revoked first. A registration without
   * certificates returns to `approved`. A card that the RA does not know is recorded as spoiled.
   */
  spoilCard(spoiling: Spoiling, idempotencyKey: string): Promise<{ readonly spoiledAt: string }>;

  // The gateway itself.
  /** May deliver a fact again: the RA recognises it by its id. @returns one result for each fact, in order */
  deliverFacts(facts: readonly Fact[]): Promise<readonly FactDelivery[]>;
  /** @param request PKCS #10 DER of a new key, with the gateway's name as CN @returns X.509 DER */
  renewGatewayCertificate(request: Uint8Array): Promise<Uint8Array>;
}
