/**
 * Second-person approval: one person asks, another one decides, and then exactly what was asked for is done. Each kind of action
 * that needs it is registered here. Requests are kept in the store, so that they survive a restart.
 */
import { randomUUID } from 'node:crypto';
import { timestamp } from '../../base/clock.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import type { StaffActor } from './actor.js';
import type { ApprovalAction } from './approvalAction.js';
import { expectAsker, expectState, type ApprovalEvent } from './approvalState.js';
import { ApprovalTable, raOf, type Approval, type ApprovalFacts } from './approvalTable.js';
import { approvalView, type ApprovalView } from './approvalView.js';
import type { ApprovalsParts } from './approvalsParts.js';
import { ApprovalTransitions, entryOf, type Condition } from './approvalTransitions.js';
import { requireOwnPassword, type Operator } from './operators.js';
import { may, requirePermission, requireRole, seesRa } from './permissions.js';

export type { ApprovalAction, ApprovedBy } from './approvalAction.js';

export interface Decision {
  readonly decision: 'approve' | 'reject';
  readonly reason: string;
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
  readonly #transitions: ApprovalTransitions;
  readonly #actions = new Map<string, ApprovalAction>();
  /** Running attempts by approval, so that the second of two clicks waits for the first one’s outcome. */
  readonly #attempts = new Map<string, Promise<Approval>>();
  /** What the action itself requires of whoever decides. */
  readonly #checkSecond: Condition = async (tx, { action, facts, askedBy, decidedBy }) =>
    this.#actions.get(action)?.check?.(tx, facts, { askedBy, decidedBy: decidedBy ?? '' });

  constructor(parts: ApprovalsParts) {
    this.#parts = parts;
    this.#table = new ApprovalTable(parts.database, parts.leftOut);
    this.#transitions = new ApprovalTransitions({ ...parts, table: this.#table });
  }

  /**
   * Settles what was cut short, then looks for expired requests at an interval. Called before anybody can ask for anything.
   * @returns a function that stops it
   */
  async start(): Promise<() => Promise<void>> {
    await this.#settleInterrupted();
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
  ): Promise<ApprovalView> {
    const { operator } = actor;
    requirePermission(actor, this.#action(request.action).permission);
    const { clock, database, audit } = this.#parts;
    await this.expireDue();
    const approval: Approval = {
      ...request,
      id: randomUUID(),
      state: 'pending',
      askedBy: operator,
      askedAt: timestamp(clock),
      expiresAt: this.#deadline(),
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
    return this.#view(standing);
  }

  /** Open requests and those decided within a day: all for a person who approves or audits, else the person's own. */
  async list(actor: StaffActor): Promise<readonly ApprovalView[]> {
    await this.expireDue();
    const all = await this.#table.latest(new Date(this.#parts.clock.now() - listedMs).toISOString());
    const seesAll = may(actor, 'approve') || may(actor, 'audit');
    return all
      .filter((approval) => seesRa(actor, raOf(approval)) && (seesAll || approval.askedBy === actor.operator))
      .map((approval) => this.#view(approval));
  }

  /** The second person's decision, at his own console. An approved action is done at once. @throws {Failure} `staff.approval.*` */
  async decide(actor: StaffActor, id: string, decision: Decision): Promise<ApprovalView> {
    await this.#seen(actor, id);
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
  ): Promise<ApprovalView> {
    await this.forApprovalHere(actor, id);
    requireOwnPassword(second);
    requireRole(second.role, 'approve');
    const unchanged: Condition = (tx) => this.#parts.rights.requireUnchanged(tx, second);
    return this.#decide(id, second.name, { decision: 'approve', reason, unchanged });
  }

  /** Requires that the request is open and the actor's own. Checked before a password or a PIN is. @throws {Failure} `staff.approval.*` */
  async forApprovalHere(actor: StaffActor, id: string): Promise<void> {
    await this.#seen(actor, id);
    const approval = await this.#find(id);
    expectAsker(approval, actor.operator);
    expectState(approval, 'pending');
  }

  /** Retries an approved action that failed. @throws {Failure} `staff.approval.*` */
  async execute(actor: StaffActor, id: string): Promise<ApprovalView> {
    const { operator: by } = actor;
    await this.#seen(actor, id);
    expectAsker(await this.#find(id), by);
    const event = { type: 'execute', by, at: timestamp(this.#parts.clock) } as const;
    return this.#view(await (this.#attempts.get(id) ?? this.#attempt(id, event, { by })));
  }

  /** @throws {Failure} `staff.approval.*` */
  async withdraw(actor: StaffActor, id: string): Promise<ApprovalView> {
    const { operator: by } = actor;
    await this.#seen(actor, id);
    const event = { type: 'withdraw', by, at: timestamp(this.#parts.clock) } as const;
    return this.#view(await this.#apply(id, event, { by }));
  }

  /** Expires the requests whose time is over. */
  async expireDue(): Promise<void> {
    const at = timestamp(this.#parts.clock);
    const due = await this.#table.due(this.#parts.database, at);
    for (const { id } of due) {
      await this.#apply(id, { type: 'expire' }, { by: 'gateway' }).catch((error: unknown) => {
        // The request was decided at the same moment.
        if (!(error instanceof Failure)) throw error;
      });
    }
  }

  async #decide(
    id: string,
    by: string,
    { decision: type, reason, unchanged }: Decision & { readonly unchanged?: Condition },
  ): Promise<ApprovalView> {
    const at = timestamp(this.#parts.clock);
    if (type === 'reject') {
      const condition: Condition = async (tx, approval) => {
        await this.#parts.rights.require(tx, by, { permission: 'approve', raId: raOf(approval) });
        await this.#checkSecond(tx, approval);
      };
      return this.#view(await this.#apply(id, { type, by, reason, at }, { by, condition }));
    }
    const until = this.#deadline();
    return this.#view(await this.#attempt(id, { type, by, reason, at, until }, { by, condition: unchanged }));
  }

  /** Carries the action out. A second click while it is under way gets the same outcome. */
  #attempt(
    id: string,
    event: ApprovalEvent,
    { by, condition }: { readonly by: string; readonly condition?: Condition | undefined },
  ): Promise<Approval> {
    const attempt = this.#begin(id, event, { by, condition });
    const outcome = attempt
      .then((approval) => this.#carryOut(approval))
      .finally(() => {
        if (this.#attempts.get(id) === outcome) this.#attempts.delete(id);
      });
    if (!this.#attempts.has(id)) this.#attempts.set(id, outcome);
    return outcome;
  }

  /** `executing` is on disk before the action is. The rights of both persons are read again in that transaction. */
  #begin(
    id: string,
    event: ApprovalEvent,
    { by, condition: also }: { readonly by: string; readonly condition?: Condition | undefined },
  ): Promise<Approval> {
    const { rights } = this.#parts;
    const condition: Condition = async (tx, approval) => {
      await also?.(tx, approval);
      const { permission } = this.#action(approval.action);
      const raId = raOf(approval);
      await rights.require(tx, approval.askedBy, { permission, raId });
      await rights.require(tx, approval.decidedBy ?? '', { permission: 'approve', raId });
      if (event.type !== 'approve') return;
      await rights.requireTwo(tx, approval.askedBy, by);
      await this.#checkSecond(tx, approval);
    };
    return this.#apply(id, event, { by, condition });
  }

  async #carryOut({ id, action, facts, askedBy, decidedBy }: Approval): Promise<Approval> {
    const by = { approvalId: id, askedBy, approvedBy: decidedBy ?? '' };
    const outcome = await this.#action(action)
      .execute(facts, by)
      .then(
        (result): ApprovalEvent => ({ type: 'finish', result }),
        (error: unknown): ApprovalEvent => {
          const { code, facts: said } = classify(error);
          this.#parts.logger.warn({ approval: id, action, code, err: error }, 'what was approved failed');
          return { type: 'fail', failure: { code, facts: said } };
        },
      );
    return this.#apply(id, outcome, { by: askedBy });
  }

  /**
   * The daemon was stopped while these were under way. Whether they were done is unknown, so a person looks. The one who asked
   * may try again within the time, with the same idempotency key.
   */
  async #settleInterrupted(): Promise<void> {
    for (const { id } of await this.#table.executing()) await this.#apply(id, { type: 'interrupt' }, { by: 'gateway' });
  }

  async #apply(
    id: string,
    event: ApprovalEvent,
    how: { readonly by: string; readonly condition?: Condition },
  ): Promise<Approval> {
    const changed = await this.#transitions.apply(id, event, how);
    this.#parts.changed();
    if (refusedStates.has(changed.state)) await this.#actions.get(changed.action)?.refused?.(changed.facts);
    return changed;
  }

  #deadline(): string {
    const { clock, minutes } = this.#parts;
    return new Date(clock.now() + minutes * 60_000).toISOString();
  }

  /** A request about an RA that the person does not work for is answered like one that does not exist. */
  /** Expires nothing: whoever decides late hears why. @throws {Failure} `staff.approval.unknown` */
  async #seen(actor: StaffActor, id: string): Promise<void> {
    const approval = await this.#table.find(id);
    if (approval === null || !seesRa(actor, raOf(approval))) throw new Failure('staff.approval.unknown');
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

  #view(approval: Approval): ApprovalView {
    return approvalView(approval, this.#actions.get(approval.action));
  }
}
