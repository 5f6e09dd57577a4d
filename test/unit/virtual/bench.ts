/** A powered virtual card in memory, spoken to in hex. */
import { fromHex, toHex } from '../../../base/bytes.js';
import { MemoryCardStore, type CardStore } from '../../virtual/cardStore.js';
import type { TimingOptions } from '../../virtual/timingModel.js';
import { VirtualCard } from '../../virtual/virtualCard.js';

export const selectFirst = '00A404000CF276A288BCFBA69D34F31001';
export const selectSecond = '00A404000CF276A288BCFBA69D34F31002';

export const puk = '30313233343536373839616263646566';
/** `123456`, as it is sent to set or verify it. */
export const pin = '313233343536';
/** The same, padded to 16 bytes. */
export const paddedPin = `${pin}00000000000000000000`;

export const setPuk = `0024010210${puk}`;
export const setPin = `0024010106${pin}`;
export const verifyPin = `0020000106${pin}`;
export const verifyWrongPin = '0020000106393939393939';
export const readTries = '0020000100';

export class CardBench {
  readonly card: VirtualCard;

  constructor(store: CardStore = new MemoryCardStore(), timing?: TimingOptions) {
    this.card = new VirtualCard(store, timing);
    this.card.reset();
  }

  /** @returns the response APDU in hex */
  async send(command: string): Promise<string> {
    return toHex(await this.card.execute(fromHex(command)));
  }

  /** Sends each command. @returns the last response */
  async sendAll(...commands: readonly string[]): Promise<string> {
    let response = '';
    for (const command of commands) response = await this.send(command);
    return response;
  }

  /** Selects the first instance and sets PUK and PIN. */
  async initialise(select = selectFirst): Promise<void> {
    await this.sendAll(select, setPuk, setPin);
  }
}
