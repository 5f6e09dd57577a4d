/** A whole blank card of each family personalised: our driver and the family's judges. */
import { families, type ConformanceFamily } from '../conformance/families.js';
import { countPersonalising } from '../conformance/personalising.js';
import type { Bench } from './bench.js';
import type { Row } from './row.js';

/** Every family has the same here; what a family is known to miss by is `npm run test:card`'s. */
const bar = 0.35;

const nameOf = ({ family }: ConformanceFamily): string => `apdus.${family}`;

async function measure(family: ConformanceFamily, folder: string): Promise<Row> {
  const { ours, judge } = await countPersonalising(family, folder);
  return {
    name: nameOf(family),
    ours,
    peer: judge,
    unit: 'APDUs',
    bar,
    better: 'lower',
    notes: [`against ${family.judgedBy}; counted once, it is always the same`],
  };
}

/** A bench a family, so that asking for one row runs one. */
export const familyApdus: readonly Bench[] = families.map((family) => ({
  rows: [nameOf(family)],
  run: async (_runs, folder) => [await measure(family, folder)],
}));
