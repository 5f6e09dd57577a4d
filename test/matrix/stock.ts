/** Cards of a family at every stage, with their owners: what one job leaves is what another takes. */
import { copyFileSync } from 'node:fs';
import { brokenOff, termsVersion } from '../harness/cardOwner.js';
import { registerApproved } from '../harness/raOffice.js';
import type { ReferenceRaProcess } from '../harness/referenceRa.js';
import { Attempt, type Subject } from './attempt.js';
import { noFault } from './faults.js';
import type { MatrixFamily } from './families.js';
import { pinsOf, type Stage } from './kind.js';
import { matrixKind } from './kinds.js';
import type { Lane } from './lane.js';
import { everywhere, runOne } from './run.js';

/** Registrations of these stocks are told from others by their numbers. */
let nextNumber = 10_000;

const kept = ({ stateFile }: Subject): string => `${stateFile ?? ''}.unwritten`;

export class Stock {
  private readonly cards: Record<Stage, Subject[]> = { blank: [], prepared: [], unwritten: [], issued: [] };

  constructor(
    private readonly family: MatrixFamily,
    private readonly ra: ReferenceRaProcess,
    private readonly lanes: readonly Lane[],
  ) {}

  /** Makes what is missing. */
  async provide(stage: Stage, count: number): Promise<void> {
    const missing = count - this.cards[stage].length;
    if (missing <= 0) return;
    switch (stage) {
      case 'blank':
        return this.register(missing);
      case 'prepared':
        return this.make('prepareCard', missing);
      case 'issued':
        return this.make('issueCard', missing);
      case 'unwritten': {
        await this.provide('prepared', missing);
        const prepared = this.cards.prepared.splice(0, missing);
        await everywhere(this.lanes, prepared, (lane, place, subject) => this.breakOff(lane, place, subject));
      }
    }
  }

  take(stage: Stage): Subject {
    const subject = this.cards[stage].shift();
    if (subject === undefined) throw new Error(`no ${stage} card is left`);
    return subject;
  }

  /** A card comes back; one that was written is as it was before. */
  put(stage: Stage, subject: Subject): void {
    if (stage === 'unwritten' && subject.stateFile !== null) copyFileSync(kept(subject), subject.stateFile);
    this.cards[stage].push(subject);
  }

  private async register(count: number): Promise<void> {
    const first = nextNumber;
    nextNumber += count;
    const registrations = await registerApproved(this.ra, count, first);
    for (const registration of registrations) {
      this.cards.blank.push({ registration, stateFile: null, certificates: 0, jobs: new Set() });
    }
  }

  private async make(name: 'prepareCard' | 'issueCard', count: number): Promise<void> {
    const kind = matrixKind(name, this.family);
    await this.provide('blank', count);
    const tasks = Array.from({ length: count }, () => ({
      kind,
      subject: this.take('blank'),
      point: null,
      fault: noFault,
    }));
    for (const result of await everywhere(this.lanes, tasks, runOne)) {
      if (result.wrong.length > 0) throw new Error(`${name} without a fault: ${result.wrong.join('; ')}`);
      result.task.subject.certificates += kind.certificates;
      this.put(kind.leaves, result.task.subject);
    }
  }

  /** The keys are certified, and the card refuses to be written. */
  private async breakOff(lane: Lane, place: number, subject: Subject): Promise<void> {
    const kind = matrixKind('applyCertificates', this.family);
    const attempt = await Attempt.prepare(lane, place, {
      kind,
      subject,
      point: null,
      fault: noFault,
    });
    const { card, reader, registration } = attempt;
    const { id: readerId } = await lane.staff.untilCard(reader);
    const job = await brokenOff(lane.staff, card, {
      kind: 'applyCertificates',
      readerId,
      registrationId: registration.id,
      ...pinsOf(card, this.family),
      termsVersion: await termsVersion(lane.staff),
    });
    if (job.state !== 'failed') throw new Error(`a card that cannot be written: ${job.state}`);
    await lane.staff.untilCard(reader);
    await attempt.takeOut();
    subject.jobs.add(job.id);
    subject.certificates += kind.certificates;
    copyFileSync(card.stateFile, kept(subject));
    this.cards.unwritten.push(subject);
  }
}
