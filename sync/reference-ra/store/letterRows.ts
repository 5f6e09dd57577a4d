/**
 * Password letters (密碼單). A letter with a card's PINs consists of the PINs that a gateway sealed for an order (`pin_letter`). A letter
 * with a website password was created by the RA (`password_letter`).
 */
import type { Executor } from '../../../base/database.js';
import type { PinReference } from '../../../base/terms.js';
import type { LetterKind, LetterRecord } from '../../connector.js';

export interface LetterRow {
  readonly id: string;
  readonly kind: LetterKind;
  readonly registration_id: string;
  readonly order_id: string | null;
  readonly name: string;
  readonly user_identifier: string;
  readonly letter_contact: string;
  readonly account: string;
  readonly card_serial: string | null;
  readonly made_at: string;
  readonly delivery: LetterRecord['delivery'];
  readonly void_since: string | null;
  readonly printed: number;
  readonly last_printed_at: string | null;
  /** Another gateway than the one that asks, if one got the letter. */
  readonly released_to: string | null;
}

/** @param source SELECT of the letters; its parameters follow the name of the gateway that asks */
const letters = (source: string): string => `
  SELECT letter.*, registration.name, registration.user_identifier, registration.letter_contact, registration.account,
    (SELECT count(*) FROM letter_print WHERE letter_id = letter.id) AS printed,
    (SELECT max(printed_at) FROM letter_print WHERE letter_id = letter.id) AS last_printed_at,
    (SELECT gateway FROM letter_release WHERE letter_id = letter.id AND gateway <> ? LIMIT 1) AS released_to
  FROM (${source}) AS letter JOIN registration ON registration.id = letter.registration_id`;

const cardLetters = (condition: string): string => `
  SELECT 'L-' || card_order.id AS id, 'cardPins' AS kind, registration_id, card_order.id AS order_id, card_serial,
    max(fact.received_at) AS made_at, 'print' AS delivery, spoiled_at AS void_since
  FROM pin_letter JOIN fact ON fact.id = pin_letter.fact_id JOIN card_order ON card_order.id = pin_letter.order_id
  WHERE ${condition} GROUP BY card_order.id`;

const websiteLetters = (condition: string): string => `
  SELECT 'W-' || number AS id, 'websitePassword' AS kind, registration_id, NULL AS order_id, NULL AS card_serial,
    made_at, delivery, void_since
  FROM password_letter WHERE ${condition}`;

/** The counter's letters in force, newest first. @param since RFC 3339 */
export function lettersSince(db: Executor, gateway: string, since: string): Promise<LetterRow[]> {
  const source = `${cardLetters('fact.received_at >= ?')} UNION ALL ${websiteLetters('made_at >= ?')}`;
  return db.all<LetterRow>(
    `${letters(source)}
     WHERE letter.void_since IS NULL AND NOT (letter.kind = 'cardPins' AND registration.channel = 'batch')
     ORDER BY letter.made_at DESC, letter.id`,
    [gateway, since, since],
  );
}

/** The letters in force of these registrations. */
export function lettersOfRegistrations(
  db: Executor,
  gateway: string,
  registrationIds: readonly string[],
): Promise<LetterRow[]> {
  const among = 'registration_id IN (SELECT value FROM json_each(?))';
  const source = `${cardLetters(among)} UNION ALL ${websiteLetters(among)}`;
  const ids = JSON.stringify(registrationIds);
  return db.all<LetterRow>(`${letters(source)} WHERE letter.void_since IS NULL`, [gateway, ids, ids]);
}

/** @param gateway the one that asks */
export function letterById(db: Executor, gateway: string, id: string): Promise<LetterRow | undefined> {
  const number = id.slice(2);
  const source = id.startsWith('L-') ? cardLetters('card_order.id = ?') : websiteLetters('number = ?');
  return db.get<LetterRow>(`${letters(source)} WHERE letter.id = ?`, [gateway, number, id]);
}

/** @returns the id of the letter's registration; undefined: there is no such letter */
export async function registrationOfLetter(db: Executor, id: string): Promise<string | undefined> {
  const source = id.startsWith('L-') ? cardLetters('card_order.id = ?') : websiteLetters('number = ?');
  const row = await db.get<{ registration_id: string }>(source, [id.slice(2)]);
  return row?.registration_id;
}

/** The sealed values of a letter: name in its content → base64. */
export async function sealedValues(db: Executor, { id, order_id }: LetterRow): Promise<Map<string, string>> {
  if (order_id !== null) {
    const pins = await pinsInForce(db, order_id);
    return new Map(pins.map(({ pin, sealed }) => [`pin${pin}`, sealed]));
  }
  const row = await db.get<{ sealed: string }>("SELECT sealed FROM password_letter WHERE 'W-' || number = ?", [id]);
  return new Map(row === undefined ? [] : [['websitePassword', row.sealed]]);
}

/** The last sealed value of each PIN of an order, base64. */
export function pinsInForce(db: Executor, orderId: string): Promise<{ pin: PinReference; sealed: string }[]> {
  return db.all(
    `SELECT pin, sealed FROM pin_letter AS letter
     WHERE order_id = ? AND number = (SELECT max(number) FROM pin_letter WHERE order_id = letter.order_id AND pin = letter.pin)
     ORDER BY pin`,
    [orderId],
  );
}

export interface LetterReleaseRow {
  readonly letterId: string;
  readonly gateway: string;
  /** RFC 3339 */
  readonly at: string;
}

/** Records that a gateway got the letter for a print. */
export async function insertRelease(tx: Executor, { letterId, gateway, at }: LetterReleaseRow): Promise<void> {
  await tx.run('INSERT INTO letter_release (letter_id, gateway, released_at) VALUES (?, ?, ?)', [
    letterId,
    gateway,
    at,
  ]);
}

/** The letter in the form of the contract. */
export function letterRecordOf(row: LetterRow): LetterRecord {
  return {
    id: row.id,
    kind: row.kind,
    registrationId: row.registration_id,
    name: row.name,
    userIdentifier: row.user_identifier,
    cardSerial: row.card_serial,
    madeAt: row.made_at,
    delivery: row.delivery,
    printed: row.printed,
    lastPrintedAt: row.last_printed_at,
    releasedElsewhere: row.released_to !== null,
  };
}
