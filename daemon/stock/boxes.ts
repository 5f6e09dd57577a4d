/** Boxes of blank cards: received, moved, counted, returned; and undoing a wrong movement. */
import type { Database, Executor } from '../../base/database.js';
import { taipeiTime } from '../../base/taipei.js';
import type { BoxMovement, ReceiveBox } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { BoxTable, CardOfBox, StoredBox } from './boxTable.js';
import type { StockMovement, StockTable } from './stockTable.js';
import type { Quarantines } from './quarantines.js';
import { plainCardSerial } from '../../base/cardSerial.js';
import { rangeSize, readRange, type SerialRange } from './serialRange.js';

export interface BoxesParts {
  readonly database: Database;
  readonly boxes: BoxTable;
  readonly movements: StockTable;
  readonly quarantines: Pick<Quarantines, 'ofBox'>;
  readonly audit: Pick<Audit, 'appendIn'>;
}

export interface Box extends StoredBox {
  /** Quarantines in force that hold blank cards of it back. */
  readonly quarantineIds: readonly string[];
}

export interface BoxList {
  /** Newest first. */
  readonly boxes: readonly Box[];
  /** Card models that the gateway knows. */
  readonly families: readonly string[];
}

export interface BoxDetail {
  readonly box: Box;
  /** Newest first. */
  readonly movements: readonly StockMovement[];
  readonly cards: readonly CardOfBox[];
}

/** No box holds more cards than this. A larger range has gaps, so the count has to be given. */
const mostCards = 1_000_000;

export class Boxes {
  readonly #parts: BoxesParts;

  constructor(parts: BoxesParts) {
    this.#parts = parts;
  }

  async list(which: 'open' | 'all'): Promise<BoxList> {
    const { boxes } = this.#parts;
    const all = await boxes.latest(500);
    const shown = which === 'all' ? all : all.filter(({ voidedAt, tally }) => voidedAt === null && tally.left !== 0);
    return { boxes: shown.map((box) => this.#withQuarantines(box)), families: await boxes.families() };
  }

  /** @throws {Failure} `stock.box.unknown` */
  async detail(id: string): Promise<BoxDetail> {
    const { boxes, movements } = this.#parts;
    const box = found(await boxes.find(id));
    return {
      box: this.#withQuarantines(box),
      movements: await movements.latest(id, 200),
      cards: box.range === null ? [] : await boxes.cards(box.range, 1_000),
    };
  }

  /** The box that a card belongs to by its serial number. */
  async ofCard(text: string): Promise<Box | null> {
    const box = await this.#parts.boxes.ofCard(plainCardSerial(text));
    return box === null ? null : this.#withQuarantines(box);
  }

  /** @throws {Failure} `stock.range.*`, `stock.box.*` */
  async receive(operator: string, request: ReceiveBox): Promise<Box> {
    const { database, boxes, movements, audit } = this.#parts;
    const { label, family, lot = '', deliveryNote = '', place = 'store', note = '' } = request;
    const range = request.range ? readRange(request.range) : null;
    const count = countOf(range, request.count ?? null);
    const id = await database.transaction(async (tx) => {
      await this.#refuseKnown(tx, label, range);
      const boxId = await boxes.insert(tx, { label, family, range, lot, deliveryNote, receivedBy: operator });
      const movement = { kind: 'received', count, expected: 0, note, operator, boxId, place, undoes: null } as const;
      await movements.insert(movement, tx);
      const facts = { label, family, count, place, ...(range !== null && { ...range }), lot, deliveryNote };
      await audit.appendIn(tx, { actor: operator, action: 'stock.boxReceived', subject: boxId, facts });
      return boxId;
    });
    return this.#withQuarantines(found(await boxes.find(id)));
  }

  /** @throws {Failure} `stock.box.unknown`, `stock.move.*` */
  async move(operator: string, boxId: string, movement: BoxMovement): Promise<Box> {
    const { database, boxes, movements, audit } = this.#parts;
    const { kind, note = '' } = movement;
    await database.transaction(async (tx) => {
      const box = found(await boxes.find(boxId, tx));
      if (box.voidedAt !== null) throw new Failure('stock.move.voided', { label: box.label });
      const count = movement.kind === 'moved' ? 0 : countToMove(box, movement);
      const place = movement.kind === 'moved' ? movement.place : null;
      const expected = box.tally.left;
      const { id } = await movements.insert({ kind, count, expected, note, operator, boxId, place, undoes: null }, tx);
      const facts = { box: box.label, movement: id, count, expected, ...(place !== null && { place }) };
      await audit.appendIn(tx, { actor: operator, action: `stock.box${capital(kind)}`, subject: boxId, facts });
    });
    return this.#withQuarantines(found(await boxes.find(boxId)));
  }

  /** Undoes a movement by a new one that refers to it. @throws {Failure} `stock.undo.*` */
  async undo(operator: string, movementId: string, note: string): Promise<StockMovement> {
    const { database, boxes, movements, audit } = this.#parts;
    return database.transaction(async (tx) => {
      const wrong = await movements.find(movementId, tx);
      if (wrong === null) throw new Failure('stock.undo.unknown');
      if (wrong.undoes !== null || wrong.undoneBy !== null) throw new Failure('stock.undo.already');
      if (wrong.kind !== 'moved' && (await movements.countedSince(wrong, tx))) throw new Failure('stock.undo.counted');
      const { kind, count, boxId } = wrong;
      const box = boxId === null ? null : found(await boxes.find(boxId, tx));
      if (box !== null && kind === 'received') {
        if (box.tally.left !== box.count) throw new Failure('stock.undo.boxUsed', { label: box.label });
        await boxes.void(tx, box.id);
      }
      const expected = box?.tally.left ?? wrong.expected;
      const undoing = { kind, count, expected, note, operator, boxId, place: null, undoes: wrong.id };
      const movement = await movements.insert(undoing, tx);
      const facts = { kind, count, undoes: wrong.id, ...(box !== null && { box: box.label }) };
      await audit.appendIn(tx, { actor: operator, action: 'stock.undone', subject: boxId ?? movement.id, facts });
      return movement;
    });
  }

  async #refuseKnown(tx: Executor, label: string, range: SerialRange | null): Promise<void> {
    const { boxes } = this.#parts;
    const same = await boxes.labelled(tx, label);
    if (same !== null) {
      throw new Failure('stock.box.labelTaken', { label, receivedAt: taipeiTime(Date.parse(same.receivedAt)) });
    }
    if (range === null) return;
    const other = await boxes.overlapping(tx, range);
    if (other !== null) throw new Failure('stock.range.overlaps', { ...other });
    // Receiving cards that are used already would change totals that were reported before.
    const gone = await boxes.goneOf(tx, range);
    if (gone > 0) throw new Failure('stock.box.cardsUsed', { count: gone });
  }

  #withQuarantines(box: StoredBox): Box {
    return { ...box, quarantineIds: box.voidedAt === null ? this.#parts.quarantines.ofBox(box) : [] };
  }
}

function found(box: StoredBox | null): StoredBox {
  if (box === null) throw new Failure('stock.box.unknown');
  return box;
}

/** @throws {Failure} `stock.box.countMissing`, `stock.box.tooMany` */
function countOf(range: SerialRange | null, count: number | null): number {
  const size = range === null ? null : rangeSize(range);
  if (count === null) {
    if (size === null || size > mostCards) throw new Failure('stock.box.countMissing');
    return Number(size);
  }
  if (size !== null && count > size) throw new Failure('stock.box.tooMany', { count, size: String(size) });
  return count;
}

/** @throws {Failure} `stock.move.bySerial`, `stock.move.tooMany` */
function countToMove(box: StoredBox, { kind, count }: Exclude<BoxMovement, { kind: 'moved' }>): number {
  if (kind === 'counted') return count;
  if (box.range !== null && kind !== 'returned') throw new Failure('stock.move.bySerial', { label: box.label });
  if (count > box.tally.left) throw new Failure('stock.move.tooMany', { count, left: box.tally.left });
  return count;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
