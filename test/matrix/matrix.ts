/** The whole of it: families and their kinds, one after the other; of each a recorded run, its points, a fault at each, and the books at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobKind } from '../../daemon/contract/messages.js';
import { shiftClock } from '../harness/raOffice.js';
import { ReferenceRaProcess } from '../harness/referenceRa.js';
import { Attempt, type Task } from './attempt.js';
import { checkBooks, stuckFacts } from './books.js';
import { Course, type Result } from './course.js';
import { faults, noFault, type Fault } from './faults.js';
import type { MatrixFamily } from './families.js';
import type { MatrixKind } from './kind.js';
import { kindNames } from './kinds.js';
import { tasksOf } from './sample.js';
import { Lane } from './lane.js';
import { pairs, pairsOnce } from './pairs.js';
import { pointsOf, sampled, thinned, type Point, type Recording } from './points.js';
import { everywhere, overLanes, roundsOf, runOne, runRound, type Round } from './run.js';
import { Stock } from './stock.js';

export interface MatrixOptions {
  readonly families: readonly MatrixFamily[];
  readonly kinds: readonly JobKind[];
  readonly faults: readonly string[];
  /** Every fault at every point of every family; else a sample of the points with one fault at each, in turn. */
  readonly full: boolean;
  /** Chooses the sample, and where the turn begins. */
  readonly seed: number;
  readonly lanes: number;
  /** Readers of each lane; even. */
  readonly readers: number;
  readonly progress: (news: Progress) => void;
}

export interface Progress {
  readonly family: string;
  readonly kind: JobKind;
  readonly done: number;
  readonly of: number;
}

export interface KindReport {
  readonly family: string;
  readonly kind: JobKind;
  /** All of them. */
  readonly points: number;
  /** Those that are tried. */
  readonly chosen: number;
  /** Steps of the table that the recorded run did not journal. */
  readonly missingSteps: readonly string[];
  readonly results: readonly Result[];
}

export interface MatrixReport {
  readonly kinds: readonly KindReport[];
  /** What was found at the end and belongs to no one job. */
  readonly wrong: readonly string[];
}

/** For faults that meet one job, a mute card among them: nobody waits long for an answer. */
const aloneLimitMs = 4_000;
/** For those that meet all: the first one waits for the last. */
const togetherLimitMs = 30_000;

const daySeconds = 24 * 60 * 60;
/** Two years less a week: within the last month of what is issued today. */
const lastMonthSeconds = (2 * 365 - 7) * daySeconds;

export class Matrix {
  private constructor(
    private readonly options: MatrixOptions,
    private readonly folder: string,
    private readonly ra: ReferenceRaProcess,
    private readonly lanes: readonly Lane[],
    /** Another one, whose disk can be filled. */
    private readonly smallDisk: Lane,
    private readonly stocks: ReadonlyMap<MatrixFamily, Stock>,
  ) {}

  static async open(options: MatrixOptions): Promise<Matrix> {
    // The path of a socket is short.
    const folder = mkdtempSync(join(tmpdir(), 'mx-'));
    const ra = await ReferenceRaProcess.start(join(folder, 'ra'));
    const lanes = await Promise.all(
      Array.from({ length: options.lanes }, (_, i) => Lane.open(join(folder, `lane-${i + 1}`), ra, options.readers)),
    );
    const smallDisk = await Lane.open(join(folder, 'small-disk'), ra, 2, true);
    const stocks = new Map(options.families.map((family) => [family, new Stock(family, ra, lanes)]));
    return new Matrix(options, folder, ra, lanes, smallDisk, stocks);
  }

  async close(): Promise<void> {
    await Promise.all([...this.lanes, this.smallDisk].map((lane) => lane.close()));
    await this.ra.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @param done told of each kind as it is over */
  async run(done: (report: KindReport) => void): Promise<MatrixReport> {
    const reports: KindReport[] = [];
    for (const { kind, seed } of tasksOf(this.options)) {
      const report = await this.runKind(kind, seed);
      reports.push(report);
      done(report);
    }
    return { kinds: reports, wrong: await this.wrongAtTheEnd() };
  }

  private async runKind(kind: MatrixKind, seed: number): Promise<KindReport> {
    const { full, progress } = this.options;
    const stock = this.stockOf(kind);
    const family = kind.family.name;
    const recording = await this.record(kind);
    const all = pointsOf(recording);
    const chosen = full ? all : sampled(thinned(all), seed);
    const asked = faults.filter(({ name }) => this.options.faults.includes(name));
    const turn = { full, seed, kind: kindNames.indexOf(kind.kind) };
    const once = pairsOnce(all, asked, turn).filter(([, fault]) => fault.except?.includes(kind.kind) !== true);
    const each = pairs(chosen, asked, turn);
    const wanted = [...each, ...once];
    const again = kind.takes === kind.leaves;
    // A card that is left as it was taken is taken again: two for each reader.
    const readers = this.lanes.length * this.options.readers;
    await stock.provide(
      kind.takes,
      again && kind.inLastMonth !== true ? Math.min(wanted.length, 2 * readers) : wanted.length,
    );
    if (kind.inLastMonth === true) await shiftClock(this.ra, lastMonthSeconds);
    const results: Result[] = [];
    const keep = (result: Result): void => {
      results.push(result);
      this.giveBack(result);
      progress({ family, kind: kind.kind, done: results.length, of: wanted.length });
    };
    const having = (holds: (fault: Fault) => boolean): [Point, Fault][] => each.filter(([, fault]) => holds(fault));
    await this.strikeAlone(
      kind,
      having(({ together }) => together !== true),
      keep,
    );
    const rounds = faults
      .filter(({ together }) => together)
      .flatMap((common) =>
        roundsOf(
          common,
          having((fault) => fault === common),
          this.options.readers,
        ),
      );
    await this.strikeTogether(kind, rounds, keep);
    await this.strikeOnce(kind, once, keep);
    await checkBooks(this.ra, results);
    if (kind.inLastMonth === true) await shiftClock(this.ra, 0);
    const written = new Set(recording.writes);
    const missingSteps = kind.steps
      .map(({ name }) => name)
      .filter((name) => !written.has(`journal ${name} outcome`) || !written.has(`journal ${name} intent`));
    return { family, kind: kind.kind, points: all.length, chosen: chosen.length, missingSteps, results };
  }

  private async strikeAlone(
    kind: MatrixKind,
    wanted: readonly [Point, Fault][],
    keep: (result: Result) => void,
  ): Promise<void> {
    for (const lane of this.lanes) lane.limit(aloneLimitMs);
    await everywhere(this.lanes, wanted, async (lane, place, [point, fault]) => {
      keep(await runOne(lane, place, this.task(kind, point, fault)));
    });
  }

  private async strikeTogether(
    kind: MatrixKind,
    rounds: readonly Round<[Point, Fault]>[],
    keep: (result: Result) => void,
  ): Promise<void> {
    await overLanes(this.lanes, rounds, async (lane, { fault, work }) => {
      lane.limit(fault.limitMs ?? togetherLimitMs);
      const tasks = work.map(([point]) => this.task(kind, point, fault));
      for (const result of await runRound(lane, tasks)) keep(result);
    });
  }

  private async strikeOnce(
    kind: MatrixKind,
    wanted: readonly [Point, Fault][],
    keep: (result: Result) => void,
  ): Promise<void> {
    const run = async (lane: Lane, waiting: [Point, Fault][]): Promise<void> => {
      lane.limit(togetherLimitMs);
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        keep(await runOne(lane, 0, this.task(kind, ...one)));
        await lane.setClockRight();
      }
    };
    const onDisk = wanted.filter(([, fault]) => fault.onSmallDisk === true);
    const others = wanted.filter(([, fault]) => fault.onSmallDisk !== true);
    await Promise.all([...this.lanes.map((lane) => run(lane, others)), run(this.smallDisk, onDisk)]);
  }

  private stockOf({ family }: MatrixKind): Stock {
    const stock = this.stocks.get(family);
    if (stock === undefined) throw new Error(`no cards of ${family.name}`);
    return stock;
  }

  private task(kind: MatrixKind, point: Point | null, fault: Fault): Task {
    return { kind, subject: this.stockOf(kind).take(kind.takes), point, fault };
  }

  private giveBack({ task, wrong, stands }: Result): void {
    const { kind, subject } = task;
    subject.certificates += kind.certificates;
    // A card that something is wrong with is not tried again, nor one that was renewed: it is too early for that.
    if (wrong.length === 0 && !stands && kind.inLastMonth !== true) this.stockOf(kind).put(kind.leaves, subject);
  }

  private async record(kind: MatrixKind): Promise<Recording> {
    const [lane] = this.lanes;
    if (lane === undefined) throw new Error('a lane');
    lane.limit(togetherLimitMs);
    await this.stockOf(kind).provide(kind.takes, 1);
    if (kind.inLastMonth === true) await shiftClock(this.ra, lastMonthSeconds);
    const attempt = await Attempt.prepare(lane, 0, this.task(kind, null, noFault));
    const recording = await attempt.record();
    const result = await new Course(attempt).toEnd();
    if (kind.inLastMonth === true) await shiftClock(this.ra, 0);
    if (result.ending !== 'finished') {
      throw new Error(
        `${kind.family.name} ${kind.kind} without a fault: ${result.ending} ${[...result.reasons, ...result.wrong].join('; ')}`,
      );
    }
    this.giveBack(result);
    return recording;
  }

  private async wrongAtTheEnd(): Promise<string[]> {
    const wrong: string[] = [];
    for (const [i, lane] of [...this.lanes, this.smallDisk].entries()) {
      await lane.stopGateway();
      for (const fact of await stuckFacts(lane)) wrong.push(`lane ${i + 1}: stuck in the outbox: ${fact}`);
      await lane.verifyAudit().catch((error: unknown) => wrong.push(`lane ${i + 1}: ${String(error)}`));
    }
    return wrong;
  }
}
