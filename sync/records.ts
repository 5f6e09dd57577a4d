/** Records of an RA: subscribers, their cards, certificates and letters. */
import type { KeyUse, PinReference } from '../base/terms.js';

export type RegistrationState =
  | 'pending'
  | 'approved'
  /** Bound to a card that is being prepared or issued. */
  | 'issuing'
  /** 已發卡: the card has its PUKs and PINs (password letter) but no certificates yet. The subscriber applies for them. */
  | 'prepared'
  | 'issued'
  | 'revoked';

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
  /** Serial of the card that it is bound to. */
  readonly cardSerial: string | null;
}

/** 批次訂單: an order of many cards that waits at the RA for a batch line. */
export interface BatchOrder {
  readonly id: string;
  readonly name: string;
  /** The kind of job that each card goes through. */
  readonly product: 'issueCard' | 'prepareCard';
  readonly count: number;
  /** 0 to 9, higher goes first. */
  readonly priority: number;
  /** RFC 3339 */
  readonly placedAt: string;
}

/** One card of a batch order. */
export interface BatchEntry {
  /** Its place in the order, from 1. */
  readonly number: number;
  readonly registrationId: string;
  /** 用戶識別名稱 */
  readonly userIdentifier: string;
  /** 用戶名稱 */
  readonly name: string;
}

/** 憑證狀態: 有效, 即將到期 (within a month of its end), 已過期, 已廢止, 暫時停用 */
export type CertificateStatus = 'valid' | 'expiringSoon' | 'expired' | 'revoked' | 'suspended';

/** The reasons of RFC 5280 §5.3.1 that an RA's counter uses. */
export type RevocationReason =
  'unspecified' | 'keyCompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation' | 'privilegeWithdrawn';

/** A row of 檢視憑證資訊. */
export interface CertificateRecord {
  /** 憑證編號: the RA's number of the certificate, e.g. `C-000012`. */
  readonly id: string;
  /** 用戶識別名稱 */
  readonly userIdentifier: string;
  /** 憑證序號, upper-case hex without leading zero octets. */
  readonly serial: string;
  readonly status: CertificateStatus;
  readonly use: KeyUse;
  readonly cardSerial: string | null;
  /** X.509 DER; subject, issuer and validity are read from it. */
  readonly certificate: Uint8Array;
  /** RFC 3339; null unless revoked. */
  readonly revokedAt: string | null;
  readonly revocationReason: RevocationReason | null;
}

/** An entry of the RA's audit log, with public facts only. */
export interface RaEvent {
  /** RFC 3339 */
  readonly at: string;
  /** A gateway's name, or `ra` for its own staff. */
  readonly actor: string;
  readonly event: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** The RA's record of one subscriber, as far as the counter and the subscriber may see it. */
export interface RegistrationRecord {
  readonly registration: Registration;
  /** Where the password letter (密碼單) goes. */
  readonly letterContact: string;
  /** 網站帳號 */
  readonly account: string;
  readonly accountState: 'active' | 'passwordChangeRequired' | 'suspended';
  /** Newest first. */
  readonly certificates: readonly CertificateRecord[];
  /** Terms (用戶約定條款) accepted, newest first. */
  readonly acceptedTerms: readonly { readonly version: string; readonly acceptedAt: string }[];
  /** Newest first, at most 200. */
  readonly history: readonly RaEvent[];
}

export interface CardRecord {
  readonly cardSerial: string;
  readonly family: string | null;
  readonly state: 'unknown' | 'issuing' | 'prepared' | 'issued' | 'spoiled';
  /** The registration that the card is bound to; of a spoiled card, the last one. */
  readonly registration: Registration | null;
  /** RFC 3339, as the following. */
  readonly openedAt: string | null;
  readonly issuedAt: string | null;
  readonly spoiledAt: string | null;
  readonly spoilReason: SpoilReason | null;
  /** Newest first. */
  readonly certificates: readonly CertificateRecord[];
  /** The PINs whose PUK the RA holds. */
  readonly escrowedPuks: readonly PinReference[];
  /** How often one of its PUKs left the RA. */
  readonly pukReleases: number;
  /** Newest first, at most 200. */
  readonly history: readonly RaEvent[];
}

export type SpoilReason = 'damaged' | 'printingFault' | 'personalisationFailed' | 'lost' | 'other';

/** The content of a password letter (密碼單): the PINs of a card, or the website password (網站密碼). */
export type LetterKind = 'cardPins' | 'websitePassword';

/** A password letter, printed or not. Its secret content is sealed at the RA. */
export interface LetterRecord {
  readonly id: string;
  readonly kind: LetterKind;
  readonly registrationId: string;
  readonly name: string;
  readonly userIdentifier: string;
  readonly cardSerial: string | null;
  /** RFC 3339 */
  readonly madeAt: string;
  /** `contact`: the RA itself sends it to the registered contact; the gateway prints nothing. */
  readonly delivery: 'print' | 'contact';
  /** How often a gateway reported it printed. */
  readonly printed: number;
  /** RFC 3339 */
  readonly lastPrintedAt: string | null;
  /** Another gateway has opened it, whether or not it was printed there. */
  readonly releasedElsewhere: boolean;
}

/** The content of a released letter: UTF-8 JSON in CMS EnvelopedData to the operation's key. It is decrypted in memory only. */
export interface LetterContent {
  readonly letterId: string;
  readonly kind: LetterKind;
  readonly name: string;
  readonly userIdentifier: string;
  readonly letterContact: string;
  readonly account: string;
  readonly cardSerial: string | null;
  /** Name of the value → the secret text: `pin1`, `pin2`, `websitePassword`. */
  readonly values: Readonly<Record<string, string>>;
}
