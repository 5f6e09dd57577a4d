/** Changes inputs at random and gives them to a parser, which has to return or to throw an error that its callers expect. */
import fc from 'fast-check';
import { toHex } from '../../base/bytes.js';
import { corpus, usualInputs, type FuzzTarget } from './targets.js';

/** Longest time of one input, ms. A parser of a few kilobytes takes far less than one. */
const longestMs = 1_000;
/** Bytes at which length fields and tags change their meaning. */
const edges = [0x00, 0x01, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xfe, 0xff];

type Change = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (where: number, bytes: Uint8Array): number => Math.min(bytes.length, Math.floor(where * (bytes.length + 1)));

function spliced(bytes: Uint8Array, from: number, count: number, put: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, from), ...put, ...bytes.subarray(from + count)]);
}

/** One change: a byte becomes an edge, a bit flips, the end is cut, bytes are put in, taken out or repeated. */
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...edges)).map(([where, edge]): Change => {
    return (bytes) => spliced(bytes, at(where, bytes), 1, Uint8Array.of(edge));
  }),
  fc.tuple(place, fc.nat(7)).map(([where, bit]): Change => {
    return (bytes) => spliced(bytes, at(where, bytes), 1, Uint8Array.of((bytes[at(where, bytes)] ?? 0) ^ (1 << bit)));
  }),
  place.map(
    (where): Change =>
      (bytes) =>
        bytes.slice(0, at(where, bytes)),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 8 })).map(([where, put]): Change => {
    return (bytes) => spliced(bytes, at(where, bytes), 0, put);
  }),
  fc.tuple(place, fc.nat(8)).map(([where, count]): Change => {
    return (bytes) => spliced(bytes, at(where, bytes), count, new Uint8Array());
  }),
  fc.tuple(place, place).map(([from, to]): Change => {
    return (bytes) => spliced(bytes, at(to, bytes), 0, bytes.slice(at(from, bytes), at(from, bytes) + 64));
  }),
);

const mostChanges = 6;

/** @throws {Error} with the input in hex, as short as it could be made */
export function fuzz({ name, parse, expected }: FuzzTarget, seed: number, untilMs: number): number {
  const seeds = [...(corpus().get(name) ?? []), ...usualInputs()];
  const inputs = fc
    .tuple(fc.constantFrom(...seeds), fc.array(changes, { maxLength: mostChanges }))
    .map(([start, all]) => all.reduce((bytes, change) => change(bytes), start));
  let runs = 0;
  for (let round = 0; round === 0 || performance.now() < untilMs; round++) {
    const details = fc.check(
      fc.property(inputs, (bytes) => judge(parse, expected, bytes)),
      { seed: seed + round, numRuns: 500 },
    );
    runs += details.numRuns;
    if (!details.failed) continue;
    const [input] = details.counterexample ?? [new Uint8Array()];
    throw new Error(`${name} ${toHex(input)}: ${String(details.errorInstance)}`);
  }
  return runs;
}

function judge(parse: FuzzTarget['parse'], expected: FuzzTarget['expected'], bytes: Uint8Array): void {
  const beganMs = performance.now();
  try {
    parse(Uint8Array.from(bytes));
  } catch (error) {
    if (!expected.some((one) => error instanceof one)) throw error;
  }
  if (performance.now() - beganMs > longestMs) throw new Error(`it took more than ${longestMs} ms`);
}
