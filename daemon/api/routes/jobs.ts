/** Jobs. Who may see and do what is decided by the gateway; what only staff may do, here as well. */
import { z } from 'zod';
import { Failure } from '../../contract/failures/failure.js';
import { jobAnswer, jobOrder } from '../bodies.js';
import { requireJobPermission } from '../../operators/permissions.js';
import { answerSchema, createJobSchema, jobSchema, listJobsSchema } from '../../contract/messages.js';
import { defineRoute } from '../route.js';

const params = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });
const answer = z.object({ job: jobSchema });

/** The same key asks for the same thing, and for nothing twice. */
export const idempotency = z.object({ 'idempotency-key': z.uuid().toLowerCase() });

export const jobRoutes = [
  defineRoute({
    method: 'POST',
    path: '/api/jobs',
    title: { 'zh-TW': '開始作業', en: 'Begin a job' },
    about:
      'The same `Idempotency-Key` gives the same job, however often it is sent. `issueCard` and `prepareCard` are for staff.',
    who: 'screen',
    headers: idempotency,
    body: createJobSchema,
    status: 201,
    answer,
    failures: [
      'api.session.notStaff',
      'api.session.notPermitted',
      'job.create.readerUnknown',
      'job.create.readerEmpty',
      'job.create.readerBusy',
      'job.create.cardNotRead',
      'job.create.cardHasOpenJob',
      'job.create.keyReused',
      'ra.choose.unknown',
      'ra.choose.missing',
      'card.identify.unknown',
      'card.pin.tooShort',
      'card.pin.tooLong',
      'card.pin.character',
      'case.claim.taken',
      'job.create.cardSpoiled',
      'job.create.cardQuarantined',
      'job.create.registrationInProgress',
      'job.create.registrationMissing',
      'job.create.notLoggedIn',
      'job.confirmTerms.otherVersion',
      'unblockPin.create.notAuthorised',
      'changePin.create.noPin',
      'changePin.create.locked',
      'changePin.create.lastTry',
      'applyCertificates.create.locked',
      'applyCertificates.create.lastTry',
      'renewCertificates.create.locked',
      'renewCertificates.create.lastTry',
      'writeCertificates.create.locked',
      'writeCertificates.create.lastTry',
      'job.step.internal',
    ],
    handle: async ({ screen, headers, body }, { gateway }) => {
      requireJobPermission(screen.actor, body.kind);
      return { job: await gateway.createJob(screen.actor, jobOrder(body), headers['idempotency-key']) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/jobs',
    title: { 'zh-TW': '作業清單', en: 'Jobs, newest first' },
    who: 'screen',
    query: listJobsSchema,
    answer: z.object({ jobs: z.array(jobSchema) }),
    handle: async ({ screen, query }, { gateway }) => ({ jobs: await gateway.jobs(screen.actor, query.limit) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/jobs/{id}',
    title: { 'zh-TW': '一件作業', en: 'One job' },
    who: 'screen',
    params,
    answer,
    failures: ['job.find.unknown'],
    handle: async ({ screen, params: { id } }, { gateway }) => ({ job: await gateway.job(screen.actor, id) }),
  }),
  defineRoute({
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
      'job.step.internal',
    ],
    handle: async ({ screen, params: { id }, body }, { gateway }) => ({
      job: await gateway.answerJob(screen.actor, id, jobAnswer(body)),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/jobs/{id}/cancel',
    title: { 'zh-TW': '取消作業', en: 'Cancel a job' },
    who: 'screen',
    params,
    answer,
    failures: ['job.find.unknown', 'api.session.notPermitted', 'job.cancel.notNow', 'job.cancel.cardBound'],
    handle: async ({ screen, params: { id } }, { gateway }) => ({ job: await gateway.cancelJob(screen.actor, id) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/events',
    title: { 'zh-TW': '即時事件（WebSocket）', en: 'Live events (WebSocket)' },
    about: 'A WebSocket upgrade; see the AsyncAPI document. Without the upgrade it is refused.',
    who: 'screen',
    answer: null,
    failures: ['api.events.upgradeMissing', 'api.events.tooMany'],
    handle: () => {
      throw new Failure('api.events.upgradeMissing');
    },
  }),
];
