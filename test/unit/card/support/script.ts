import { fromHex, toHex } from '../../../../base/bytes.js';
import type { CardConnection } from '../../../../card/transport/connection.js';
import { directConnection } from '../../../../card/transport/directTransport.js';

export interface ScriptedExchange {
  /** Command APDU, hex. */
  readonly c: string;
  /** Response APDU, hex. */
  readonly r: string;
}

export interface Script extends CardConnection {
  /** Exchanges that were not asked for yet. */
  remaining(): number;
}

/** A card that answers exactly this conversation and fails on any other word. */
export function scripted(exchanges: readonly ScriptedExchange[]): Script {
  const left = [...exchanges];
  const connection = directConnection((command) => {
    const expected = left.shift();
    if (expected?.c !== toHex(command)) {
      throw new Error(`expected ${expected?.c ?? 'the end'}, got ${toHex(command)}`);
    }
    return fromHex(expected.r);
  }, fromHex('3B80800101'));
  return { ...connection, remaining: () => left.length };
}
