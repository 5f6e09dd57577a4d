import type { JobKind } from '../../contract/messages.js';
import type { AnyJobType } from '../step.js';
import { applyCertificates } from './applyCertificates.js';
import { changePin } from './changePin.js';
import { issueCard } from './issueCard.js';
import { prepareCard } from './prepareCard.js';
import { renewCertificates } from './renewCertificates.js';
import { unblockPin } from './unblockPin.js';
import { viewCard } from './viewCard.js';
import { writeCertificates } from './writeCertificates.js';

export const jobTypes: Readonly<Record<JobKind, AnyJobType>> = {
  issueCard,
  prepareCard,
  applyCertificates,
  renewCertificates,
  writeCertificates,
  unblockPin,
  changePin,
  viewCard,
};
