/** Which kinds of jobs are tried with which families. */
import type { JobKind } from '../../daemon/contract/messages.js';
import type { MatrixFamily } from './families.js';
import type { MatrixKind, Stage } from './kind.js';
import { can, kindNames, matrixKind } from './kinds.js';

export interface Choice {
  readonly families: readonly MatrixFamily[];
  readonly kinds: readonly JobKind[];
  /** Every kind with every family; else each with one. */
  readonly full: boolean;
  readonly seed: number;
}

export interface KindTask {
  readonly kind: MatrixKind;
  /** Chooses the points. */
  readonly seed: number;
}

const early: ReadonlySet<Stage> = new Set(['prepared', 'unwritten']);

/** Of two lines, cards that are prepared first and cards that are issued at once: a sample tries each with one family, whose cards go on. */
const lineOf = ({ takes, leaves }: MatrixKind): number => (early.has(takes) || early.has(leaves) ? 1 : 0);

/**
 * In a sample consecutive seeds take the families in turn, and when a family's turn comes again its points are those of the next seed: as
 * many seeds as families times points of a sample take every point of every family.
 */
export function tasksOf({ families, kinds, full, seed }: Choice): KindTask[] {
  return families.flatMap((family, place) =>
    kindNames
      .filter((kind) => kinds.includes(kind) && can(family, kind))
      .map((kind) => matrixKind(kind, family))
      .filter((kind) => full || (lineOf(kind) + seed) % families.length === place)
      .map((kind) => ({ kind, seed: full ? seed : Math.floor(seed / families.length) })),
  );
}
