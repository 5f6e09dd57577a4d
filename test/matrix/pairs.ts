/** Which fault strikes at which point. */
import type { Fault } from './faults.js';
import { sampleOf, type Point } from './points.js';

export interface Turn {
  /** Every fault at every point; else one at each, in turn. */
  readonly full: boolean;
  readonly seed: number;
}

/** Every fault of a point's kind at every point, or as many pairs as it takes for each point and each fault to come up. */
export function pairs(points: readonly Point[], allFaults: readonly Fault[], { full, seed }: Turn): [Point, Fault][] {
  return (['apdu', 'write', 'request'] as const).flatMap((at) => {
    const here = points.filter((point) => point.at === at);
    const fitting = allFaults.filter((fault) => fault.at.includes(at) && fault.once !== true);
    if (here.length === 0 || fitting.length === 0) return [];
    if (full) return fitting.flatMap((fault) => here.map((point): [Point, Fault] => [point, fault]));
    return Array.from({ length: Math.max(here.length, fitting.length) }, (_, i): [Point, Fault] => {
      const point = here[i % here.length];
      const fault = fitting[(i + Math.floor(seed / sampleOf)) % fitting.length];
      if (point === undefined || fault === undefined) throw new Error('a point and a fault');
      return [point, fault];
    });
  });
}

/** Each of the faults that come once, at the write in the middle. */
export function pairsOnce(points: readonly Point[], allFaults: readonly Fault[]): [Point, Fault][] {
  const writes = points.filter(({ at }) => at === 'write');
  const middle = writes[Math.floor(writes.length / 2)];
  if (middle === undefined) return [];
  return allFaults.filter(({ once }) => once).map((fault): [Point, Fault] => [middle, fault]);
}
