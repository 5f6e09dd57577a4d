/** A virtual PIV card in the same process and a driver on it. */
import { fromHex, toHex } from '../../../../base/bytes.js';
import type { CardDriver } from '../../../../card/drivers/driver.js';
import { openCard } from '../../../../card/drivers/registry.js';
import { directConnection } from '../../../../card/transport/directTransport.js';
import type { VirtualCard } from '../../../virtual/virtualCard.js';
import { connectionTo } from './cards.js';
import { onePinFamily } from './onePinFamily.js';

export const pivPin = '74019382';
export const pivPuk = 'aB3dE6gH';
export const selectPiv = '00A4040005A000000308';

export const { blankStore: blankPivStore, blank: blankPiv, prepare: preparePiv } = onePinFamily('piv', pivPin, pivPuk);

export async function reopened(card: VirtualCard): Promise<CardDriver> {
  return openCard(connectionTo(card));
}

/** Sends commands, hex. @returns the last answer, hex */
export async function raw(card: VirtualCard, ...commands: readonly string[]): Promise<string> {
  let answer = '';
  for (const command of commands) answer = toHex(await card.execute(fromHex(command)));
  return answer;
}

type Answer = (answer: Uint8Array, command: string) => Uint8Array;

/** A driver on a card of which some answers are other ones. */
export async function openedWith(card: VirtualCard, answer: Answer): Promise<CardDriver> {
  const execute = async (command: Uint8Array): Promise<Uint8Array> =>
    answer(await card.execute(command), toHex(command));
  return openCard(directConnection(execute, card.reset(), card.protocol));
}
