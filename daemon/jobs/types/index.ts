import type { JobKind } from '../../api/messages.js';
import type { AnyJobType } from '../step.js';
import { changePin } from './changePin.js';
import { issueCard } from './issueCard.js';
import { unblockPin } from './unblockPin.js';
import { viewCard } from './viewCard.js';

export const jobTypes: Readonly<Record<JobKind, AnyJobType>> = {
  issueCard,
  // Admission lets none of these four begin: their tables are made in the next steps.
  prepareCard: viewCard,
  applyCertificates: viewCard,
  renewCertificates: viewCard,
  writeCertificates: viewCard,
  unblockPin,
  changePin,
  viewCard,
};
