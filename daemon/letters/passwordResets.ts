/** 網站密碼重設: the RA draws a new password into a letter. */
import type { PasswordReset } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import { classify } from '../failures/classify.js';
import type { StaffActor } from '../operators/actor.js';
import type { Ras } from '../ras/ras.js';
import type { Claims } from '../jobs/guards.js';

export interface PasswordResetsParts {
  readonly ras: Ras;
  readonly claims: Pick<Claims, 'requireNotTaken'>;
  readonly audit: Pick<Audit, 'append'>;
}

export class PasswordResets {
  readonly #parts: PasswordResetsParts;

  constructor(parts: PasswordResetsParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} */
  async reset(
    actor: StaffActor,
    raId: string | undefined,
    request: Omit<PasswordReset, 'operator'>,
    idempotencyKey: string,
  ): Promise<{ readonly letterId: string }> {
    const { ras, claims, audit } = this.#parts;
    const { connector, profile } = ras.choose(raId);
    const { registrationId, form, delivery } = request;
    claims.requireNotTaken(actor, { raId: profile.id, registrationId });
    try {
      const reset = { registrationId, form, delivery, operator: actor.operator };
      const { letterId } = await connector.resetWebsitePassword(reset, idempotencyKey);
      await audit.append({
        actor: actor.operator,
        action: 'websitePassword.reset',
        subject: registrationId,
        facts: { ra: profile.id, letter: letterId, form, delivery },
      });
      return { letterId };
    } catch (error) {
      throw classify(error);
    }
  }
}
