/** Jobs. Who may see and do what is decided by the gateway; what only staff may do, here as well. */
import { Failure } from '../../contract/failures/failure.js';
import { requireJobPermission } from '../../operators/permissions.js';
import { jobRoutes } from '../../contract/routes/jobs.js';
import { defineHandlers } from '../route.js';

export const jobHandlers = defineHandlers(jobRoutes, {
  createJob: async ({ screen, headers, body }, { gateway }) => {
    requireJobPermission(screen.actor, body.kind);
    return { job: await gateway.createJob(screen.actor, body, headers['idempotency-key']) };
  },
  listJobs: async ({ screen, query }, { gateway }) => ({ jobs: await gateway.jobs(screen.actor, query.limit) }),
  getJob: async ({ screen, params: { id } }, { gateway }) => ({ job: await gateway.job(screen.actor, id) }),
  answerJob: async ({ screen, params: { id }, body }, { gateway }) => ({
    job: await gateway.answerJob(screen.actor, id, body),
  }),
  cancelJob: async ({ screen, params: { id } }, { gateway }) => ({ job: await gateway.cancelJob(screen.actor, id) }),
  events: () => {
    throw new Failure('api.events.upgradeMissing');
  },
});
