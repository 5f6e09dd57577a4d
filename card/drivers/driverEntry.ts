import type { Atr } from '../iso7816/atr.js';
import type { CardConnection } from '../transport/connection.js';
import type { CardCapabilities, CardDriver } from './driver.js';

/** A card family in the registry. */
export interface DriverEntry {
  /** Name of the family, e.g. `isoapplet-pair`. */
  readonly family: string;
  /** What a card of the family can do, for the documents. null: it depends on the card. */
  readonly capabilities: CardCapabilities | null;
  /** Can a card with this answer to reset belong to the family? */
  readonly matchesAtr: (atr: Atr) => boolean;
  /** Present: the family is the only one that is tried on the cards for which this is true, and on no others. */
  readonly claims?: (connection: Pick<CardConnection, 'atr' | 'reader'>) => boolean;
  /**
   * Reads the card and creates its driver.
   * @throws {CardRefusedError} @throws {CardProtocolError} when the card belongs to another family
   * @throws {TransportError}
   */
  readonly open: (connection: CardConnection) => Promise<CardDriver>;
}
