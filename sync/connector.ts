/** What the daemon asks of a registration authority (RA), whatever it speaks. */
import type { Secret } from '../base/secret.js';
import type { KeyUse, PinReference } from '../base/terms.js';
import type { Fact } from './facts.js';

export type RegistrationState = 'pending' | 'approved' | 'issuing' | 'issued' | 'revoked';

/** A subscriber's registration, as the counter sees it. */
export interface Registration {
  readonly id: string;
  readonly state: RegistrationState;
  /** 身分證號或統編 */
  readonly subscriberId: string;
  /** 用戶識別名稱 */
  readonly userIdentifier: string;
  /** 用戶名稱 */
  readonly name: string;
  /** RFC 3339 */
  readonly approvedAt: string | null;
  /** Serial of the card it was issued to or is bound to. */
  readonly cardSerial: string | null;
}

/** A registration bound to one card: nothing else may be issued for it. */
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

/** No answer: the request may or may not have had its effect. Repeat it with the same idempotency key. */
export class RaUnavailableError extends Error {
  override readonly name = 'RaUnavailableError';
}

/** Reasons of the RA contract's `problem+json` documents (RFC 9457), member `reason`. */
export type RaRefusal =
  | 'registrationUnknown'
  | 'registrationNotApproved'
  | 'registrationAlreadyIssued'
  | 'cardAlreadyBound'
  | 'cardUnknown'
  | 'orderUnknown'
  | 'proofOfPossessionFailed'
  | 'publicKeyReused'
  | 'certificateAlreadyIssued'
  | 'passwordWrong'
  | 'accountSuspended'
  | 'passwordChangeRequired'
  | 'notCardHolder'
  | 'authorisationExpired'
  | 'authorisationUsed'
  | 'noEscrowedPuk'
  | 'idempotencyConflict'
  | 'badRequest'
  | 'notAllowed';

/** The RA answered no. */
export class RaRefusedError extends Error {
  override readonly name = 'RaRefusedError';
  constructor(
    readonly refusal: RaRefusal,
    /** Further facts of the answer, e.g. `{ triesLeft: 2 }` with `passwordWrong`. Never a secret. */
    readonly facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(`the RA refused: ${refusal}`);
  }
}

/** Every method throws {RaUnavailableError} or {RaRefusedError}. */
export interface RaConnector {
  /** Cheap: is the RA there, and what time is it there (RFC 3339)? */
  ping(signal?: AbortSignal): Promise<{ readonly time: string }>;
  listRegistrations(): Promise<readonly Registration[]>;
  /** Binds an approved registration to one blank card. The same card again gives the same order. */
  openOrder(
    registrationId: string,
    card: { readonly cardSerial: string; readonly family: string },
    idempotencyKey: string,
  ): Promise<Order>;
  /** All uses in one request, so that the certificates end on the same day. The same keys again give the same certificates. */
  requestCertificates(
    orderId: string,
    requests: readonly CertificateRequest[],
    idempotencyKey: string,
  ): Promise<readonly IssuedCertificate[]>;
  /** Verifies the website password (網站密碼) of the card's holder. */
  authoriseUnblock(
    account: string,
    password: Secret,
    card: { readonly cardSerial: string; readonly pin: PinReference },
  ): Promise<UnblockAuthorisation>;
  /** @returns CMS EnvelopedData, DER. */
  releasePuk(release: PukRelease, idempotencyKey: string): Promise<Uint8Array>;
  /** At least once: the RA knows a fact again by its id. One answer for each fact, in order. */
  deliverFacts(facts: readonly Fact[]): Promise<readonly FactDelivery[]>;
}
