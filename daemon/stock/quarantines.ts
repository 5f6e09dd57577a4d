/**
 * 隔離: a quarantine blocks a lot of cards. One person places it with immediate effect; lifting it needs a second person. It refuses
 * jobs that would make keys on a card without certificates: the holder loses nothing and gets another card. An issued card can
 * still be used, unblocked and renewed, because after its certificates expired its holder would have to register again. Each
 * such use is recorded.
 */
import type { Logger } from 'pino';
import type { Database } from '../../base/database.js';
import { timestamp, type Clock } from '../../base/clock.js';
import { readDay, taipeiDay, taipeiDayBounds } from '../../base/taipei.js';
import type { JobKind, Localized, PlaceQuarantine } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { StaffActor } from '../operators/actor.js';
import { stepNames } from '../jobs/certification/uses.js';
import type { JournalEntry } from '../jobs/job.js';
import { jobTypes } from '../jobs/kinds/index.js';
import type { ApprovalAction, Approvals } from '../operators/approvals.js';
import type { ApprovalView } from '../operators/approvalView.js';
import type { KnownCard } from '../readers/readerView.js';
import type { StoredBox } from './boxTable.js';
import type { Quarantine, QuarantineScope, QuarantineTable } from './quarantineTable.js';
import { rangeHolds, readRange } from './serialRange.js';

export interface QuarantinesParts {
  readonly database: Database;
  readonly table: QuarantineTable;
  readonly approvals: Pick<Approvals, 'ask' | 'register'>;
  readonly audit: Pick<Audit, 'append' | 'appendIn'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when screens have to show the readers again. */
  readonly changed: () => void;
}

/** A quarantine in force, with what has to be in memory when a card is inserted. */
interface InForce {
  readonly quarantine: Quarantine;
  /** Cards whose keys were generated in its period; null: it does not depend on keys. */
  readonly keyed: Set<string> | null;
}

export interface QuarantineView extends Quarantine {
  /** Are blank and prepared cards of it refused? Not where it is about keys of the past. */
  readonly holdsBlanks: boolean;
  /** Jobs that made something of a card of it; null: it is lifted. */
  readonly affected: number | null;
}

const generating: ReadonlySet<string> = new Set(Object.values(stepNames.generate));

const liftActionName = 'quarantine.lift';

export class Quarantines {
  readonly #parts: QuarantinesParts;
  #inForce: readonly InForce[] = [];
  #loading: Promise<void> = Promise.resolve();
  readonly #background = new Set<Promise<void>>();

  constructor(parts: QuarantinesParts) {
    this.#parts = parts;

    parts.approvals.register(this.#liftAction());
  }

  async start(): Promise<void> {
    await this.#load();
  }

  /** Resolves when nothing of it uses the store any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#background);
  }

  async list(): Promise<QuarantineView[]> {
    const all = await this.#parts.table.list(200);
    return Promise.all(all.map((one) => this.#view(one)));
  }

  /** @throws {Failure} `quarantine.find.unknown` */
  async find(id: string): Promise<Quarantine> {
    const quarantine = await this.#parts.table.find(id);
    if (quarantine === null) throw new Failure('quarantine.find.unknown');
    return quarantine;
  }

  /** @throws {Failure} `quarantine.place.*`, `stock.range.*` */
  async place(operator: string, request: PlaceQuarantine): Promise<QuarantineView> {
    const { database, table, audit } = this.#parts;
    const scope = scopeOf(request);
    const { reason } = request;
    const placed = await database.transaction(async (tx) => {
      const quarantine = await table.insert(tx, { ...scope, reason, placedBy: operator });
      const facts = { ...factsOf(scope), reason };
      await audit.appendIn(tx, { actor: operator, action: 'quarantine.placed', subject: quarantine.id, facts });
      return quarantine;
    });
    await this.#load();
    this.#parts.changed();
    return this.#view(placed);
  }

  /** Asks for a second person's approval to lift it. @throws {Failure} `quarantine.find.unknown`, `quarantine.lift.lifted` */
  async askToLift(actor: StaffActor, id: string, reason: string): Promise<ApprovalView> {
    const quarantine = await this.find(id);
    if (quarantine.lifted !== null) throw new Failure('quarantine.lift.lifted');
    const facts = { quarantine: id, reason, placedFor: quarantine.reason, ...factsOf(quarantine) };
    return this.#parts.approvals.ask(actor, { action: liftActionName, subject: id, facts });
  }

  /** Id of the quarantine that covers this card, or would cover keys that are generated on it today. */
  of(card: Pick<KnownCard, 'serial' | 'family' | 'lifeCycle'>): string | null {
    const hasKeys = card.lifeCycle === 'issued' || card.lifeCycle === 'incomplete';
    const found = this.#inForce.find((one) => this.#holds(one, card, hasKeys ? 'past' : 'now'));
    return found?.quarantine.id ?? null;
  }

  /** Ids of the quarantines that cover the blank cards of a box. */
  ofBox({ range, family }: Pick<StoredBox, 'range' | 'family'>): string[] {
    return this.#inForce
      .filter(({ quarantine }) => {
        if (!this.#holdsBlanks(quarantine)) return false;
        if (quarantine.family !== null && quarantine.family !== family) return false;
        const { range: theirs } = quarantine;
        if (theirs === null) return true;
        return (
          range !== null &&
          range.from.length === theirs.from.length &&
          range.from <= theirs.to &&
          theirs.from <= range.to
        );
      })
      .map(({ quarantine }) => quarantine.id);
  }

  /**
   * Called before a job begins. Refuses it, or records that a covered card is used.
   * @throws {Failure} `job.create.cardQuarantined`
   */
  admit(card: Pick<KnownCard, 'serial' | 'family' | 'lifeCycle'>, kind: JobKind): void {
    const { onlyReads, makesKeys } = jobTypes[kind];
    const isHeldBack = makesKeys === 'first';
    const found = this.#inForce.find(
      (one) => this.#holds(one, card, 'past') || (isHeldBack && this.#holds(one, card, 'now')),
    );
    if (found === undefined || onlyReads) return;
    const { id } = found.quarantine;
    if (isHeldBack) throw new Failure('job.create.cardQuarantined', { quarantine: id });
    this.#note(card.serial, id, kind);
  }

  /** A job's journal grew. A card on which keys were generated just now is covered by the quarantines of today's keys. */
  jobChanged(cardSerial: string, lastLine: Pick<JournalEntry, 'step' | 'phase'> | undefined): void {
    if (lastLine?.phase !== 'outcome' || !generating.has(lastLine.step)) return;
    for (const { quarantine, keyed } of this.#inForce) if (this.#holdsBlanks(quarantine)) keyed?.add(cardSerial);
  }

  #note(cardSerial: string, quarantine: string, kind: JobKind): void {
    const noting = this.#parts.audit
      .append({ actor: 'gateway', action: 'quarantine.cardMet', subject: cardSerial, facts: { quarantine, kind } })
      .catch((err: unknown) => this.#parts.logger.error({ err }, 'the use of a card under quarantine was not recorded'))
      .finally(() => this.#background.delete(noting));
    this.#background.add(noting);
  }

  /** @param keys the keys that the card has (`past`), or keys that would be generated on it today (`now`) */
  #holds(
    { quarantine, keyed }: InForce,
    { serial, family }: Pick<KnownCard, 'serial' | 'family'>,
    keys: 'past' | 'now',
  ): boolean {
    if (quarantine.range !== null && !rangeHolds(quarantine.range, serial)) return false;
    if (quarantine.family !== null && quarantine.family !== family) return false;
    if (keyed === null) return true;
    return keys === 'past' ? keyed.has(serial) : this.#holdsBlanks(quarantine);
  }

  /** Would keys that are generated today be covered? */
  #holdsBlanks({ keys }: QuarantineScope): boolean {
    if (keys === null) return true;
    const today = taipeiDay(this.#parts.clock.now());
    return keys.from <= today && (keys.to === null || today <= keys.to);
  }

  /** Loads run one after the other, so that an older result does not replace a newer one. */
  #load(): Promise<void> {
    const loaded = this.#loading.catch(() => undefined).then(() => this.#read());
    this.#loading = loaded;
    return loaded;
  }

  async #read(): Promise<void> {
    const { table } = this.#parts;
    this.#inForce = await Promise.all(
      (await table.inForce()).map(async (quarantine) => ({
        quarantine,
        keyed: quarantine.keys === null ? null : new Set(await table.affectedSerials(quarantine)),
      })),
    );
  }

  async #view(quarantine: Quarantine): Promise<QuarantineView> {
    const affected = quarantine.lifted === null ? await this.#parts.table.affectedCount(quarantine) : null;
    return { ...quarantine, holdsBlanks: this.#holdsBlanks(quarantine), affected };
  }

  #liftAction(): ApprovalAction {
    return {
      name: liftActionName,
      permission: 'stock',
      describe(facts) {
        const [what, why] = [wordsOf(facts), { placed: String(facts['placedFor']), lift: String(facts['reason']) }];
        return {
          'zh-TW': `解除隔離：${what['zh-TW']}。隔離原因：${why.placed}。解除原因：${why.lift}。解除後空白卡可再使用`,
          en: `Lift the quarantine of ${what.en}, placed because: ${why.placed}. Reason to lift: ${why.lift}. Its blank cards are used again.`,
        };
      },
      execute: async ({ quarantine: id, reason }, { askedBy, approvedBy, approvalId }) => {
        const { database, table, audit, clock } = this.#parts;
        await database.transaction(async (tx) => {
          const by = { askedBy, approvedBy, reason: String(reason) };
          if (!(await table.lift(tx, String(id), by))) return;
          const facts = { ...by, approval: approvalId };
          await audit.appendIn(tx, { actor: askedBy, action: 'quarantine.lifted', subject: String(id), facts });
        });
        await this.#load();
        this.#parts.changed();
        return { liftedAt: timestamp(clock) };
      },
    };
  }
}

/** @throws {Failure} `quarantine.place.*`, `stock.range.*` */
function scopeOf({ range, family, keys }: PlaceQuarantine): QuarantineScope {
  if (!range && !family && !keys) throw new Failure('quarantine.place.nothing');
  return { range: range ? readRange(range) : null, family: family ?? null, keys: keys ? daysOf(keys) : null };
}

/** @throws {Failure} `quarantine.place.notADay`, `quarantine.place.daysBackwards` */
function daysOf(keys: NonNullable<PlaceQuarantine['keys']>): NonNullable<QuarantineScope['keys']> {
  const from = dayOf(keys.from);
  const to = keys.to === null ? null : dayOf(keys.to);
  if (to !== null && taipeiDayBounds(to).fromMs < taipeiDayBounds(from).fromMs) {
    throw new Failure('quarantine.place.daysBackwards', { from, to });
  }
  return { from, to };
}

/** @throws {Failure} `quarantine.place.notADay` */
function dayOf(typed: string): string {
  const day = readDay(typed);
  if (day === null) throw new Failure('quarantine.place.notADay', { day: typed });
  return day;
}

/** For the audit log and the request for approval. */
function factsOf({ range, family, keys }: QuarantineScope): Readonly<Record<string, string>> {
  return {
    ...(range !== null && { from: range.from, to: range.to }),
    ...(family !== null && { family }),
    ...(keys !== null && { keysFrom: keys.from, keysTo: keys.to ?? '' }),
  };
}

function wordsOf(facts: Readonly<Record<string, string | number | boolean>>): Localized {
  const { from, to, family, keysFrom, keysTo } = facts;
  const parts: Localized[] = [];
  if (from !== undefined) parts.push({ 'zh-TW': `序號 ${from}–${to}`, en: `serial numbers ${from}–${to}` });
  if (family !== undefined) parts.push({ 'zh-TW': `卡型 ${family}`, en: `card model ${family}` });
  if (keysFrom !== undefined) {
    parts.push({ 'zh-TW': `金鑰產生日 ${keysFrom}–${keysTo}`, en: `keys generated ${keysFrom}–${keysTo}` });
  }
  return { 'zh-TW': parts.map((one) => one['zh-TW']).join('、'), en: parts.map((one) => one.en).join(', ') };
}
