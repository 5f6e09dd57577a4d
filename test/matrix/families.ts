/** The card families that the matrix tries: those of the registry that have a virtual card. */
import { Secret } from '../../base/secret.js';
import { pinRuleOf } from '../../card/drivers/capabilities.js';
import type { CardCapabilities } from '../../card/drivers/driver.js';
import { checkPin } from '../../card/drivers/pinRule.js';
import { registry } from '../../card/drivers/registry.js';
import { families as virtualFamilies } from '../conformance/families.js';
import type { NewCard } from '../harness/rackProtocol.js';

/** PINs that people choose, none of them easy to guess. */
export interface ChosenPins {
  readonly first: string;
  readonly second: string;
  readonly unblocked: string;
  /** Whoever has one changes it to the other. */
  readonly changed: readonly [string, string];
}

export interface MatrixFamily {
  /** Name of the driver. */
  readonly name: string;
  readonly virtualCard: NewCard;
  readonly capabilities: CardCapabilities;
  readonly chosen: ChosenPins;
}

/** The first that fits a family is taken. */
const proposals: readonly ChosenPins[] = [
  { first: 'First12345', second: 'Second6789', unblocked: 'Unblocked99', changed: ['Changed123', 'Changed456'] },
  { first: '74019382', second: '50816437', unblocked: '61930274', changed: ['85026147', '38471926'] },
];

function fits({ first, second, unblocked, changed }: ChosenPins, capabilities: CardCapabilities): boolean {
  const rule = pinRuleOf(capabilities);
  try {
    for (const text of [first, second, unblocked, ...changed]) checkPin(Secret.fromText(text), [rule]);
    return true;
  } catch {
    return false;
  }
}

export const matrixFamilies: readonly MatrixFamily[] = virtualFamilies.map(({ family, virtualCard }) => {
  const capabilities = registry.find((entry) => entry.family === family)?.capabilities ?? null;
  if (capabilities === null) throw new Error(`the registry does not tell what ${family} can do`);
  const chosen = proposals.find((pins) => fits(pins, capabilities));
  if (chosen === undefined) throw new Error(`no PIN here fits ${family}`);
  return { name: family, virtualCard, capabilities, chosen };
});
