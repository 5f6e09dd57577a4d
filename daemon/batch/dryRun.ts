/** What an order from a file would be: every line is compared with the RA's books, and nothing is taken. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import type { Registration } from '../../sync/connector.js';
import type { BatchFile, WireBatchDryRun } from '../api/messages.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { toWireFailure } from '../failures/wireFailure.js';
import type { Ra, Ras } from '../ras.js';
import type { BatchEntryTable, OrderedEntry } from '../store/batchEntryTable.js';
import { plain, readOrderFile, type BadLine, type FileEntry } from './orderFile.js';

export interface DryRunParts {
  readonly ras: Ras;
  readonly entries: Pick<BatchEntryTable, 'inOpenOrders'>;
  readonly clock: Clock;
  readonly needsApproval: (total: number) => boolean;
}

/** As many as the RA looks up in one request. */
const atOnce = 500;
/** Bad lines that are told one by one. */
const mostTold = 500;
const keptMs = 60 * 60_000;
/** Held in memory for whoever places it. */
const mostKept = 8;

export interface TriedFile {
  readonly raId: string;
  readonly entries: readonly OrderedEntry[];
  readonly badCount: number;
}

export class DryRuns {
  readonly #kept = new Map<string, TriedFile & { readonly untilMs: number }>();

  constructor(private readonly parts: DryRunParts) {}

  /** @throws {Failure} `batch.file.*`, `ra.*` */
  async run({ raId, format, content }: BatchFile): Promise<WireBatchDryRun> {
    const ra = this.parts.ras.choose(raId);
    const file = readOrderFile(format, content);
    const once = withoutRepeated(file.entries);
    const compared = await this.#compare(ra, once.entries);
    const bad = [...file.bad, ...once.bad, ...compared.bad].sort((a, b) => a.line - b.line);
    const { entries } = compared;
    const id = this.#keep({ raId: ra.profile.id, entries, badCount: bad.length });
    return {
      id,
      raId: ra.profile.id,
      count: file.count,
      good: entries.length,
      badCount: bad.length,
      bad: bad.slice(0, mostTold).map((line) => ({ ...line, reason: toWireFailure(line.reason) })),
      blanks: entries.length,
      needsApproval: this.parts.needsApproval(entries.length),
    };
  }

  /** @throws {Failure} `batch.place.dryRunGone` */
  find(id: string): TriedFile {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.untilMs < this.parts.clock.now()) throw new Failure('batch.place.dryRunGone');
    return kept;
  }

  /** It was placed. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  #keep(tried: TriedFile): string {
    const id = randomUUID();
    this.#kept.set(id, { ...tried, untilMs: this.parts.clock.now() + keptMs });
    const [oldest = ''] = this.#kept.keys();
    if (this.#kept.size > mostKept) this.#kept.delete(oldest);
    return id;
  }

  /** With what the RA and the orders of this gateway say. */
  async #compare(
    { connector, profile }: Ra,
    entries: readonly FileEntry[],
  ): Promise<{ readonly entries: readonly OrderedEntry[]; readonly bad: readonly BadLine[] }> {
    const good: OrderedEntry[] = [];
    const bad: BadLine[] = [];
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce);
      const ids = some.map(({ registrationId }) => registrationId);
      const registrations = await connector.lookUpRegistrations(ids).catch((error: unknown) => {
        throw classify(error);
      });
      const elsewhere = await this.parts.entries.inOpenOrders(profile.id, ids);
      for (const [index, entry] of some.entries()) {
        const registration = registrations[index] ?? null;
        const wrong = compareLine(entry, registration, elsewhere.get(entry.registrationId));
        bad.push(...wrong);
        if (wrong.length > 0 || registration === null) continue;
        const { id: registrationId, userIdentifier, name } = registration;
        good.push({ number: good.length + 1, registrationId, userIdentifier, name });
      }
    }
    return { entries: good, bad };
  }
}

/** A registration takes one card: the first line that names it counts. */
export function withoutRepeated(lines: readonly FileEntry[]): {
  readonly entries: readonly FileEntry[];
  readonly bad: readonly BadLine[];
} {
  const first = new Map<string, number>();
  const entries: FileEntry[] = [];
  const bad: BadLine[] = [];
  for (const entry of lines) {
    const { line, registrationId: value } = entry;
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, line);
      entries.push(entry);
    } else {
      bad.push({ line, field: 'registrationId', value, reason: new Failure('batch.line.twice', { line: before }) });
    }
  }
  return { entries, bad };
}

/** @param otherOrder name of the open order that has it already @returns everything that is wrong with the line */
export function compareLine(
  { line, registrationId, userIdentifier, name }: FileEntry,
  registration: Registration | null,
  otherOrder: string | undefined,
): BadLine[] {
  const of = (field: string, value: string, reason: Failure): BadLine => ({ line, field, value, reason });
  if (registration === null) {
    return [of('registrationId', registrationId, new Failure('batch.line.registrationUnknown'))];
  }
  const wrong: BadLine[] = [];
  const refusal = refusalOf(registration);
  if (refusal !== null) wrong.push(of('registrationId', registrationId, refusal));
  if (otherOrder !== undefined) {
    wrong.push(of('registrationId', registrationId, new Failure('batch.line.inOtherOrder', { order: otherOrder })));
  }
  if (userIdentifier !== null && userIdentifier !== plain(registration.userIdentifier)) {
    const reason = new Failure('batch.line.userIdentifierDiffers', { expected: registration.userIdentifier });
    wrong.push(of('userIdentifier', userIdentifier, reason));
  }
  if (name !== null && name !== plain(registration.name)) {
    wrong.push(of('name', name, new Failure('batch.line.nameDiffers', { expected: registration.name })));
  }
  return wrong;
}

function refusalOf({ state, cardSerial }: Registration): Failure | null {
  switch (state) {
    case 'approved':
      return null;
    case 'pending':
    case 'revoked':
      return new Failure('batch.line.notApproved');
    case 'issuing':
    case 'prepared':
    case 'issued':
      return new Failure('batch.line.hasCard', { card: cardSerial ?? '' });
  }
}
