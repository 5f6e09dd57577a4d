/** Which fault strikes at which point. */
import type { Fault } from './faults.js';
import { sampleOf, type Point } from './points.js';

export interface Turn {
  /** Every fault at every point; else one at each, in turn. */
  readonly full: boolean;
  readonly seed: number;
  /** Another number for each kind of job: kinds with few points begin with different faults. */
  readonly kind: number;
}

/** Every fault of a point's kind at every point, or one at each point. */
export function pairs(
  points: readonly Point[],
  allFaults: readonly Fault[],
  { full, seed, kind }: Turn,
): [Point, Fault][] {
  return (['apdu', 'write', 'request'] as const).flatMap((at) => {
    const here = points.filter((point) => point.at === at);
    const fitting = allFaults.filter((fault) => fault.at.includes(at) && fault.once !== true);
    if (here.length === 0 || fitting.length === 0) return [];
    if (full) return fitting.flatMap((fault) => here.map((point): [Point, Fault] => [point, fault]));
    return here.map((point, i): [Point, Fault] => {
      const fault = fitting[(i + Math.floor(seed / sampleOf) + kind) % fitting.length];
      if (fault === undefined) throw new Error('a fault');
      return [point, fault];
    });
  });
}

/** A sample takes one of so many faults that come once. */
const onceOf = 3;

/** Each of the faults that come once, at the write in the middle; in a sample a third of them. */
export function pairsOnce(
  points: readonly Point[],
  allFaults: readonly Fault[],
  { full, seed, kind }: Turn,
): [Point, Fault][] {
  const writes = points.filter(({ at }) => at === 'write');
  const middle = writes[Math.floor(writes.length / 2)];
  if (middle === undefined) return [];
  const once = allFaults.filter((fault) => fault.once === true);
  return once
    .filter((_, i) => full || (i + seed + kind) % onceOf === 0)
    .map((fault): [Point, Fault] => [middle, fault]);
}
