/** The only list of the kinds of jobs. What a kind does stands under the same name in `daemon/jobs/kinds/`. */
import { z } from 'zod';
import { applyCertificates } from './applyCertificates.js';
import { changePin } from './changePin.js';
import { issueCard } from './issueCard.js';
import { prepareCard } from './prepareCard.js';
import { renewCertificates } from './renewCertificates.js';
import { unblockPin } from './unblockPin.js';
import { viewCard } from './viewCard.js';
import { writeCertificates } from './writeCertificates.js';

export const jobContracts = [
  issueCard,
  prepareCard,
  applyCertificates,
  renewCertificates,
  writeCertificates,
  unblockPin,
  changePin,
  viewCard,
] as const;

type AnyContract = (typeof jobContracts)[number];

export const jobKindSchema = z
  .enum(atLeastOne(jobContracts.map(({ kind }) => kind)))
  .describe(`${jobContracts.map(({ title }) => title).join(', ')}, in this order.`);
export type JobKind = z.infer<typeof jobKindSchema>;

/** The wire's half of one kind. */
export type ContractOf<Kind extends JobKind> = Extract<AnyContract, { readonly kind: Kind }>;
export type ResultOf<Kind extends JobKind> = z.output<ContractOf<Kind>['result']>;

export const createJobSchema = z.discriminatedUnion('kind', atLeastOne(jobContracts.map(({ order }) => order)));
export type CreateJob = z.input<typeof createJobSchema>;

export const jobResultSchema = z
  .object(joined(jobContracts.map(({ result }) => result.shape)))
  .partial()
  .describe('What a finished job tells: public facts only.');
export type JobResult = z.infer<typeof jobResultSchema>;

export function jobContractOf(kind: JobKind): AnyContract {
  const found = jobContracts.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no kind of job is called ${kind}`);
  return found;
}

function atLeastOne<T>([first, ...others]: readonly T[]): [T, ...T[]] {
  if (first === undefined) throw new Error('there is no kind of job');
  return [first, ...others];
}

type Joined<Shapes> = (Shapes extends unknown ? (one: Shapes) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The fields of all of them. TypeScript has no word for merging a list of objects, so that it is told what comes of it. */
function joined<Shape extends z.ZodRawShape>(shapes: readonly Shape[]): Joined<Shape> {
  return Object.assign({}, ...shapes) as Joined<Shape>;
}
