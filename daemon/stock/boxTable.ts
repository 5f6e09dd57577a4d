/** The table `stock_box`, with the totals of each box from its movements and its cards. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor } from '../../base/database.js';
import type { SerialRange } from './serialRange.js';
import { spoiledOfBox, usedOfBox, type StockPlace } from './stockTable.js';

/** A box, and where each of its cards is: left + issued + spoiled + returned + missing = count. */
export interface StoredBox {
  readonly id: string;
  readonly label: string;
  readonly family: string;
  /** null: the serial numbers of its cards are not known. */
  readonly range: SerialRange | null;
  /** Cards received; 0 when its receipt was taken back. */
  readonly count: number;
  readonly lot: string;
  readonly deliveryNote: string;
  /** RFC 3339, UTC */
  readonly receivedAt: string;
  readonly receivedBy: string;
  readonly place: StockPlace;
  readonly tally: {
    readonly left: number;
    readonly issued: number;
    readonly spoiled: number;
    readonly returned: number;
    /** Below 0: more were counted than had been received. */
    readonly missing: number;
  };
  readonly lastCountedAt: string | null;
  /** When its receipt was undone. */
  readonly voidedAt: string | null;
}

/** A card of a box that was in a reader. */
export interface CardOfBox {
  readonly serial: string;
  readonly stockNumber: number;
  readonly fate: 'blank' | 'issued' | 'spoiled';
  /** When that happened; of a blank card, when it was met first. RFC 3339, UTC */
  readonly at: string;
}

export type NewBox = Pick<StoredBox, 'label' | 'family' | 'range' | 'lot' | 'deliveryNote' | 'receivedBy'>;

interface Row {
  id: string;
  label: string;
  family: string;
  serial_from: string | null;
  serial_to: string | null;
  lot: string;
  delivery_note: string;
  received_at: string;
  received_by: string;
  voided_at: string | null;
  place: StockPlace | null;
  received: number;
  returned: number;
  taken_out: number;
  spoiled_by_hand: number;
  missing: number;
  used: number;
  spoiled: number;
  last_counted_at: string | null;
}

const sumOf = (kind: string): string =>
  `coalesce((SELECT sum(CASE WHEN m.undoes IS NULL THEN m.count ELSE -m.count END)
   FROM stock_movement m WHERE m.box_id = b.id AND m.kind = '${kind}'), 0)`;

const stands = 'm.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM stock_movement u WHERE u.undoes = m.id)';

/** SQL for a moment after every stored one. */
const always = "'~'";

const select = `SELECT b.*,
  (SELECT m.place FROM stock_movement m WHERE m.box_id = b.id AND m.place IS NOT NULL AND ${stands}
   ORDER BY m.rowid DESC LIMIT 1) AS place,
  ${sumOf('received')} AS received, ${sumOf('returned')} AS returned,
  ${sumOf('issued')} AS taken_out, ${sumOf('spoiled')} AS spoiled_by_hand,
  coalesce((SELECT sum(m.expected - m.count) FROM stock_movement m
   WHERE m.box_id = b.id AND m.kind = 'counted' AND ${stands}), 0) AS missing,
  (SELECT max(m.at) FROM stock_movement m WHERE m.box_id = b.id AND m.kind = 'counted' AND ${stands}) AS last_counted_at,
  CASE WHEN b.serial_from IS NULL THEN 0 ELSE ${usedOfBox(always)} END AS used,
  CASE WHEN b.serial_from IS NULL THEN 0 ELSE ${spoiledOfBox(always)} END AS spoiled
  FROM stock_box b`;

const usable = 'b.serial_from IS NOT NULL AND b.voided_at IS NULL';

export class BoxTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @returns its id */
  async insert(tx: Executor, { label, family, range, lot, deliveryNote, receivedBy }: NewBox): Promise<string> {
    const id = randomUUID();
    await tx.run(
      `INSERT INTO stock_box (id, label, family, serial_from, serial_to, lot, delivery_note, received_at, received_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        label,
        family,
        range?.from ?? null,
        range?.to ?? null,
        lot,
        deliveryNote,
        timestamp(this.#clock),
        receivedBy,
      ],
    );
    return id;
  }

  /** Marks a box whose receipt was undone. */
  async void(tx: Executor, id: string): Promise<void> {
    await tx.run('UPDATE stock_box SET voided_at = ? WHERE id = ?', [timestamp(this.#clock), id]);
  }

  async find(id: string, executor: Executor = this.#database): Promise<StoredBox | null> {
    const row = await executor.get<Row>(`${select} WHERE b.id = ?`, [id]);
    return row === undefined ? null : boxOf(row);
  }

  /** The box that a card belongs to. */
  async ofCard(serial: string): Promise<StoredBox | null> {
    const row = await this.#database.get<Row>(
      `${select} WHERE ${usable} AND b.serial_from <= ? AND b.serial_to >= ? AND length(b.serial_from) = length(?)`,
      [serial, serial, serial],
    );
    return row === undefined ? null : boxOf(row);
  }

  /** A box whose range of serial numbers overlaps this one. */
  async overlapping(
    tx: Executor,
    { from, to }: SerialRange,
  ): Promise<{ label: string; from: string; to: string } | null> {
    const row = await tx.get<{ label: string; from: string; to: string }>(
      `SELECT b.label, b.serial_from AS "from", b.serial_to AS "to" FROM stock_box b
       WHERE ${usable} AND b.serial_from <= ? AND b.serial_to >= ? AND length(b.serial_from) = length(?) LIMIT 1`,
      [to, from, from],
    );
    return row ?? null;
  }

  async labelled(tx: Executor, label: string): Promise<{ receivedAt: string } | null> {
    const row = await tx.get<{ receivedAt: string }>(
      'SELECT received_at AS receivedAt FROM stock_box WHERE label = ? AND voided_at IS NULL LIMIT 1',
      [label],
    );
    return row ?? null;
  }

  /** How many cards with these serial numbers were issued, prepared or spoiled before. */
  async goneOf(tx: Executor, { from, to }: SerialRange): Promise<number> {
    const row = await tx.get<{ n: number }>(
      `SELECT ${usedOfBox(always)} + ${spoiledOfBox(always)} AS n FROM (SELECT ? AS serial_from, ? AS serial_to) b`,
      [from, to],
    );
    return row?.n ?? 0;
  }

  /** Newest first. */
  async latest(limit: number): Promise<StoredBox[]> {
    const rows = await this.#database.all<Row>(`${select} ORDER BY b.received_at DESC, b.rowid DESC LIMIT ?`, [limit]);
    return rows.map(boxOf);
  }

  /** Cards of the range that were in a reader, by serial number. */
  cards({ from, to }: SerialRange, limit: number): Promise<CardOfBox[]> {
    return this.#database.all(
      `SELECT serial, stock_number AS stockNumber, coalesce(used_at, spoiled_at, first_seen_at) AS at,
         CASE WHEN used_at IS NOT NULL THEN 'issued' WHEN spoiled_at IS NOT NULL THEN 'spoiled' ELSE 'blank' END AS fate
       FROM (SELECT c.*, (SELECT min(at) FROM audit WHERE subject = c.serial
               AND action IN ('card.issued', 'card.prepared')) AS used_at
             FROM card c WHERE c.serial BETWEEN ? AND ? AND length(c.serial) = length(?) ORDER BY c.serial LIMIT ?)`,
      [from, to, from, limit],
    );
  }

  /** Card models that were received or read in a reader. */
  async families(): Promise<string[]> {
    const rows = await this.#database.all<{ family: string }>(
      'SELECT family FROM stock_box UNION SELECT family FROM card WHERE family IS NOT NULL ORDER BY 1',
    );
    return rows.map(({ family }) => family);
  }
}

function boxOf(row: Row): StoredBox {
  const { received, returned, missing } = row;
  const issued = row.used + row.taken_out;
  const spoiled = row.spoiled + row.spoiled_by_hand;
  return {
    id: row.id,
    label: row.label,
    family: row.family,
    range: row.serial_from === null || row.serial_to === null ? null : { from: row.serial_from, to: row.serial_to },
    count: received,
    lot: row.lot,
    deliveryNote: row.delivery_note,
    receivedAt: row.received_at,
    receivedBy: row.received_by,
    place: row.place ?? 'store',
    tally: { left: received - issued - spoiled - returned - missing, issued, spoiled, returned, missing },
    lastCountedAt: row.last_counted_at,
    voidedAt: row.voided_at,
  };
}
