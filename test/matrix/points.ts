/** The points at which a job is struck: every APDU, every durable write and every request to the RA of a run that was recorded. */

export type Moment = 'before' | 'after';

/** The n-th (from 1) of its kind since the job was asked for. */
export type Point =
  | { readonly at: 'apdu'; readonly n: number; readonly name: string }
  | { readonly at: 'write'; readonly n: number; readonly name: string; readonly when: Moment }
  | { readonly at: 'request'; readonly n: number; readonly name: string };

export type Place = Point['at'];

/** What one whole run of a job did, in order. */
export interface Recording {
  /** Command APDUs in hex. */
  readonly apdus: readonly string[];
  /** e.g. `journal setPuk1 intent` */
  readonly writes: readonly string[];
  /** `METHOD path` */
  readonly requests: readonly string[];
}

/**
 * Every point where a fault finds something else behind: each APDU; after each write, and before those that the card's or the
 * RA's work goes ahead of; each request.
 */
export function pointsOf({ apdus, writes, requests }: Recording): Point[] {
  return [
    ...apdus.map((apdu, i): Point => ({ at: 'apdu', n: i + 1, name: apdu.slice(0, 8) })),
    ...writes.flatMap((name, i): Point[] => {
      const after: Point = { at: 'write', n: i + 1, name, when: 'after' };
      return name.endsWith(' outcome') ? [{ ...after, when: 'before' }, after] : [after];
    }),
    ...requests.map((name, i): Point => ({ at: 'request', n: i + 1, name })),
  ];
}

/** CLA and INS. */
const instructionOf = ({ name }: Point): string => name.slice(0, 4);

/** How many of the same instruction in a row are too few to leave one out. */
const fewest = 4;

/** Of APDUs of the same instruction in a row: the first, the middle and the last. */
export function thinned(points: readonly Point[]): Point[] {
  const rows: Point[][] = [];
  for (const point of points) {
    const row = rows.at(-1);
    const before = row?.at(-1);
    const goesOn = before?.at === 'apdu' && point.at === 'apdu' && instructionOf(before) === instructionOf(point);
    if (goesOn) row?.push(point);
    else rows.push([point]);
  }
  return rows.flatMap((row) => {
    const few = [row[0], row[Math.floor(row.length / 2)], row.at(-1)].filter((point) => point !== undefined);
    return row.length < fewest ? row : few;
  });
}

/** A sample takes one point of so many; as many consecutive seeds take them all, and with them each step, instruction and request. */
export const sampleOf = 6;

/** A sixth of the points, another one with each seed. */
export function sampled(points: readonly Point[], seed: number): Point[] {
  return (['apdu', 'write', 'request'] as const).flatMap((at) =>
    points
      .filter((point) => point.at === at)
      // A step has three writes one after the other; the shift after each sixth one keeps a sample from taking only intents.
      .filter((_, i) => (i + Math.floor(i / sampleOf)) % sampleOf === seed % sampleOf),
  );
}

/** e.g. `APDU 12 00D60000`, for people. */
export function nameOf(point: Point): string {
  switch (point.at) {
    case 'apdu':
      return `APDU ${point.n} (${point.name})`;
    case 'write':
      return `${point.when} write ${point.n} (${point.name})`;
    case 'request':
      return `request ${point.n} (${point.name})`;
  }
}
