/** The table of flows, and of the answers to a job's questions. */
import type { Question } from '../../api/types.js';
import type { Flow, Page, Reply } from '../flow.js';
import type { FlowName, Task } from '../visit.js';
import { apply } from './apply.js';
import { changePin, tryNewPin } from './changePin.js';
import { partner } from './partner.js';
import { confirmTerms, renew, verifyPins } from './renew.js';
import { authoriseAgain, unblockPin } from './unblockPin.js';
import { view } from './view.js';
import { websitePassword } from './websitePassword.js';
import { writeAgain } from './writeAgain.js';

export const flows: Readonly<Record<FlowName, Flow>> = {
  changePin,
  unblockPin,
  apply,
  renew,
  view,
  writeAgain,
  websitePassword,
  partner,
};

/** null: it is answered without typing, or not at the kiosk. */
export const replies: Readonly<Record<Question['kind'], Reply | null>> = {
  authoriseAgain,
  tryNewPin,
  verifyPins,
  confirmTerms,
  decide: null,
  enterPins: null,
};

export function pagesOf({ flow, answers }: Task): readonly Page[] {
  return answers === null ? flows[flow].pages : (replies[answers.question.kind]?.pages ?? []);
}
