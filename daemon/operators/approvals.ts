/**
 * Second-person approval: one person asks, another one decides, and then exactly what was asked for is done. Each kind of action
 * that needs it is registered here. Requests are kept in the store, so that they survive a restart.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { Localized, Permission, WireApproval } from '../contract/messages.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { StaffActor } from './actor.js';
import type { Ticker } from '../../base/ticker.js';
import { expectAsker, expectState, nextApproval, type ApprovalEvent } from './approvalState.js';
import { ApprovalTable, type Approval, type ApprovalFacts } from './approvalTable.js';
import { requireOwnPassword, type Operator } from './operators.js';
import { may, requirePermission, requireRole } from './permissions.js';

/** Something that is done only after a second person approved it. */
export interface ApprovalAction {
  /** e.g. `operator.makeSupervisor` */
  readonly name: string;
  /** The permission that the person who asks needs. */
  readonly permission: Permission;
  /** What exactly will be done, for the person who decides. */
  describe(facts: ApprovalFacts): Localized;
  /** Details that the description leaves out, as label and value. */
  details?(facts: ApprovalFacts): readonly { readonly label: Localized; readonly value: string }[];
  /**
   * Does it. The person who asked may retry a failed action, and after a crash it is unknown whether it was done. Therefore
   * repeated calls with the same `approvalId` must have one effect.
   * @returns the result, for the audit log and the screen
   */
  execute(facts: ApprovalFacts, by: ApprovedBy): Promise<ApprovalFacts>;
  /** Called when the request was rejected, withdrawn, or not decided in time. */
  refused?(facts: ApprovalFacts): Promise<void>;
}

export interface ApprovedBy {
  /** The same for each attempt: an idempotency key. */
  readonly approvalId: string;
  readonly askedBy: string;
  readonly approvedBy: string;
}

export interface Decision {
  readonly decision: 'approve' | 'reject';
  readonly reason: string;
}

export interface ApprovalsParts {
  readonly database: Database;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly clock: Clock;
  readonly ticker: Ticker;
  /** For this time a request may be decided. */
  readonly minutes: number;
  readonly logger: Logger;
  /** Called after each change, so that screens reload the list. */
  readonly changed: () => void;
}

/** In these states the action will not be done. */
const refusedStates: ReadonlySet<Approval['state']> = new Set(['rejected', 'withdrawn', 'expired']);

/** How long a decided request stays on the list. */
const listedMs = 24 * 60 * 60_000;

/** The interval at which expired requests are looked for, so that screens learn of them. */
const sweepMs = 5_000;

export class Approvals {
  readonly #parts: ApprovalsParts;
  readonly #table: ApprovalTable;
  readonly #actions = new Map<string, ApprovalAction>();
  /** Running attempts by approval, so that two clicks start one attempt. */
  readonly #executing = new Map<string, Promise<Approval>>();

  constructor(parts: ApprovalsParts) {
    this.#parts = parts;

    this.#table = new ApprovalTable(parts.database);
  }

  /** Looks for expired requests at an interval. @returns a function that stops it */
  start(): () => Promise<void> {
    let stopped = false;
    let cancel = (): void => undefined;
    let sweep = Promise.resolve();
    const sweepLater = (): void => {
      if (stopped) return;
      cancel = this.#parts.ticker.after(sweepMs, () => {
        sweep = this.expireDue()
          .catch((err: unknown) => this.#parts.logger.error({ err }, 'expired requests could not be looked for'))
          .finally(sweepLater);
      });
    };
    sweepLater();
    return () => {
      stopped = true;
      cancel();
      return sweep;
    };
  }

  register(action: ApprovalAction): void {
    this.#actions.set(action.name, action);
  }

  /** Creates a request, or returns the open one of the same person for the same thing. @throws {Failure} `api.session.notPermitted` */
  async ask(
    actor: StaffActor,
    request: { readonly action: string; readonly subject: string; readonly facts: ApprovalFacts },
  ): Promise<WireApproval> {
    const { operator } = actor;
    requirePermission(actor, this.#action(request.action).permission);
    const { clock, database, audit, minutes } = this.#parts;
    await this.expireDue();
    const approval: Approval = {
      ...request,
      id: randomUUID(),
      state: 'pending',
      askedBy: operator,
      askedAt: timestamp(clock),
      expiresAt: new Date(clock.now() + minutes * 60_000).toISOString(),
      decidedBy: null,
      decidedAt: null,
      reason: null,
      failure: null,
      result: null,
    };
    const standing = await database.transaction(async (tx) => {
      const before = await this.#table.findPending(tx, approval);
      if (before !== null) return before;
      await this.#table.insert(tx, approval);
      await audit.appendIn(tx, entryOf(approval, operator, 'asked'));
      return approval;
    });
    this.#parts.changed();
    return this.#wire(standing);
  }

  /** Open requests and those decided within a day: all for a person who approves or audits, else the person's own. */
  async list(actor: StaffActor): Promise<readonly WireApproval[]> {
    await this.expireDue();
    const all = await this.#table.latest(new Date(this.#parts.clock.now() - listedMs).toISOString());
    const seesAll = may(actor, 'approve') || may(actor, 'audit');
    return all.filter(({ askedBy }) => seesAll || askedBy === actor.operator).map((approval) => this.#wire(approval));
  }

  /**
   * The second person's decision, at his own console. An approved action is done at once.
   * @throws {Failure} `staff.approval.*`
   */
  decide(actor: StaffActor, id: string, decision: Decision): Promise<WireApproval> {
    return this.#decide(id, actor.operator, decision);
  }

  /**
   * The second person's approval at the screen of the person who asked.
   * @param second the second person, who has just been authenticated
   * @throws {Failure} `staff.password.changeFirst`, `api.session.notPermitted`, `staff.approval.*`
   */
  async approveHere(
    actor: StaffActor,
    id: string,
    { second, reason }: { readonly second: Operator; readonly reason: string },
  ): Promise<WireApproval> {
    await this.forApprovalHere(actor, id);
    requireOwnPassword(second);
    requireRole(second.role, 'approve');
    return this.#decide(id, second.name, { decision: 'approve', reason });
  }

  /** Requires that the request is open and the actor's own. Checked before a password or a PIN is. @throws {Failure} `staff.approval.*` */
  async forApprovalHere(actor: StaffActor, id: string): Promise<void> {
    const approval = await this.#find(id);
    expectAsker(approval, actor.operator);
    expectState(approval, 'pending');
  }

  /** Retries an approved action that failed. @throws {Failure} `staff.approval.*` */
  async execute(actor: StaffActor, id: string): Promise<WireApproval> {
    const approval = await this.#find(id);
    expectAsker(approval, actor.operator);
    expectState(approval, 'approved');
    return this.#wire(await this.#execute(approval));
  }

  /** @throws {Failure} `staff.approval.*` */
  async withdraw({ operator: by }: StaffActor, id: string): Promise<WireApproval> {
    const event = { type: 'withdraw', by, at: timestamp(this.#parts.clock) } as const;
    if (this.#executing.has(id)) await this.#executing.get(id);
    return this.#wire(await this.#apply(id, event, by));
  }

  /** Expires the requests whose time is over. */
  async expireDue(): Promise<void> {
    const at = timestamp(this.#parts.clock);
    const due = await this.#table.pendingUntil(this.#parts.database, at);
    for (const { id } of due) {
      await this.#apply(id, { type: 'expire' }, 'gateway').catch((error: unknown) => {
        // The request was decided at the same moment.
        if (!(error instanceof Failure)) throw error;
      });
    }
  }

  async #decide(id: string, by: string, { decision, reason }: Decision): Promise<WireApproval> {
    const event = { type: decision, by, reason, at: timestamp(this.#parts.clock) };
    const decided = await this.#apply(id, event, by);
    return this.#wire(decision === 'approve' ? await this.#execute(decided) : decided);
  }

  #execute(approval: Approval): Promise<Approval> {
    const underWay = this.#executing.get(approval.id);
    if (underWay !== undefined) return underWay;
    const attempt = this.#attempt(approval).finally(() => this.#executing.delete(approval.id));
    this.#executing.set(approval.id, attempt);
    return attempt;
  }

  async #attempt({ id, action, facts, askedBy, decidedBy }: Approval): Promise<Approval> {
    const by = { approvalId: id, askedBy, approvedBy: decidedBy ?? '' };
    try {
      const result = await this.#action(action).execute(facts, by);
      return await this.#apply(id, { type: 'finish', result }, askedBy);
    } catch (error) {
      const failure = classify(error);
      this.#parts.logger.warn({ approval: id, action, code: failure.code, err: error }, 'what was approved failed');
      return this.#apply(id, { type: 'fail', failure: { code: failure.code, facts: failure.facts } }, askedBy);
    }
  }

  async #apply(id: string, event: ApprovalEvent, by: string): Promise<Approval> {
    const { database, audit } = this.#parts;
    const changed = await database.transaction(async (tx) => {
      const approval = await this.#table.find(id, tx);
      if (approval === null) throw new Failure('staff.approval.unknown');
      const next = nextApproval(approval, event);
      await this.#table.update(tx, next);
      await audit.appendIn(tx, entryOf(next, by, auditWord[event.type]));
      return next;
    });
    this.#parts.changed();
    if (refusedStates.has(changed.state)) await this.#actions.get(changed.action)?.refused?.(changed.facts);
    return changed;
  }

  async #find(id: string): Promise<Approval> {
    await this.expireDue();
    const approval = await this.#table.find(id);
    if (approval === null) throw new Failure('staff.approval.unknown');
    return approval;
  }

  #action(name: string): ApprovalAction {
    const action = this.#actions.get(name);
    if (action === undefined) throw new Error(`no approval action ${name} is registered`);
    return action;
  }

  #wire({ failure, ...approval }: Approval): WireApproval {
    const action = this.#actions.get(approval.action);
    return {
      ...approval,
      description: action?.describe(approval.facts) ?? { 'zh-TW': approval.action, en: approval.action },
      facts: { ...approval.facts },
      details: [...(action?.details?.(approval.facts) ?? [])],
      result: approval.result && { ...approval.result },
      failure: failure && toWireFailure(failure),
    };
  }
}

const auditWord: Readonly<Record<ApprovalEvent['type'], string>> = {
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'withdrawn',
  expire: 'expired',
  fail: 'failed',
  finish: 'done',
};

function entryOf(approval: Approval, actor: string, word: string): Parameters<Audit['appendIn']>[1] {
  const { id, action, subject, askedBy, decidedBy, reason, failure } = approval;
  const facts = {
    approval: id,
    action,
    request: JSON.stringify(approval.facts),
    askedBy,
    ...(decidedBy !== null && { decidedBy }),
    ...(reason !== null && { reason }),
    ...(failure !== null && { failure: failure.code }),
  };
  return { actor, action: `approval.${word}`, subject, facts };
}
