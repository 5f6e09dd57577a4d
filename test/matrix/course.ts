/** From the point on: the card is put in again, questions are answered, what failed is begun anew, and the card is looked at. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WireJob } from '../../daemon/contract/messages.js';
import { holdingsOfCard } from '../harness/cardOwner.js';
import { patienceMs, type Attempt, type Task } from './attempt.js';
import { lostOnCard } from './lost.js';

/**
 * `finished` by itself; `resumed` when its card was put in again or the system was back; `asked`: a person answered a question that
 * is not of its ordinary course, or was told why it ended and asked for it again; `lost`: it did not end, or left something wrong.
 */
export type Ending = 'finished' | 'resumed' | 'asked' | 'lost';

export interface Result {
  readonly task: Task;
  readonly serial: string;
  /** False: the job was over before it came to its point. */
  readonly reached: boolean;
  ending: Ending;
  /** It is not finished, and may not be: its card is not tried again. */
  readonly stands: boolean;
  /** Failure codes that people were shown. */
  readonly reasons: readonly string[];
  /** What is wrong. */
  readonly wrong: string[];
}

/** So often somebody does something about one job. */
const mostInterventions = 12;

/** VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER with a wrong value: only a person may be wrong, and here nobody is. */
const secretCommand = /^00(20|24|2C).{4}.{2}X/;
const wrongValue = /^(63C|6983)/;

export class Course {
  private ending: Ending = 'finished';
  private stands = false;
  private readonly reasons: string[] = [];

  /** @param trouble what went wrong before */
  constructor(
    private readonly attempt: Attempt,
    private readonly trouble: readonly string[] = [],
  ) {}

  /** Never throws: what went wrong stands in the result. */
  async toEnd(): Promise<Result> {
    const { attempt } = this;
    attempt.inCourse = true;
    const stop = new AbortController();
    const tooLong = delay(patienceMs, null, { signal: stop.signal });
    tooLong.catch(() => undefined);
    const wrong = [...this.trouble];
    try {
      const job = await Promise.race([this.untilFinished(), tooLong]);
      if (job === null) wrong.push(`it stands: ${await this.whereItStands()}`);
      else wrong.push(...(await this.faultsOf(job)));
    } catch (error) {
      wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    stop.abort();
    await attempt.release();
    // A gateway that does not see its readers any more is told of above.
    await Promise.race([attempt.takeOut(), delay(10_000, undefined, { ref: false })]);
    const { task, serial, reached } = attempt;
    const { reasons, stands } = this;
    return { task, serial, reached, stands, reasons, wrong, ending: wrong.length > 0 ? 'lost' : this.ending };
  }

  private async untilFinished(): Promise<WireJob> {
    for (let interventions = 0; interventions < mostInterventions; interventions++) {
      const { id } = await this.presentJob();
      const job = await this.untilSomebodyIsNeeded(id);
      if (job.state === 'finished') {
        this.attempt.task.subject.jobs.add(id);
        await this.attempt.lane.staff.untilCard(this.attempt.reader);
        await this.attempt.lane.delivered();
        return job;
      }
      await this.help(job);
    }
    if (this.attempt.task.fault.mayStand === true && this.reasons.length > 0) return this.standing();
    throw new Error(`nobody could bring it to its end: ${this.reasons.join(', ')}`);
  }

  /** People were told why it does not go on. */
  private async standing(): Promise<WireJob> {
    this.stands = true;
    const { id } = await this.presentJob();
    return this.attempt.lane.staff.job(id);
  }

  private async help(job: WireJob): Promise<void> {
    const { attempt } = this;
    const { kind } = attempt.task;
    if (job.state === 'waitingForPerson') {
      if (job.question !== null && !kind.asks.includes(job.question.kind)) this.asked(job.question.reason.code);
      await attempt.answer(job);
    } else if (job.state === 'waitingForCard') {
      if (await this.isTakenUp(job.id)) return;
      this.resumed();
      if (job.failure !== null) this.reasons.push(job.failure.code);
      await attempt.takeOut();
      await attempt.lane.insert(attempt.card, attempt.place);
    } else {
      this.asked(job.failure?.code ?? job.state);
      attempt.task.subject.jobs.add(job.id);
      await attempt.lane.staff.untilCard(attempt.reader);
      attempt.beginAnew();
    }
  }

  /** The job as it was asked for; asked for again where the answer was lost and nothing is known of it. */
  private async presentJob(): Promise<WireJob> {
    const { attempt } = this;
    const { staff } = attempt.lane;
    const known = await attempt.job;
    for (const refusal of attempt.refusals.splice(0)) this.asked(refusal);
    if (known !== null) return known;
    this.resumed();
    const { jobs } = await staff.request<{ jobs: WireJob[] }>('GET', '/api/jobs?limit=100');
    const { subject } = attempt.task;
    const written = jobs.find(({ id, cardSerial }) => cardSerial === attempt.serial && !subject.jobs.has(id));
    if (written !== undefined) attempt.job = Promise.resolve(written);
    else attempt.begin();
    const job = await attempt.job;
    if (job === null) throw new Error('it could not be asked for');
    return job;
  }

  /** The job when it is over, waits for an answer, or waits for its card while that lies unheeded in its reader. */
  private async untilSomebodyIsNeeded(jobId: string): Promise<WireJob> {
    const { lane, reader } = this.attempt;
    const { staff } = lane;
    // What the events told meanwhile is newer.
    const asked = await staff.job(jobId);
    if (!staff.jobs.has(jobId)) staff.jobs.set(jobId, asked);
    return staff.until(() => {
      const job = staff.jobs.get(jobId);
      if (job === undefined || job.state === 'running' || job.state === 'waitingForRa') return null;
      if (job.state !== 'waitingForCard') return job;
      const view = [...staff.readers.values()].find(({ pcscName }) => pcscName === reader);
      const unheeded = view?.jobId === null && view.card !== null && view.card.state !== 'reading';
      this.resumed();
      return unheeded && job;
    });
  }

  /** The card was read a moment ago, and the job goes on with it. */
  private async isTakenUp(jobId: string): Promise<boolean> {
    const { lane, reader } = this.attempt;
    const { state } = await lane.staff.job(jobId);
    const view = [...lane.staff.readers.values()].find(({ pcscName }) => pcscName === reader);
    return state !== 'waitingForCard' || view?.jobId === jobId;
  }

  private async faultsOf(job: WireJob): Promise<string[]> {
    const { card, task, serial, before } = this.attempt;
    const refused = (await card.transcript()).filter(
      ({ command, response }) => secretCommand.test(command) && wrongValue.test(response ?? ''),
    );
    return [
      ...lostOnCard(task.kind, job, { before, after: holdingsOfCard(card) }),
      ...refused.map(({ command, response }) => `a try was spent: ${command.slice(0, 8)} → ${String(response)}`),
      ...(job.cardSerial === serial ? [] : ['it is another card’s job']),
    ];
  }

  private async whereItStands(): Promise<string> {
    const { lane, reader } = this.attempt;
    const job = await Promise.race([this.attempt.job.catch(() => null), delay(1_000, null)]);
    const view = [...lane.staff.readers.values()].find(({ pcscName }) => pcscName === reader);
    const now = job === null ? null : lane.staff.jobs.get(job.id);
    const step = now?.steps.findLast(({ state }) => state !== 'pending')?.name;
    return JSON.stringify({
      state: now?.state,
      step,
      failure: now?.failure?.code,
      question: now?.question?.kind,
      reader: view,
      outbox: lane.staff.ra,
    });
  }

  private resumed(): void {
    if (this.ending === 'finished') this.ending = 'resumed';
  }

  private asked(reason: string): void {
    this.ending = 'asked';
    this.reasons.push(reason);
  }
}
