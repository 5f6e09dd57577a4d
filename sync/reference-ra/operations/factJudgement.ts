import { fromBase64 } from '../../../base/bytes.js';
import type { Executor } from '../../../base/database.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import type { RaContext } from '../raContext.js';
import { certificatesByCard } from '../store/certificateRows.js';
import { registrationOfLetter } from '../store/letterRows.js';
import { registrationById, type OrderRow } from '../store/rows.js';
import type { KnownFact } from './factBodies.js';
import { contradiction } from './auditCheckpoints.js';
import { wasInForce } from './terms.js';

export interface FactWithOrders {
  readonly fact: KnownFact;
  /** Who reports it. */
  readonly gateway: string;
  /** Those of all cards that the batch names. */
  readonly orders: readonly OrderRow[];
}

/**
 * Decides whether a fact can be true. A refusal is final, so only a fact that can never be true is refused.
 * @returns the reason to refuse it; null accepts
 */
export async function judge(
  { escrow }: RaContext,
  tx: Executor,
  { fact, orders, gateway }: FactWithOrders,
): Promise<string | null> {
  switch (fact.kind) {
    case 'pukEscrowed':
      return orderOf(orders, fact.body, 'issue') ?? sealedToEscrowKey(escrow.accepts, fact.body.sealedPuk);
    case 'pinLetter':
      return orderOf(orders, fact.body, 'issue') ?? sealedToEscrowKey(escrow.accepts, fact.body.sealedPin);
    case 'cardPrepared':
      return orderOf(orders, fact.body, 'issue');
    case 'cardIssued':
      return orderOf(orders, fact.body, 'issue') ?? (await certificatesAre(tx, fact.body));
    case 'certificatesRenewed':
      return orderOf(orders, fact.body, 'renew') ?? (await certificatesAre(tx, fact.body));
    case 'certificatesRewritten':
      return cardKnown(orders, fact.body) ?? (await certificatesAmong(tx, fact.body));
    case 'pukUsed':
      return cardKnown(orders, fact.body);
    case 'termsAccepted': {
      if ((await registrationById(tx, fact.body.registrationId)) === undefined) return 'registrationUnknown';
      const { termsVersion, acceptedAt } = fact.body;
      return (await wasInForce(tx, termsVersion, acceptedAt)) ? null : 'termsOutdated';
    }
    case 'auditCheckpoint':
      return contradiction(tx, gateway, fact.body);
    case 'letterPrinted':
      return (await registrationOfLetter(tx, fact.body.letterId)) === undefined ? 'letterUnknown' : null;
  }
}

function orderOf(
  orders: readonly OrderRow[],
  body: { readonly orderId: string; readonly cardSerial: string },
  kind: OrderRow['kind'],
): string | null {
  const order = orders.find(({ id }) => id === body.orderId);
  return order?.card_serial === body.cardSerial && order.kind === kind ? null : 'orderUnknown';
}

function cardKnown(orders: readonly OrderRow[], { cardSerial }: { readonly cardSerial: string }): string | null {
  return orders.some(({ card_serial }) => card_serial === cardSerial) ? null : 'cardUnknown';
}

function sealedToEscrowKey(accepts: (sealed: Uint8Array) => boolean, sealed: string): string | null {
  return accepts(fromBase64(sealed)) ? null : 'notSealedToEscrowKey';
}

interface IssuedBody {
  readonly cardSerial: string;
  readonly orderId: string;
  readonly certificateSerials: readonly string[];
}

/** The certificates of the fact are exactly those of the order. */
async function certificatesAre(
  tx: Executor,
  { cardSerial, orderId, certificateSerials }: IssuedBody,
): Promise<string | null> {
  const certificates = await certificatesByCard(tx, cardSerial);
  const issued = certificates.filter(({ order_id }) => order_id === orderId).map(({ serial }) => serial);
  return issued.sort().join() === certificateSerials.map(normalSerial).sort().join() ? null : 'certificatesUnknown';
}

/** The certificates of the fact are certificates of the card. */
async function certificatesAmong(
  tx: Executor,
  { cardSerial, certificateSerials }: { readonly cardSerial: string; readonly certificateSerials: readonly string[] },
): Promise<string | null> {
  const known = new Set((await certificatesByCard(tx, cardSerial)).map(({ serial }) => serial));
  return certificateSerials.every((serial) => known.has(normalSerial(serial))) ? null : 'certificatesUnknown';
}
