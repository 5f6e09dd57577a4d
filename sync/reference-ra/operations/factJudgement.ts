import { fromBase64 } from '../../../base/bytes.js';
import type { Executor } from '../../../base/database.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import type { RaContext } from '../raContext.js';
import { certificatesByCard } from '../store/certificateRows.js';
import { registrationOfLetter } from '../store/letterRows.js';
import { registrationById } from '../store/rows.js';
import type { KnownFact } from './factBodies.js';
import { contradiction } from './auditCheckpoints.js';
import type { Scene } from './factScene.js';
import { wasInForce } from './terms.js';

export interface FactInScene {
  readonly id: string;
  readonly fact: KnownFact;
  /** Who reports it. */
  readonly gateway: string;
  readonly scene: Scene;
}

/**
 * Decides whether a fact can be true, and is that of the gateway that works on the order. The gateway sets a refused one aside.
 * @returns the reason to refuse it; null accepts
 */
export async function judge(
  { escrow }: RaContext,
  tx: Executor,
  { id, fact, gateway, scene }: FactInScene,
): Promise<string | null> {
  switch (fact.kind) {
    case 'pukEscrowed':
      return sealedToEscrowKey(escrow.accepts, fact.body.sealedPuk) ?? sealedRefusal(tx, { id, scene, fact });
    case 'pinLetter':
      return sealedToEscrowKey(escrow.accepts, fact.body.sealedPin) ?? sealedRefusal(tx, { id, scene, fact });
    case 'cardPrepared':
      return scene.refusalOf(fact.body, 'issue', 'prepared');
    case 'cardIssued':
      return scene.refusalOf(fact.body, 'issue', 'issued') ?? (await certificatesAre(tx, fact.body));
    case 'certificatesRenewed':
      return scene.refusalOf(fact.body, 'renew', 'issued') ?? (await certificatesAre(tx, fact.body));
    case 'certificatesRewritten':
      return cardKnown(scene, fact.body) ?? (await certificatesAmong(tx, fact.body));
    case 'pukUsed':
      return cardKnown(scene, fact.body);
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

type SealedFact = Extract<KnownFact, { kind: 'pukEscrowed' | 'pinLetter' }>;

/** Refusals of what comes too late. A PUK or PIN that comes late may still be the only one of a card. */
const late: ReadonlySet<string> = new Set(['orderCompleted', 'superseded']);

/** Is there one that was delivered after this number? */
const laterSealed = {
  pukEscrowed: `SELECT 1 FROM escrowed_puk s JOIN fact f ON f.id = s.fact_id
    WHERE s.card_serial = ? AND s.pin = ? AND f.number > ? LIMIT 1`,
  pinLetter: `SELECT 1 FROM pin_letter s JOIN fact f ON f.id = s.fact_id
    WHERE s.order_id = ? AND s.pin = ? AND f.number > ? LIMIT 1`,
} as const;

/**
 * A sealed secret that comes late, or again, fills a gap and never displaces a newer one. Facts keep the number of their first
 * delivery, so no clock is asked.
 * @returns the reason to refuse; null when it may be kept
 */
async function sealedRefusal(
  tx: Executor,
  { id, scene, fact: { kind, body } }: Pick<FactInScene, 'id' | 'scene'> & { readonly fact: SealedFact },
): Promise<string | null> {
  const reason = scene.refusalOf(body, 'issue', 'prepared');
  if (reason !== null && !(late.has(reason) && scene.lacksSealed(kind, body))) return reason;
  const own = await tx.get<{ number: number }>('SELECT number FROM fact WHERE id = ?', [id]);
  if (reason === null && own === undefined) return null;
  const owner = kind === 'pukEscrowed' ? body.cardSerial : body.orderId;
  const other = await tx.get(laterSealed[kind], [owner, body.pin, own?.number ?? 0]);
  return other === undefined ? null : (reason ?? 'superseded');
}

function cardKnown(scene: Scene, { cardSerial }: { readonly cardSerial: string }): string | null {
  return scene.knowsCard(cardSerial) ? null : 'cardUnknown';
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
