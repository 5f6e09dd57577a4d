/** The demo's readers and cards by the names that stand on them: for the shell and for the panel. */
import { fromHex } from '../../base/bytes.js';
import { cardUniqueIdentifier, parseCplc } from '../../card/globalplatform/cplc.js';
import type { CardState } from '../virtual/cardState.js';
import { FileCardStore } from '../virtual/cardStore.js';
import type { CardDescription } from '../harness/rack.js';
import { connectRack, type RackClient } from '../harness/rackClient.js';
import { readerLabels } from './stage.js';

export interface DemoPin {
  readonly reference: 1 | 2;
  /** null: none is set yet. */
  readonly triesLeft: number | null;
}

export interface DemoCard {
  readonly name: string;
  /** As the counter shows it; null for a family whose serial number the card alone tells. */
  readonly serial: string | null;
  /** Label of the reader it is in. */
  readonly reader: string | null;
  readonly pins: readonly DemoPin[];
}

export class DemoRack {
  readonly #rack: RackClient;

  private constructor(rack: RackClient) {
    this.#rack = rack;
  }

  /** @param rackSocket of a running demo */
  static async connect(rackSocket: string): Promise<DemoRack> {
    return new DemoRack(await connectRack(rackSocket));
  }

  async cards(): Promise<readonly DemoCard[]> {
    return (await this.#rack.status()).cards.map(describe);
  }

  /** @throws when there is no such card or reader, or either is taken */
  async insert(name: string, label: string): Promise<void> {
    const index = readerIndex(label);
    const card = await this.#rack.card(name);
    const taken = (await this.cards()).find(
      (one) => one.reader !== null && (one.name === name || one.reader === readerLabels[index]),
    );
    if (taken !== undefined) throw new Error(`${taken.name} is in reader ${taken.reader ?? ''} already`);
    await card.insert(index);
  }

  async remove(name: string): Promise<void> {
    const card = await this.#rack.card(name);
    await card.remove();
  }

  /**
   * Locks a PIN as three wrong tries would. A card in a reader is drawn and put in again, because nobody asks a card that lies
   * still for its tries.
   */
  async lock(name: string, reference: 1 | 2): Promise<void> {
    const found = (await this.cards()).find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no card ${name}`);
    const pin = found.pins.find((one) => one.reference === reference);
    if (pin === undefined || pin.triesLeft === null) throw new Error(`PIN ${reference} of ${name} is not set`);
    const card = await this.#rack.card(name);
    if (found.reader !== null) await card.remove();
    await card.presetTries(reference, 0);
    if (found.reader !== null) await card.insert(readerIndex(found.reader));
  }

  close(): void {
    this.#rack.close();
  }
}

function readerIndex(label: string): number {
  const index = readerLabels.findIndex((one) => one === label.toUpperCase());
  if (index < 0) throw new Error(`there is no reader ${label}; there are ${readerLabels.join(', ')}`);
  return index;
}

function describe({ name, stateFile, cplc, reader }: CardDescription): DemoCard {
  // A card that nobody has spoken to yet has no state.
  const state = new FileCardStore(stateFile).load();
  const isPair = state?.piv === undefined && state?.myEid === undefined && state?.openPgp === undefined;
  return {
    name,
    serial: isPair ? cardUniqueIdentifier(parseCplc(fromHex(cplc))) : null,
    reader: reader === null ? null : (readerLabels[reader] ?? null),
    pins: isPair ? pinsOf(state) : [],
  };
}

function pinsOf(state: CardState | null): readonly DemoPin[] {
  return ([1, 2] as const).map((reference) => {
    const pin = state?.instances[reference - 1]?.pin;
    return { reference, triesLeft: pin === undefined || pin.value === null ? null : pin.triesLeft };
  });
}
