import type { Atr } from '../iso7816/atr.js';
import type { CardConnection } from '../transport/connection.js';
import type { CardDriver } from './driver.js';

/** A card family as the registry asks for it. */
export interface DriverEntry {
  readonly family: string;
  /** Can a card with this answer to reset be one of the family? */
  matchesAtr(atr: Atr): boolean;
  /**
   * Looks at what is on the card.
   * @throws {CardRefusedError} @throws {CardProtocolError} when the card is not of this family
   */
  open(connection: CardConnection): Promise<CardDriver>;
}
