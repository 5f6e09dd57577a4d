/** Jobs and the work list. Who may see and do what is decided by the gateway; what only staff may do, here as well. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { Failure } from '../failures/failure.js';
import { checked, jobAnswer, jobOrder, readJson } from './bodies.js';
import { requireStaff } from './checks.js';
import type { ApiContext } from './context.js';
import { invalid, notFound } from './failureAnswer.js';
import { answerSchema, createJobSchema, listJobsSchema } from './messages.js';

function jobIdOf({ params }: Request): string {
  const { id } = params;
  if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id)) throw notFound();
  return id;
}

function idempotencyKeyOf(request: Request): string {
  const key = z.uuid().safeParse(request.headers['idempotency-key']);
  if (!key.success) throw invalid('Idempotency-Key');
  return key.data.toLowerCase();
}

export function jobRoutes({ gateway, limits, sessionOf }: ApiContext): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router.post('/api/jobs', async (request, response) => {
    const screenSession = sessionOf(request);
    const idempotencyKey = idempotencyKeyOf(request);
    const body = await readJson(request, createJobSchema, limits.bodyBytes);
    if (body.kind === 'issueCard') requireStaff(screenSession);
    const job = await gateway.createJob(screenSession.actor, jobOrder(body), idempotencyKey);
    response.status(201).json({ job });
  });

  router.get('/api/jobs', async (request, response) => {
    const { limit } = checked(listJobsSchema, request.query, 'query');
    response.json({ jobs: await gateway.jobs(sessionOf(request).actor, limit) });
  });

  router.get('/api/jobs/:id', async (request, response) => {
    response.json({ job: await gateway.job(sessionOf(request).actor, jobIdOf(request)) });
  });

  router.post('/api/jobs/:id/answer', async (request, response) => {
    const jobId = jobIdOf(request);
    const body = await readJson(request, answerSchema, limits.bodyBytes);
    response.json({ job: await gateway.answerJob(sessionOf(request).actor, jobId, jobAnswer(body)) });
  });

  router.post('/api/jobs/:id/cancel', async (request, response) => {
    response.json({ job: await gateway.cancelJob(sessionOf(request).actor, jobIdOf(request)) });
  });

  router.get('/api/registrations', async (request, response) => {
    response.json(await gateway.registrations(requireStaff(sessionOf(request))));
  });

  /** The WebSocket itself is in events.ts; this is who asks without one. */
  router.get('/api/events', () => {
    throw new Failure('api.events.upgradeMissing');
  });

  return router;
}
