/** Facts that were set aside because their RA refused them, or because they cannot be read: a person sees them and has them sent again. */
import type { Database } from '../../base/database.js';
import type { Audit } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import type { OutboxTable, SetAsideFact } from './outboxTable.js';
import type { RaScope } from './raScope.js';
import type { Ra, Ras } from './ras.js';

export interface SetAsideFactsParts {
  readonly database: Database;
  readonly ras: Ras;
  readonly audit: Pick<Audit, 'appendIn'>;
  readonly outboxOf: (raId: string) => OutboxTable;
}

export class SetAsideFacts {
  readonly #parts: SetAsideFactsParts;

  constructor(parts: SetAsideFactsParts) {
    this.#parts = parts;
  }

  /** Of the RAs of the scope, in their order, the oldest first. */
  async list(scope: RaScope): Promise<SetAsideFact[]> {
    const { ras, outboxOf } = this.#parts;
    return (await Promise.all(ras.within(scope).all.map(({ profile }) => outboxOf(profile.id).setAside()))).flat();
  }

  /** The RA is asked again, e.g. when it has the order that it did not know. @throws {Failure} `fact.send.unknown` */
  async sendAgain(operator: string, id: string, scope: RaScope): Promise<void> {
    for (const ra of this.#parts.ras.within(scope).all) {
      if (!(await this.#takeBack(operator, ra, id))) continue;
      ra.link.deliver();
      return;
    }
    throw new Failure('fact.send.unknown');
  }

  #takeBack(operator: string, { profile }: Ra, id: string): Promise<boolean> {
    const { database, audit, outboxOf } = this.#parts;
    return database.transaction(async (tx) => {
      const fact = await outboxOf(profile.id).takeBackIn(tx, id);
      if (fact === null) return false;
      const facts = { ra: profile.id, kind: fact.kind, reason: fact.reason };
      await audit.appendIn(tx, { actor: operator, action: 'fact.sentAgain', subject: id, facts });
      return true;
    });
  }
}
