/** Facts that the gateway reports to the RA: recorded once, delivered at least once. Sealed values are CMS EnvelopedData, base64 DER. */
import type { PinReference } from '../base/terms.js';

/** What is reported of an order's card. */
export interface OfOrder {
  cardSerial: string;
  orderId: string;
  /** As the order says. Absent in facts of orders that were opened before orders had one. */
  fence?: number;
}

export interface FactBodies {
  /** The PUK that is about to be set on the card. The last one accepted for a card and PIN is the one in force. */
  pukEscrowed: OfOrder & { pin: PinReference; sealedPuk: string };
  /** A PIN drawn at random, for the password letter (密碼單). The last one accepted is the one in force. */
  pinLetter: OfOrder & { pin: PinReference; sealedPin: string };
  /** The card has its PUKs, files and PINs; no keys yet. */
  cardPrepared: OfOrder;
  /** The card is complete: its certificates were read back, and its keys signed challenges that the certificates verify. */
  cardIssued: OfOrder & { certificateSerials: string[] };
  /** A PUK reached the card. `pukReplaced` is false where the family cannot change a PUK. */
  pukUsed: { cardSerial: string; pin: PinReference; operationId: string; pukReplaced: boolean };
  /** The terms (用戶約定條款) were read to the end and ticked. `operator` is null at the kiosk. */
  termsAccepted: {
    registrationId: string;
    termsVersion: string;
    /** RFC 3339 */
    acceptedAt: string;
    place: 'kiosk' | 'counter';
    operator: string | null;
  };
  /** New certificates were read back from the card, and its keys signed challenges that they verify. */
  certificatesRenewed: OfOrder & { certificateSerials: string[] };
  /** All certificates in force are on the card: missing ones were written again (憑證下載) and checked with its keys. */
  certificatesRewritten: { cardSerial: string; certificateSerials: string[] };
  /** A password letter (密碼單) came out of the printer. `copy` is 1 for the first print. */
  letterPrinted: { letterId: string; operator: string; copy: number };
  /** The head of the gateway's audit log, signed by it. */
  auditCheckpoint: { seq: number; hash: string; signedAt: string; signature: string };
}

export type FactKind = keyof FactBodies;

export type Fact = {
  [K in FactKind]: {
    /** UUID, created with the fact: its idempotency key. */
    readonly id: string;
    readonly kind: K;
    /** RFC 3339 */
    readonly madeAt: string;
    readonly body: FactBodies[K];
  };
}[FactKind];
