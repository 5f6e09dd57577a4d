/** Which staff session works on which case, so that two officers do not take the same one. Kept in memory. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { ClaimView } from '../jobs/guards.js';
import type { Actor, StaffActor } from '../operators/actor.js';
import { seesRa } from '../operators/permissions.js';

export interface CaseId {
  readonly raId: string;
  readonly registrationId: string;
}

interface Claim extends CaseId {
  readonly sessionId: string;
  readonly operator: string;
  readonly since: string;
}

const keyOf = ({ raId, registrationId }: CaseId): string => `${raId} ${registrationId}`;

export class Claims {
  readonly #clock: Clock;
  readonly #audit: Pick<Audit, 'append'>;
  readonly #changed: () => void;
  readonly #claims = new Map<string, Claim>();

  /** @param changed called after each change */
  constructor(clock: Clock, audit: Pick<Audit, 'append'>, changed: () => void) {
    this.#clock = clock;
    this.#audit = audit;
    this.#changed = changed;
  }

  /** All claims, as this actor sees them. */
  list(actor: Actor): ClaimView[] {
    if (actor.kind !== 'staff') return [];
    return [...this.#claims.values()].filter(({ raId }) => seesRa(actor, raId)).map((claim) => viewOf(claim, actor));
  }

  /**
   * Claims the case for this session.
   * @param takeOver claim it even when another session has it
   * @throws {Failure} `case.claim.taken`
   */
  async claim(actor: StaffActor, caseId: CaseId, takeOver: boolean): Promise<ClaimView> {
    if (!takeOver) this.requireNotTaken(actor, caseId);
    const held = this.#claims.get(keyOf(caseId));
    if (held?.sessionId === actor.sessionId) return viewOf(held, actor);
    const { sessionId, operator } = actor;
    const claim = { ...caseId, sessionId, operator, since: timestamp(this.#clock) };
    this.#claims.set(keyOf(caseId), claim);
    this.#changed();
    if (held !== undefined) {
      const facts = { ra: caseId.raId, from: held.operator };
      await this.#audit.append({ actor: operator, action: 'case.takenOver', subject: caseId.registrationId, facts });
    }
    return viewOf(claim, actor);
  }

  /** Releases the session's claim. A claim of another session is left alone. */
  release({ sessionId }: Actor, caseId: CaseId): void {
    if (this.#claims.get(keyOf(caseId))?.sessionId === sessionId) this.#drop(keyOf(caseId));
  }

  releaseSession({ sessionId }: Actor): void {
    for (const [key, claim] of [...this.#claims]) if (claim.sessionId === sessionId) this.#drop(key);
  }

  /** Drops the claim of a case whose work is done. */
  finished(caseId: CaseId): void {
    if (this.#claims.has(keyOf(caseId))) this.#drop(keyOf(caseId));
  }

  /** @throws {Failure} `case.claim.taken` when another session works on it */
  requireNotTaken(actor: StaffActor, caseId: CaseId): void {
    const held = this.#claims.get(keyOf(caseId));
    if (held === undefined || held.sessionId === actor.sessionId) return;
    throw new Failure('case.claim.taken', { operator: held.operator, since: held.since });
  }

  #drop(key: string): void {
    this.#claims.delete(key);
    this.#changed();
  }
}

function viewOf({ sessionId, ...claim }: Claim, actor: StaffActor): ClaimView {
  return { ...claim, mine: sessionId === actor.sessionId };
}
