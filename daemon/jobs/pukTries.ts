/**
 * The tries of PUKs that were spent here. IsoApplet tells the tries left of a PUK only when it refuses one, so what it said is kept.
 * A card whose PUK was refused has a row until a PUK is accepted.
 */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { PinReference } from '../../base/terms.js';
import type { PukTries as OnCard } from '../../card/drivers/driver.js';

/** A PUK that does not have all its tries. */
export interface SpentPukTries {
  /** 0: blocked for ever. */
  readonly left: number;
  /** Did the card refuse a PUK? false: one was sent, and whether the card refused it is not known. */
  readonly refused: boolean;
}

interface Row {
  readonly card_serial: string;
  readonly pin: number;
  readonly tries_left: number;
  readonly refused: number;
}

const keyOf = (cardSerial: string, pin: number): string => `${cardSerial}/${pin}`;

export class PukTries {
  /** Kept in memory, because it is looked up each time that a reader is shown. */
  readonly #misses = new Map<string, SpentPukTries>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    for (const row of await this.database.all<Row>('SELECT card_serial, pin, tries_left, refused FROM puk_tries')) {
      this.#misses.set(keyOf(row.card_serial, row.pin), { left: row.tries_left, refused: row.refused === 1 });
    }
  }

  /**
   * What the card tells of its PUK or, where it tells nothing, what was seen here. null: no try is known to be spent.
   * @param onCard null: the card does not tell
   */
  missesOf(cardSerial: string, pin: PinReference, onCard: Pick<OnCard, 'left' | 'max'> | null): SpentPukTries | null {
    if (onCard === null) return this.#misses.get(keyOf(cardSerial, pin)) ?? null;
    return onCard.left < onCard.max ? { left: onCard.left, refused: true } : null;
  }

  /** A PUK is about to be sent. Until the card has answered, a try counts as spent. @param max tries of a PUK that was never refused */
  async begin(cardSerial: string, pin: PinReference, max: number): Promise<void> {
    const before = this.#misses.get(keyOf(cardSerial, pin));
    // Never 0: only the card's own word makes it blocked.
    const left = Math.max((before?.left ?? max) - 1, 1);
    await this.#write(cardSerial, pin, { left, refused: before?.refused ?? false });
  }

  async refused(cardSerial: string, pin: PinReference, left: number): Promise<void> {
    await this.#write(cardSerial, pin, { left, refused: true });
  }

  /** The card took the PUK, which gives it all its tries again. */
  async accepted(cardSerial: string, pin: PinReference): Promise<void> {
    await this.database.run('DELETE FROM puk_tries WHERE card_serial = ? AND pin = ?', [cardSerial, pin]);
    this.#misses.delete(keyOf(cardSerial, pin));
  }

  async #write(cardSerial: string, pin: PinReference, misses: SpentPukTries): Promise<void> {
    await this.database.run(
      `INSERT INTO puk_tries (card_serial, pin, tries_left, refused, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (card_serial, pin) DO UPDATE
         SET tries_left = excluded.tries_left, refused = excluded.refused, at = excluded.at`,
      [cardSerial, pin, misses.left, misses.refused ? 1 : 0, timestamp(this.clock)],
    );
    this.#misses.set(keyOf(cardSerial, pin), misses);
  }
}
