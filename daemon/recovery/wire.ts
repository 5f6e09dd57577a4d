/** The recovery of a card as a message. The domain types beside this file know nothing of it. */
import { answersToWire } from '../cases/wire.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { WireCardRecovery, WireJob } from '../contract/messages.js';
import { wireJob } from '../jobs/jobView.js';
import { jobTypes } from '../jobs/kinds/index.js';
import type { CardRecovery, JobOfCard } from './cardRecovery.js';
import { situations, wayWords } from './words.js';

export function jobToWire({ job, journal }: JobOfCard): WireJob {
  return wireJob(job, journal, jobTypes[job.kind]);
}

export function recoveryToWire({ job, onCard, answers, ways, closed, ...recovery }: CardRecovery): WireCardRecovery {
  return {
    cardSerial: recovery.cardSerial,
    readerId: recovery.readerId,
    situation: recovery.situation,
    explanation: situations[recovery.situation],
    restored: recovery.restored,
    ways: ways.map(({ way, raId }) => ({ way, raId, ...wayWords[way] })),
    closed: closed.map(({ way, why }) => ({ way, why: toWireFailure(why) })),
    job: job && jobToWire(job),
    onCard: onCard && { ...onCard, pins: [...onCard.pins], keys: [...onCard.keys] },
    ras: answersToWire(answers),
  };
}
