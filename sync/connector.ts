/** What the daemon asks of a registration authority (RA), whatever it speaks. */
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

/** What is issued to a card: its first certificates, which bind the registration to it, or a renewal (憑證展期). */
export interface Order {
  readonly id: string;
  readonly registration: Registration;
  readonly cardSerial: string;
  /** X.509 DER of the key that PUKs and PIN letters are sealed to (CMS EnvelopedData). */
  readonly escrowCertificate: Uint8Array;
  /** The subject that the CA will write; shown to the officer, RFC 4514. */
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

/** The RA's word that this person may unblock this PIN of this card once. */
export interface UnblockAuthorisation {
  readonly id: string;
  readonly cardSerial: string;
  readonly pin: PinReference;
  /** 用戶名稱, to greet the person. */
  readonly name: string;
  /** RFC 3339 */
  readonly expiresAt: string;
}

/** On whose word a PUK is released: a subscriber's (kiosk) or an order's that is being issued (counter). */
export type PukReleaseGround =
  | { readonly kind: 'authorisation'; readonly authorisationId: string }
  | { readonly kind: 'order'; readonly orderId: string };

export interface PukRelease {
  readonly ground: PukReleaseGround;
  readonly cardSerial: string;
  readonly pin: PinReference;
  /** X.509 DER of a key made for this one operation; the PUK comes back sealed to it. */
  readonly recipientCertificate: Uint8Array;
}

export type FactDelivery =
  | { readonly id: string; readonly accepted: true }
  /** The RA will never take it; a person has to look. */
  | { readonly id: string; readonly accepted: false; readonly reason: string };

/** Who stands behind a request about a subscriber. */
export type Ground =
  /** The subscriber, logged in with the website password or by the card's own proof (`authoriseBy…`). */
  | { readonly kind: 'authorisation'; readonly authorisationId: string }
  /** The gateway's staff, the person being there or their form at hand: the operator's name goes into the RA's audit. */
  | { readonly kind: 'counter'; readonly operator: string };

/** The RA's word that this is the subscriber: for this gateway only, for ten minutes, not used up by reading. */
export interface SubscriberAuthorisation {
  readonly id: string;
  readonly registrationId: string;
  /** 用戶名稱 */
  readonly name: string;
  /** RFC 3339 */
  readonly expiresAt: string;
}

/** What the RA wants signed: see `proofBytes`. */
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
  /** The operator who asks, and the one who approves. */
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
  /** Why it is printed again; needed when it was printed before, or another gateway has opened it. */
  readonly reprintReason: string | null;
  readonly idempotencyKey: string;
}

/** Letters that are printed together. */
export interface LetterReleases {
  /** At most 100. */
  readonly letters: readonly LetterRelease[];
  readonly operator: string;
  /** X.509 DER of a key made for this one operation. */
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
  /** Cheap: is the RA there, what time is it there (RFC 3339), and from which version (semver) on does it take gateways? */
  ping(signal?: AbortSignal): Promise<{ readonly time: string; readonly minimumGatewayVersion: string }>;

  // Who is there.
  /**
   * 網站帳號 and 網站密碼. A wrong password spends a try, three in a row suspend the account: never repeated by a program.
   * Refusals: `passwordWrong`, `accountSuspended`, `passwordChangeRequired`.
   */
  authoriseByPassword(account: string, password: Secret): Promise<SubscriberAuthorisation>;
  /**
   * 網站密碼修改, also the way out of `passwordChangeRequired`. A wrong old password spends a try as above.
   * The new one: 6 to 16 printable ASCII characters without blanks, not the old one (`passwordRule`, `passwordSame`).
   */
  changeWebsitePassword(account: string, oldPassword: Secret, newPassword: Secret): Promise<void>;
  /**
   * Refusals: `certificateUnknown`, `certificateRevoked`, `certificateSuspended`, `renewalTooLate` when it has expired.
   * @param certificateSerial of the certificate for signatures
   */
  challengeCard(certificateSerial: string): Promise<CardChallenge>;
  /**
   * Uses the challenge up, whatever comes of it. Refusals: `challengeExpired`, `proofFailed`.
   * @param signature of `proofBytes` by the key of the challenged certificate, SHA-256 with RSA PKCS #1 v1.5 or ECDSA (DER)
   */
  authoriseByCard(challengeId: string, signature: Uint8Array): Promise<SubscriberAuthorisation>;

  // Looking.
  /** The counter's work list, without the batch line's registrations. */
  listRegistrations(): Promise<readonly Registration[]>;
  /** @param ids at most 500 @returns one for each, in order; null where there is no such registration */
  lookUpRegistrations(ids: readonly string[]): Promise<readonly (Registration | null)[]>;
  /** By its id, 身分證號或統編, 用戶識別名稱 or 用戶名稱, whole; at most 50, also those of the batch line. */
  searchRegistrations(text: string): Promise<readonly Registration[]>;
  /** 批次訂單 that have a card left to make, by priority, then oldest first. */
  listBatchOrders(): Promise<readonly BatchOrder[]>;
  /**
   * Refusal: `batchOrderUnknown`.
   * @param after number of the last entry that is known; 0 begins
   * @param limit at most 500; a shorter answer is the last one
   */
  batchOrderEntries(batchOrderId: string, after: number, limit: number): Promise<readonly BatchEntry[]>;
  registrationRecord(registrationId: string, ground: Ground): Promise<RegistrationRecord>;
  /** 下載交易夥伴憑證. @param serial upper-case hex @returns null: there is no such certificate */
  findCertificate(serial: string): Promise<CertificateRecord | null>;
  /** A card that the RA never heard of is `unknown`, no refusal. */
  cardRecord(cardSerial: string): Promise<CardRecord>;
  /** The CA's CRL (RFC 5280 §5). @returns DER */
  certificateRevocationList(): Promise<Uint8Array>;
  /** 憑證下載: the certificates in force whose keys the card should hold, newest first. */
  certificatesOfCard(cardSerial: string, ground: Ground): Promise<readonly CertificateRecord[]>;

  // Issuing and renewing.
  /**
   * Binds an approved registration to one blank card. The same card again gives the same order. What many cards ask for at once
   * may go to the RA in one request, as with `requestCertificates`; each has an answer of its own.
   */
  openOrder(
    registrationId: string,
    card: { readonly cardSerial: string; readonly family: string },
    idempotencyKey: string,
  ): Promise<Order>;
  /** The order of a prepared card, for the subscriber who applies. Refusals: `registrationNotPrepared`, `notCardHolder`. */
  resumeOrder(cardSerial: string, ground: Ground): Promise<Order>;
  /**
   * 憑證展期: an order for new certificates on the same card, from a month before the end to the end of its day, Asia/Taipei.
   * The same order again while it is open. A subscriber's ground is the card's own proof; after the website password alone
   * it is refused (`authorisationExpired`).
   */
  openRenewal(cardSerial: string, ground: Ground, idempotencyKey: string): Promise<Order>;
  /**
   * All uses of the RA in one request, so that the certificates end on the same day. The same keys again give the same
   * certificates. A prepared card's order and a renewal need the acceptance of the terms in force (`termsOutdated`).
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
  /** A random website password into a letter. It lifts a suspension and has to be changed at the next login. */
  resetWebsitePassword(reset: PasswordReset, idempotencyKey: string): Promise<{ readonly letterId: string }>;
  /** Letters made in the last `days` days, newest first; without those of the batch line's cards. */
  listLetters(days: number): Promise<readonly LetterRecord[]>;
  findLetter(letterId: string): Promise<LetterRecord | null>;
  /** The letters in force, in no order. @param registrationIds at most 500 */
  lettersOf(registrationIds: readonly string[]): Promise<readonly LetterRecord[]>;
  /**
   * Each letter by itself, in one request.
   * @returns for each, in order, CMS EnvelopedData of a {LetterContent}, DER, or why not
   */
  releaseLetters(releases: LetterReleases): Promise<readonly (Uint8Array | RaRefusedError | RaUnavailableError)[]>;
  /**
   * Refused (`certificatesInForce`) while it carries certificates in force: they are revoked first. A registration that has no
   * certificates yet goes back to `approved`. A card that the RA never heard of is taken down as spoiled.
   */
  spoilCard(spoiling: Spoiling, idempotencyKey: string): Promise<{ readonly spoiledAt: string }>;

  // The gateway itself.
  /** At least once: the RA knows a fact again by its id. One answer for each fact, in order. */
  deliverFacts(facts: readonly Fact[]): Promise<readonly FactDelivery[]>;
  /** @param request PKCS #10 DER of a new key, with the gateway's name as CN @returns X.509 DER */
  renewGatewayCertificate(request: Uint8Array): Promise<Uint8Array>;
}
