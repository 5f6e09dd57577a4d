import type { JobKind } from '../../api/messages.js';
import type { AnyJobType } from '../step.js';
import { changePin } from './changePin.js';
import { issueCard } from './issueCard.js';
import { unblockPin } from './unblockPin.js';
import { viewCard } from './viewCard.js';

export const jobTypes: Readonly<Record<JobKind, AnyJobType>> = { issueCard, unblockPin, changePin, viewCard };
