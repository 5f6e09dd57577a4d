/** 復原: recovery of a card that needs a person's decision, from what the gateway, the card and the RAs know of it. */
import type { CardRecord } from '../../sync/connector.js';
import type { Beginning } from '../jobs/beginning.js';
import type { Restoration } from '../backup/restoration.js';
import type { Batch } from '../batch/batch.js';
import { isLineJob } from '../jobs/entryKey.js';
import type { Cards } from '../cases/cards.js';
import type { Answer, Records } from '../cases/records.js';
import { plainCardSerial } from '../../base/cardSerial.js';
import { Failure } from '../contract/failures/failure.js';
import type { StaffActor } from '../operators/actor.js';
import type { Job, JournalEntry } from '../jobs/job.js';
import type { JobBoard } from '../jobs/jobBoard.js';
import { cardOrder, type JobOrder } from '../jobs/order.js';
import { isOver } from '../jobs/state.js';
import { staffSeesJob } from '../jobs/visibility.js';
import { mustFinish, type AnyJobType } from '../jobs/jobType.js';
import { requirePermission, scopeOf, seesRa } from '../operators/permissions.js';
import type { Ras } from '../ras/ras.js';
import type { ReaderBoard } from '../readers/readerBoard.js';
import type { KnownCard } from '../readers/readerView.js';
import type { JobTable } from '../jobs/jobTable.js';
import { planAdoption, type AdoptedKind, type JournalLine } from './adoption.js';
import type { CardRecovery, ClosedWay, JobOfCard, RecoveryRequest, Situation, Way } from './cardRecovery.js';
import { onCard } from './onCard.js';
import { requireWork, sameAdoption } from './permittedWork.js';
import { spoilingRas } from './spoilingRas.js';

export interface RecoveryParts {
  readonly types: Readonly<Record<Job['kind'], AnyJobType>>;
  readonly readers: Pick<ReaderBoard, 'readers' | 'reader' | 'withCard'>;
  readonly jobs: Pick<JobTable, 'about' | 'readableJournal' | 'byIdempotencyKey'>;
  readonly jobBoard: Pick<JobBoard, 'openJobOfCard' | 'find' | 'settle' | 'resumeHere'>;
  readonly beginning: Pick<Beginning, 'begin' | 'check'>;
  readonly records: Pick<Records, 'atRas' | 'whose'>;
  readonly cards: Pick<Cards, 'isSpoiled' | 'spoil'>;
  readonly restoration: Pick<Restoration, 'isHeldBack' | 'isUncompared'>;
  readonly ras: Ras;
  readonly batch: Pick<Batch, 'takeUp'>;
}

/** How an order can be adopted. */
interface Adoption {
  readonly registrationId: string;
  readonly journal: readonly JournalLine[];
}

/** Everything that is known of a card now. */
interface View {
  readonly cardSerial: string;
  readonly readerId: string | null;
  readonly card: KnownCard | null;
  /** Its open job, or else its last one. */
  readonly job: Job | null;
  readonly journal: readonly JournalEntry[];
  readonly isOpen: boolean;
  readonly answers: readonly Answer<CardRecord>[];
  readonly knownKind: AdoptedKind | null;
  readonly restored: boolean;
}

const inForce: ReadonlySet<string> = new Set(['valid', 'expiringSoon', 'suspended']);

export class Recovery {
  readonly #parts: RecoveryParts;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Of a card of another RA's subscriber a person sees what is on the card, and no way on. */
  async view(actor: StaffActor, text: string): Promise<CardRecovery> {
    const cardSerial = plainCardSerial(text);
    const view = await this.#view(cardSerial);
    if ((await this.#parts.records.whose(cardSerial, scopeOf(actor))) === 'own') {
      const seen = this.#recovery({ ...view, answers: view.answers.filter(({ raId }) => seesRa(actor, raId)) });
      const job = seen.job !== null && staffSeesJob(actor, seen.job.job) ? seen.job : null;
      return { ...seen, job, ways: seen.ways.filter(({ raId }) => seesRa(actor, raId)) };
    }
    const nothing = { job: null, journal: [], isOpen: false, answers: [], knownKind: null, restored: false };
    return { ...this.#recovery({ ...view, ...nothing }), ways: [], closed: [] };
  }

  /** Takes one of the offered ways. @returns the job that continues, or null @throws {Failure} `card.recover.*`, and as the work itself */
  async take(
    actor: StaffActor,
    text: string,
    { idempotencyKey, ...request }: RecoveryRequest,
  ): Promise<JobOfCard | null> {
    const cardSerial = plainCardSerial(text);
    const whose = await this.#parts.records.whose(cardSerial, scopeOf(actor));
    if (whose !== 'own') throw new Failure('card.recover.wayClosed');
    switch (request.way) {
      case 'goOn':
        return this.#goOn(actor, await this.#view(cardSerial));
      case 'adopt': {
        const before = await this.#parts.jobs.byIdempotencyKey(idempotencyKey);
        const same = { cardSerial, raId: request.raId };
        if (before !== null) return this.#job(sameAdoption(actor, before, same).id);
        const view = await this.#view(cardSerial);
        const begun = this.#entryJob(view, request.raId);
        if (begun !== null) return this.#job(sameAdoption(actor, begun, same).id);
        return this.#adopt(actor, view, { raId: request.raId, idempotencyKey });
      }
      case 'spoil': {
        requirePermission(actor, 'spoil');
        const { raId, reason, note } = request;
        await this.#parts.cards.spoil(actor.operator, cardSerial, { raId, reason, note, idempotencyKey });
        return null;
      }
    }
  }

  async #goOn(actor: StaffActor, view: View): Promise<JobOfCard> {
    const why = this.#whyNotGoOn(view);
    if (why !== null) throw why;
    const reader = view.readerId === null ? null : this.#parts.readers.reader(view.readerId);
    if (reader === null || view.job === null || !view.isOpen) throw new Failure('card.recover.wayClosed');
    requireWork(actor, view.job.kind);
    this.#parts.jobBoard.resumeHere(reader);
    return this.#job(view.job.id);
  }

  async #adopt(
    actor: StaffActor,
    view: View,
    { raId, idempotencyKey }: { readonly raId: string; readonly idempotencyKey: string },
  ): Promise<JobOfCard> {
    const { jobBoard, beginning, batch } = this.#parts;
    const { card, readerId, job, isOpen, cardSerial, knownKind } = view;
    const { registrationId, journal } = this.#adoption(view, raId);
    if (card === null || readerId === null) throw new Failure('card.recover.notInReader');
    const registration = { raId, registrationId };
    const orderOf = (kind: AdoptedKind): JobOrder => cardOrder(kind, { ...registration, readerId });
    // Whatever can be refused is refused before the job that stood here is ended.
    await beginning.check(actor, orderOf(knownKind ?? 'issueCard'), { ofBatch: true, cardSerial });
    if (isOpen && job !== null) {
      await jobBoard.settle(job.id, { failure: { code: 'job.restore.superseded', facts: {} } });
    }
    const begun = await batch.takeUp(registration, { cardSerial, readerId }, (entry) => {
      const order = orderOf(knownKind ?? entry?.product ?? 'issueCard');
      const key = entry?.key ?? idempotencyKey;
      return beginning.begin(actor, order, { idempotencyKey: key, ofBatch: true, cardSerial, journal });
    });
    return this.#job(begun.id);
  }

  /** The job of a batch entry that adopted this order at an earlier request. It has the entry's key instead of the request's. */
  #entryJob({ job }: View, raId: string): Job | null {
    if (job === null || !isLineJob(job) || job.raId !== raId || this.#parts.restoration.isHeldBack(job.id)) return null;
    const isTaken = job.state === 'finished' || (!isOver(job.state) && job.state !== 'waitingForCard');
    return isTaken ? job : null;
  }

  async #view(cardSerial: string): Promise<View> {
    const { readers, jobs, jobBoard, records, restoration } = this.#parts;
    const reader = readers
      .readers()
      .find(({ card, holder }) => holder === null && card?.state === 'known' && card.serial === cardSerial);
    const open = jobBoard.openJobOfCard(cardSerial);
    const [known, answers, restored] = await Promise.all([
      jobs.about(null, [cardSerial], 20),
      records.atRas(cardSerial),
      restoration.isUncompared(cardSerial),
    ]);
    const job = open ?? known[0] ?? null;
    return {
      cardSerial,
      readerId: reader?.id ?? null,
      card: reader?.card?.state === 'known' ? reader.card : null,
      job,
      journal: job === null ? [] : await jobs.readableJournal(job.id),
      isOpen: open !== null,
      answers,
      knownKind: await this.#knownKind(known),
      restored: restored || (open !== null && restoration.isHeldBack(open.id)),
    };
  }

  /** The kind of the newest job that began to change the blank card. */
  async #knownKind(known: readonly Job[]): Promise<AdoptedKind | null> {
    for (const { id, kind, input } of known) {
      if (kind !== 'issueCard' && kind !== 'prepareCard') continue;
      if (mustFinish(this.#parts.types[kind], input, await this.#parts.jobs.readableJournal(id))) return kind;
    }
    return null;
  }

  /** As it is now: the board's own entry changes while the job is at work. */
  async #job(jobId: string): Promise<JobOfCard> {
    const { job, journal } = await this.#parts.jobBoard.find(jobId);
    return { job, journal: [...journal] };
  }

  #situation({ cardSerial, card, isOpen, answers }: View): Situation {
    const states = answers.flatMap(({ found }) => (found === null ? [] : [found.state]));
    if (this.#parts.cards.isSpoiled(cardSerial) || states.includes('spoiled')) return 'spoiled';
    if (isOpen) return 'openJob';
    const state = states.find((one) => one !== 'unknown') ?? 'unknown';
    if (card === null)
      return state === 'issued' || state === 'prepared' ? 'whole' : state === 'unknown' ? 'blank' : 'unexplained';
    if (card.lifeCycle === 'blank' && state === 'unknown') return 'blank';
    return card.lifeCycle === state ? 'whole' : 'unexplained';
  }

  #whyNotGoOn({ job, isOpen, readerId }: View): Failure | null {
    if (job === null || !isOpen) return null;
    if (this.#parts.restoration.isHeldBack(job.id)) return new Failure('card.recover.heldBack');
    if (job.state !== 'waitingForCard') return new Failure('card.recover.atWork');
    const places = this.#parts.readers.withCard(job.cardSerial).map(({ name }) => name);
    if (places.length > 1) return new Failure('job.create.twoCards', { readers: places.join(', ') });
    return readerId === null ? new Failure('card.recover.notInReader') : null;
  }

  /** @throws {Failure} `card.recover.*` */
  #adoption({ card, answers, knownKind, job, isOpen }: View, raId: string): Adoption {
    const answer = answers.find((one) => one.raId === raId);
    if (answer?.found === null) throw new Failure('card.recover.raAway', { ra: raId });
    if (answer === undefined || (isOpen && job !== null && !this.#parts.restoration.isHeldBack(job.id))) {
      throw new Failure('card.recover.wayClosed');
    }
    if (card === null) throw new Failure('card.recover.notInReader');
    const record = answer.found;
    const { certificateUses } = this.#parts.ras.byId(raId).profile;
    const journal = planAdoption({ card, record, certificateUses, knownKind });
    return { registrationId: record.registration?.id ?? '', journal };
  }

  #recovery(view: View): CardRecovery {
    const { cardSerial, readerId, card, job, journal, isOpen, answers, restored } = view;
    const situation = this.#situation(view);
    const ways: CardRecovery['ways'][number][] = [];
    const closed: CardRecovery['closed'][number][] = [];
    const offer = (way: Way, raId: string | null): void => void ways.push({ way, raId });
    const close = (way: ClosedWay, why: Failure): void => void closed.push({ way, why });
    const isToDecide = situation === 'openJob' || situation === 'unexplained';
    if (isToDecide) {
      const why = this.#whyNotGoOn(view);
      if (isOpen && why === null) offer('goOn', null);
      if (isOpen && why !== null) close('goOn', why);
      if (job === null || !isOpen || this.#parts.restoration.isHeldBack(job.id))
        this.#offerAdoption(view, offer, close);
      const issuedAt = answers.find(({ found }) => found?.state === 'issued')?.raId;
      if (!isOpen && issuedAt !== undefined && card?.lifeCycle === 'incomplete') offer('writeAgain', issuedAt);
      if (card !== null && card.lifeCycle !== 'blank') {
        close('rollBack', new Failure('card.recover.noRollBack', { family: card.family }));
      }
    }
    if (isToDecide) {
      const knowing = answers.find(({ found }) => found !== null && found.state !== 'unknown')?.raId ?? null;
      const all = this.#parts.ras.all.map(({ profile }) => profile.id);
      const count = answers
        .flatMap(({ found }) => found?.certificates ?? [])
        .filter(({ status }) => inForce.has(status)).length;
      if (count > 0) close('spoil', new Failure('card.recover.certificatesInForce', { count }));
      else if (job === null || !isOpen || job.state !== 'running') {
        for (const raId of spoilingRas({ knowing, ofJob: job?.raId ?? null, all })) offer('spoil', raId);
      }
    }
    return {
      cardSerial,
      readerId,
      situation,
      restored,
      ways,
      closed,
      job: job && { job, journal },
      onCard: card && onCard(card),
      answers,
    };
  }

  #offerAdoption(
    view: View,
    offer: (way: Way, raId: string) => void,
    close: (way: 'adopt', why: Failure) => void,
  ): void {
    for (const { raId, found } of view.answers) {
      if (found !== null && found.state === 'unknown') continue;
      try {
        this.#adoption(view, raId);
        offer('adopt', raId);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        close('adopt', error);
      }
    }
  }
}
