/** What the daemon and its child processes take while cards are issued, and whether it grows with them. */
import { processTree, proportionalMb } from '../bench/processTree.js';
import type { Checked } from './verdict.js';

/** Everything was loaded and met once by then. */
const warmCards = 1_000;
/** A life with fewer after those tells nothing of growth. */
const fewestCards = 1_000;
/** Of each so many cards the smallest figure counts: garbage that is not collected yet is no growth. */
const windowCards = 100;
const mostMb = 300;
const mostMbPerThousand = 1;

export interface MemorySample {
  /** How often the daemon was killed before. */
  readonly life: number;
  /** Issued so far, of the whole order. */
  readonly cards: number;
  /** PSS of the process and its children. */
  readonly mb: number;
}

export function sampleMemory(pid: number, life: number, cards: number): MemorySample {
  return { life, cards, mb: processTree(pid).reduce((sum, one) => sum + proportionalMb(one), 0) };
}

/** Slope of the least-squares line through the points, per unit of x. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** @returns MB per thousand cards after the first thousand of a life; null when the life was too short to tell */
export function growthOfLife(samples: readonly MemorySample[]): number | null {
  const first = samples[0]?.cards ?? 0;
  const warm = samples.filter(({ cards }) => cards >= first + warmCards);
  if ((warm.at(-1)?.cards ?? 0) - (warm[0]?.cards ?? 0) < fewestCards - windowCards) return null;
  const windows = groupBy(warm, ({ cards }) => Math.floor(cards / windowCards));
  const smallest = [...windows].map(
    ([window, inside]) => [window * windowCards, Math.min(...inside.map(({ mb }) => mb))] as const,
  );
  return 1_000 * slope(smallest);
}

export function memoryChecks(samples: readonly MemorySample[]): readonly Checked[] {
  const most = Math.max(...samples.map(({ mb }) => mb));
  const lives = [...groupBy(samples, ({ life }) => life).values()];
  const growths = lives.map(growthOfLife).filter((growth) => growth !== null);
  const checks = [{ what: `memory (PSS), most, MB, at most ${mostMb}`, holds: most <= mostMb, found: most.toFixed(0) }];
  if (growths.length === 0) return checks;
  const what = `memory (PSS), growth within each life of the daemon, MB a thousand cards after the first thousand, at most ${mostMbPerThousand}`;
  const holds = growths.every((growth) => growth <= mostMbPerThousand);
  return [...checks, { what, holds, found: growths.map((growth) => growth.toFixed(1)).join(', ') }];
}
