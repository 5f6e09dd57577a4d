/** The terms (用戶約定條款) that a person accepted. */
import type { RaProfile } from '../../../config/raProfile.js';
import { Failure } from '../../contract/failures/failure.js';
import type { StepContext, StepOf } from '../step.js';
import { nothing } from './steps.js';

export interface Acceptance {
  readonly registrationId: string;
  readonly termsVersion: string;
  /** RFC 3339 */
  readonly acceptedAt: string;
}

/** @throws {Failure} when the person accepted another version than the current one */
export function checkTermsVersion({ terms: { version } }: RaProfile, accepted: string): void {
  if (accepted !== version) throw new Failure('job.confirmTerms.otherVersion', { version });
}

/** Records the acceptance in the audit log and reports it to the RA, which needs it before it certifies. */
export function recordTerms<Input, Outcomes>(
  acceptance: (context: StepContext<Input, Outcomes>) => Acceptance,
): StepOf<Input, Outcomes, 'recordTerms', typeof nothing> {
  return {
    name: 'recordTerms',
    kind: 'repeatable',
    label: { 'zh-TW': '記錄同意條款', en: 'Recording the accepted terms' },
    run(context) {
      const { actor, enqueue, audit } = context;
      const accepted = acceptance(context);
      const place = actor.kind === 'kiosk' ? 'kiosk' : 'counter';
      const operator = actor.kind === 'staff' ? actor.name : null;
      audit('terms.accepted', { ...accepted, place });
      enqueue('termsAccepted', { ...accepted, place, operator });
      return Promise.resolve(nothing);
    },
  };
}
