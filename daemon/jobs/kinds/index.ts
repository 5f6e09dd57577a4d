/** What each kind of job does. The kinds themselves are listed in `contract/jobs/index.ts`. */
import type { JobTypes } from '../jobType.js';
import { applyCertificates } from './applyCertificates.js';
import { changePin } from './changePin.js';
import { issueCard } from './issueCard.js';
import { prepareCard } from './prepareCard.js';
import { renewCertificates } from './renewCertificates.js';
import { unblockPin } from './unblockPin.js';
import { viewCard } from './viewCard.js';
import { writeCertificates } from './writeCertificates.js';

export const jobTypes: JobTypes = {
  issueCard,
  prepareCard,
  applyCertificates,
  renewCertificates,
  writeCertificates,
  unblockPin,
  changePin,
  viewCard,
};
