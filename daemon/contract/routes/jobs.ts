/** Jobs. Who may see and do what is decided by the gateway; what only staff may do, here as well. */
import { z } from 'zod';
import type { FailureCode } from '../failures/catalogue.js';
import { jobContracts } from '../jobs/index.js';
import { answerSchema, createJobSchema, jobSchema, listJobsSchema } from '../messages.js';
import { defineContract } from '../route.js';

const params = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

const answer = z.object({ job: jobSchema });

/** The same key asks for the same thing, and for nothing twice. */
export const idempotency = z.object({ 'idempotency-key': z.uuid().toLowerCase() });

const forStaff = new Intl.ListFormat('en').format(
  jobContracts.filter(({ atKiosk }) => !atKiosk).map(({ kind }) => `\`${kind}\``),
);

/** What beginning any job may answer with. Each kind names the rest. */
const commonFailures = [
  'api.session.notStaff',
  'api.session.notPermitted',
  'job.create.readerUnknown',
  'job.create.readerEmpty',
  'job.create.readerBusy',
  'job.create.cardNotRead',
  'job.create.cardHasOpenJob',
  'job.create.twoCards',
  'job.checkCard.foreign',
  'job.create.keyReused',
  'job.create.cardSpoiled',
  'card.identify.unknown',
  'job.step.internal',
] as const satisfies readonly FailureCode[];

export const jobRoutes = defineContract({
  createJob: {
    method: 'POST',
    path: '/api/jobs',
    title: { 'zh-TW': '開始作業', en: 'Begin a job' },
    about: `The same \`Idempotency-Key\` gives the same job, however often it is sent. ${forStaff} are for staff.`,
    who: 'screen',
    headers: idempotency,
    body: createJobSchema,
    status: 201,
    answer,
    failures: [...new Set([...commonFailures, ...jobContracts.flatMap(({ failures }) => failures)])],
  },
  listJobs: {
    method: 'GET',
    path: '/api/jobs',
    title: { 'zh-TW': '作業清單', en: 'Jobs, newest first' },
    who: 'screen',
    query: listJobsSchema,
    answer: z.object({ jobs: z.array(jobSchema) }),
  },
  getJob: {
    method: 'GET',
    path: '/api/jobs/{id}',
    title: { 'zh-TW': '一件作業', en: 'One job' },
    who: 'screen',
    params,
    answer,
    failures: ['job.find.unknown'],
  },
  answerJob: {
    method: 'POST',
    path: '/api/jobs/{id}/answer',
    title: { 'zh-TW': '回答作業的問題', en: 'Answer a job’s question' },
    who: 'screen',
    params,
    body: answerSchema,
    answer,
    failures: [
      'job.find.unknown',
      'api.session.notPermitted',
      'job.answer.notExpected',
      'job.answer.lastTry',
      'job.confirmTerms.otherVersion',
      'unblockPin.create.notAuthorised',
      'card.pin.tooShort',
      'card.pin.tooLong',
      'card.pin.character',
      'card.pin.digits',
      'card.pin.noneFits',
      'card.pin.repeats',
      'card.pin.run',
      'card.pin.common',
      'card.pin.personal',
      'job.step.internal',
    ],
  },
  cancelJob: {
    method: 'POST',
    path: '/api/jobs/{id}/cancel',
    title: { 'zh-TW': '取消作業', en: 'Cancel a job' },
    who: 'screen',
    params,
    answer,
    failures: ['job.find.unknown', 'api.session.notPermitted', 'job.cancel.notNow', 'job.cancel.cardBound'],
  },
  events: {
    method: 'GET',
    path: '/api/events',
    title: { 'zh-TW': '即時事件（WebSocket）', en: 'Live events (WebSocket)' },
    about: 'A WebSocket upgrade; see the AsyncAPI document. Without the upgrade it is refused.',
    who: 'screen',
    answer: null,
    failures: ['api.events.upgradeMissing', 'api.events.tooMany'],
  },
});
