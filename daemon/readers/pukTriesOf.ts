import { pukOf } from '../../card/drivers/capabilities.js';
import type { CardDriver, PukTries } from '../../card/drivers/driver.js';

/** The retry counters that the card tells without spending a try, one for each PIN that a PUK unblocks. */
export async function pukTriesOf(card: CardDriver): Promise<PukTries[]> {
  const told: PukTries[] = [];
  for (const { reference } of card.capabilities.pins) {
    const puk = pukOf(card.capabilities, reference);
    if (puk === null) continue;
    const tries = await card.pukTries?.(puk.of);
    if (tries != null) told.push({ ...tries, reference });
  }
  return told;
}
