/** What each flow is called, and the line that says when to choose it. */
import type { WordKey } from '../words/words.js';
import type { FlowName } from './visit.js';

export const flowNames: Readonly<Record<FlowName, WordKey>> = {
  apply: 'flowApply',
  renew: 'flowRenew',
  view: 'flowView',
  writeAgain: 'flowWriteAgain',
  changePin: 'flowChangePin',
  unblockPin: 'flowUnblockPin',
  websitePassword: 'flowWebsitePassword',
  partner: 'flowPartner',
};

export const flowHints: Readonly<Record<FlowName, WordKey>> = {
  apply: 'hintApply',
  renew: 'hintRenew',
  view: 'hintView',
  writeAgain: 'hintWriteAgain',
  changePin: 'hintChangePin',
  unblockPin: 'hintUnblockPin',
  websitePassword: 'hintWebsitePassword',
  partner: 'hintPartner',
};
