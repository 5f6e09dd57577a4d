/** What an order from a file would be: every line is compared with the RA's records, and nothing is placed. */
import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import { codePoints, comparable } from '../../base/comparable.js';
import type { Clock } from '../../base/clock.js';
import type { Registration } from '../../sync/connector.js';
import type { BatchFile } from '../contract/messages.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { Ra, Ras } from '../ras/ras.js';
import type { BatchEntryTable, OrderedEntry } from './batchEntryTable.js';
import { readOrderFileAside, type BadLine, type BadLines, type FileEntry } from './orderFile.js';

export interface DryRunParts {
  readonly ras: Ras;
  readonly entries: Pick<BatchEntryTable, 'inOpenOrders'>;
  readonly clock: Clock;
  readonly needsApproval: (total: number) => boolean;
}

/** As many as the RA looks up in one request. */
const atOnce = 500;
const keptMs = 60 * 60_000;
/** Held in memory for whoever places it. */
const mostKept = 8;

export interface TriedFile {
  readonly raId: string;
  readonly entries: readonly OrderedEntry[];
  readonly badCount: number;
}

/** What an order would be; nothing is placed. */
export interface DryRun {
  readonly id: string;
  readonly raId: string;
  /** Lines that were read. */
  readonly count: number;
  readonly good: number;
  readonly badCount: number;
  /** The first ones. */
  readonly bad: readonly BadLine[];
  /** Blank cards that should be at hand. */
  readonly blanks: number;
  readonly needsApproval: boolean;
}

export class DryRuns {
  readonly #parts: DryRunParts;
  /** One after the other: each takes a core and some 100 MB. */
  readonly #reading = new PQueue({ concurrency: 1 });
  readonly #kept = new Map<string, TriedFile & { readonly untilMs: number }>();

  constructor(parts: DryRunParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} `batch.file.*`, `ra.*` */
  async run({ raId, format, content }: BatchFile): Promise<DryRun> {
    const ra = this.#parts.ras.choose(raId);
    const file = await this.#reading.add(() => readOrderFileAside({ format, content }));
    const { bad } = file;
    const entries = await this.#compare(ra, withoutRepeated(file.entries, bad), bad);
    const id = this.#keep({ raId: ra.profile.id, entries, badCount: bad.count });
    return {
      id,
      raId: ra.profile.id,
      count: file.count,
      good: entries.length,
      badCount: bad.count,
      bad: bad.listed.toSorted((a, b) => a.line - b.line),
      blanks: entries.length,
      needsApproval: this.#parts.needsApproval(entries.length),
    };
  }

  /** @throws {Failure} `batch.place.dryRunGone` */
  find(id: string): TriedFile {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.untilMs < this.#parts.clock.now()) throw new Failure('batch.place.dryRunGone');
    return kept;
  }

  /** It was placed. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  #keep(tried: TriedFile): string {
    const id = randomUUID();
    this.#kept.set(id, { ...tried, untilMs: this.#parts.clock.now() + keptMs });
    const [oldest = ''] = this.#kept.keys();
    if (this.#kept.size > mostKept) this.#kept.delete(oldest);
    return id;
  }

  /** With what the RA and the orders of this gateway say. */
  async #compare(
    { connector, profile }: Ra,
    entries: readonly FileEntry[],
    bad: BadLines,
  ): Promise<readonly OrderedEntry[]> {
    const good: OrderedEntry[] = [];
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce);
      const ids = some.map(({ registrationId }) => registrationId);
      const registrations = await connector.lookUpRegistrations(ids).catch((error: unknown) => {
        throw classify(error);
      });
      const elsewhere = await this.#parts.entries.inOpenOrders(profile.id, ids);
      for (const [index, entry] of some.entries()) {
        const registration = registrations[index] ?? null;
        const isGood = compareLine(entry, registration, elsewhere.get(entry.registrationId), bad);
        if (!isGood || registration === null) continue;
        const { id: registrationId, userIdentifier, name } = registration;
        good.push({ number: good.length + 1, registrationId, userIdentifier, name });
      }
    }
    return good;
  }
}

/** A registration takes one card: the first line that names it counts. @param bad takes the others */
export function withoutRepeated(lines: readonly FileEntry[], bad: BadLines): readonly FileEntry[] {
  const first = new Map<string, number>();
  return lines.filter(({ line, registrationId }) => {
    const before = first.get(registrationId);
    if (before === undefined) first.set(registrationId, line);
    else bad.add(line, 'registrationId', registrationId, () => new Failure('batch.line.twice', { line: before }));
    return before === undefined;
  });
}

/**
 * @param otherOrder name of the open order that has it already
 * @param bad takes everything that is wrong with the line
 * @returns is nothing wrong with it?
 */
export function compareLine(
  { line, registrationId, userIdentifier, name }: FileEntry,
  registration: Registration | null,
  otherOrder: string | undefined,
  bad: BadLines,
): boolean {
  const before = bad.count;
  if (registration === null) {
    bad.add(line, 'registrationId', registrationId, () => new Failure('batch.line.registrationUnknown'));
    return false;
  }
  const refusal = refusalOf(registration);
  if (refusal !== null) bad.add(line, 'registrationId', registrationId, refusal);
  if (otherOrder !== undefined) {
    const reason = (): Failure => new Failure('batch.line.inOtherOrder', { order: otherOrder });
    bad.add(line, 'registrationId', registrationId, reason);
  }
  if (userIdentifier !== null && comparable(userIdentifier) !== comparable(registration.userIdentifier)) {
    const facts = differing(userIdentifier, registration.userIdentifier);
    bad.add(line, 'userIdentifier', userIdentifier, () => new Failure('batch.line.userIdentifierDiffers', facts));
  }
  if (name !== null && comparable(name) !== comparable(registration.name)) {
    bad.add(line, 'name', name, () => new Failure('batch.line.nameDiffers', differing(name, registration.name)));
  }
  return bad.count === before;
}

/** Signs that look alike differ by their code points. */
function differing(given: string, expected: string) {
  const signsOnlyIn = (text: string, other: string): string => {
    const others = new Set(comparable(other));
    return codePoints([...new Set(comparable(text))].filter((sign) => !others.has(sign)).join('')) || '—';
  };
  return { expected, signs: signsOnlyIn(given, expected), expectedSigns: signsOnlyIn(expected, given) };
}

function refusalOf({ state, cardSerial }: Registration): (() => Failure) | null {
  switch (state) {
    case 'approved':
      return null;
    case 'pending':
    case 'revoked':
      return () => new Failure('batch.line.notApproved');
    case 'issuing':
    case 'prepared':
    case 'issued':
      return () => new Failure('batch.line.hasCard', { card: cardSerial ?? '' });
  }
}
