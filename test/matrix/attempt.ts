/** One job on one card, brought to the point where it is struck. How it ends from there is `course.ts`. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WireJob } from '../../daemon/contract/messages.js';
import { ApiRefusal } from '../harness/apiClient.js';
import { holdingsOfCard } from '../harness/cardOwner.js';
import type { TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { CardHoldings } from '../virtual/holdings/holdings.js';
import type { Fault } from './faults.js';
import { isAtKiosk, type Desk, type MatrixKind } from './kind.js';
import type { Lane } from './lane.js';
import type { Point, Recording } from './points.js';

/** A card and its owner. */
export interface Subject {
  readonly registration: TestRegistration;
  /** null: a card that nobody has made yet. */
  stateFile: string | null;
  /** Certificates that the RA has issued for it so far. */
  certificates: number;
  /** Jobs that are over. */
  readonly jobs: Set<string>;
}

export interface Task {
  readonly kind: MatrixKind;
  readonly subject: Subject;
  /** null: nothing happens to it. */
  readonly point: Point | null;
  readonly fault: Fault;
}

/** Longer than anything that is waited for on purpose, on a machine that has other things to do as well. */
export const patienceMs = 90_000;

const raAway = 'ra.request.unavailable';

const never = new Promise<never>(() => undefined);

export class Attempt implements Desk {
  readonly registration: TestRegistration;
  /** Of the request that asks for the job. */
  idempotencyKey: string = randomUUID();
  serial = '';
  /** Resolves with null when the answer was lost. */
  job: Promise<WireJob | null> = Promise.resolve(null);
  /** Why it could not be asked for, as whoever asked was told. */
  readonly refusals: string[] = [];
  /** Has the fault struck, and do people see to it? */
  inCourse = false;
  /** Did it come to its point? */
  reached = false;
  private readonly watch = randomUUID();
  private released = false;
  private requestNames: readonly string[] = [];

  private constructor(
    readonly lane: Lane,
    readonly place: number,
    readonly card: CardHandle,
    readonly task: Task,
    /** What the card held before; null: it was a blank one. */
    readonly before: CardHoldings | null,
  ) {
    this.registration = task.subject.registration;
  }

  /** Puts the card in. */
  static async prepare(lane: Lane, place: number, task: Task): Promise<Attempt> {
    const { subject, kind } = task;
    const card = await lane.pcsc.createCard({
      ...kind.family.virtualCard,
      keys: 'quick',
      ...(subject.stateFile !== null && { stateFile: subject.stateFile }),
    });
    const before = subject.stateFile === null ? null : holdingsOfCard(card);
    subject.stateFile = card.stateFile;
    await kind.ready?.(card);
    await lane.insert(card, place);
    return new Attempt(lane, place, card, task, before);
  }

  /** PC/SC name. */
  get reader(): string {
    return this.lane.readerName(this.place);
  }

  /** Asks for the job. @returns resolves when it stands at its point, or is over without having come there */
  async untilStruck(): Promise<void> {
    const { point, fault } = this.task;
    const raFault = point?.at === 'request' && fault.ra !== undefined ? { n: point.n, fault: fault.ra } : null;
    const stop = point?.at === 'write' ? ({ write: point.n, when: point.when } as const) : null;
    const { struck, stopped } = await this.watchEverything(raFault, stop);
    if (point?.at === 'apdu') await this.holdAt(point.n);
    const held = point?.at === 'apdu' ? this.card.nextHook() : never;
    held.catch(() => undefined);
    this.begin();
    const reached = Promise.race([struck, stopped, held]).then(() => (this.reached = true));
    await Promise.race([reached, this.untilOver(), delay(patienceMs, undefined, { ref: false })]);
  }

  /** One whole run without a fault, written down; the job still stands before its last write. */
  async record(): Promise<Recording> {
    // When it is finished the reader is let go of and the card read anew: that is not the job's.
    const { stopped } = await this.watchEverything(null, { write: 'job finished', when: 'before' });
    const before = (await this.card.transcript()).length;
    this.begin();
    await Promise.race([stopped, this.untilOver()]);
    const apdus = (await this.card.transcript()).slice(before).map(({ command }) => command);
    const writes = [...(await this.release())];
    return { apdus, writes, requests: this.requestNames };
  }

  /** What holds the job lets go. @returns its writes so far */
  async release(): Promise<readonly string[]> {
    if (this.released) return [];
    this.released = true;
    this.requestNames = this.lane.requests.end(this.watch);
    const writes = this.lane.release(this.watch);
    await this.card.disarm();
    await this.card.release();
    return writes;
  }

  /** Resolves when the job is not at work. */
  async untilAtRest(): Promise<void> {
    const job = await Promise.race([this.job, this.untilOver().then(() => null)]);
    if (job === null) return;
    const { staff } = this.lane;
    await staff.until(() => ![undefined, 'running'].includes(staff.jobs.get(job.id)?.state));
  }

  /** Asks for the job, again with the same key where the answer was lost. */
  begin(): void {
    this.job = this.asked();
    this.job.catch(() => undefined);
  }

  /** Whoever is told that the RA does not answer tries again. */
  private async asked(): Promise<WireJob | null> {
    for (;;) {
      try {
        return await this.task.kind.begin(this);
      } catch (error) {
        // A process that dies does not answer.
        if (error instanceof TypeError) return null;
        if (!(error instanceof ApiRefusal) || error.failure.code !== raAway) throw error;
        this.refusals.push(raAway);
      }
    }
  }

  /** Asks for another one. */
  beginAnew(): void {
    this.idempotencyKey = randomUUID();
    this.begin();
  }

  /** Answers the job's question as its person does. */
  async answer({ id, question }: WireJob): Promise<void> {
    const { lane } = this;
    if (question === null) return;
    // What is answered may be followed at once by another question.
    const moved = lane.staff.until(() => lane.staff.jobs.get(id)?.state !== 'waitingForPerson');
    await this.sayUntilTaken(id, question);
    await moved;
  }

  /** Whoever is told that the RA does not answer says it again. */
  private async sayUntilTaken(jobId: string, question: NonNullable<WireJob['question']>): Promise<void> {
    for (;;) {
      try {
        return await this.say(jobId, question);
      } catch (error) {
        if (!(error instanceof ApiRefusal)) throw error;
        // The fault was quicker: the question stands no more, or comes again.
        if (error.failure.code === 'job.answer.notExpected') return;
        if (error.failure.code !== raAway) throw error;
        this.refusals.push(raAway);
      }
    }
  }

  private async say(jobId: string, question: NonNullable<WireJob['question']>): Promise<void> {
    const { lane, task } = this;
    if (question.kind === 'decide') {
      await lane.staff.answer(jobId, { kind: 'decide', decision: 'tryAgain' });
      return;
    }
    const { client, answer } = await task.kind.answer(this, question);
    await client.answer(jobId, answer);
  }

  /** The card is out, and the gateway knows. */
  async takeOut(): Promise<void> {
    await this.lane.remove(this.card);
    const { staff, kiosk } = this.lane;
    for (const client of this.place === 0 ? [staff, kiosk] : [staff]) {
      const empty = (): boolean =>
        [...client.readers.values()].every(({ pcscName, card }) => pcscName !== this.reader || card === null);
      await client.until(empty);
    }
  }

  /** Answers what belongs to the job's ordinary course, until it is over or waits for something else. */
  async untilOver(): Promise<void> {
    const job = await this.job;
    if (job === null) return never;
    const { staff } = this.lane;
    for (;;) {
      const now = await staff.untilJob(job.id, 'finished', 'failed', 'cancelled', 'waitingForPerson', 'waitingForCard');
      // From the blow on, its course answers.
      if (this.inCourse || now.question === null || !this.task.kind.asks.includes(now.question.kind)) return;
      await this.answer(now);
    }
  }

  /** Everything that is about the card, its owner and its certificates. */
  private async watchEverything(
    raFault: Parameters<Lane['requests']['watch']>[2],
    stop: Parameters<Lane['watchStore']>[2],
  ): Promise<{ struck: Promise<void>; stopped: Promise<void> }> {
    const { lane, task, place } = this;
    const client = isAtKiosk(task.kind, place) ? lane.kiosk : lane.staff;
    const { card } = await client.untilCard(this.reader);
    if (card?.state !== 'known') throw new Error('the card is not known');
    this.serial = card.serial;
    const keys = [card.serial, this.registration.id];
    const struck = lane.requests.watch(
      this.watch,
      [...keys, ...card.certificates.map(({ serial }) => serial)],
      raFault,
    );
    // Resolves at its stop only; without one never.
    const stopped = lane.watchStore(this.watch, keys, stop);
    return { struck, stopped };
  }

  /** The card holds its n-th APDU from now. */
  private holdAt(n: number): Promise<void> {
    const when = this.task.fault.apdu === 'before' ? 'beforeExecution' : 'afterExecution';
    return this.card.arm({ kind: 'hold', at: n, when });
  }
}
