/** The handlers of all routes, in the order of the contract. */
import { Router } from 'express';
import { routeGroups } from '../../contract/routes/index.js';
import type { ApiContext } from '../context.js';
import type { Route } from '../route.js';
import { documentHandlers } from './documents.js';
import { batchHandlers } from './batch.js';
import { batchLetterHandlers } from './batchLetters.js';
import { auditHandlers } from './audit.js';
import { approvalHandlers } from './approvals.js';
import { environmentHandlers } from './environment.js';
import { caseHandlers } from './cases.js';
import { jobHandlers } from './jobs.js';
import { letterHandlers } from './letters.js';
import { quarantineHandlers } from './quarantines.js';
import { reportHandlers } from './reports.js';
import { operatorHandlers } from './operators.js';
import { raHandlers } from './ras.js';
import { recoveryHandlers } from './recovery.js';
import { revocationHandlers } from './revocations.js';
import { registrationHandlers } from './registrations.js';
import { screenHandlers } from './screens.js';
import { sessionHandlers } from './session.js';
import { stockHandlers } from './stock.js';
import { subscriberHandlers } from './subscribers.js';
import { staffHandlers } from './staff.js';

/** By group of the contract: a group that is missing does not compile. */
const handlers: Readonly<Record<(typeof routeGroups)[number]['name'], readonly Route[]>> = {
  sessions: sessionHandlers,
  screens: screenHandlers,
  staff: staffHandlers,
  ras: raHandlers,
  subscribers: subscriberHandlers,
  jobs: jobHandlers,
  registrations: registrationHandlers,
  cases: caseHandlers,
  letters: letterHandlers,
  stock: stockHandlers,
  quarantines: quarantineHandlers,
  reports: reportHandlers,
  batch: [...batchHandlers, ...batchLetterHandlers],
  revocations: revocationHandlers,
  recovery: recoveryHandlers,
  operators: operatorHandlers,
  approvals: approvalHandlers,
  audit: auditHandlers,
  environment: environmentHandlers,
  documents: documentHandlers,
};

export const routes: readonly Route[] = routeGroups.flatMap(({ name }) => handlers[name]);

/** Registers every route of the table. */
export function apiRouter(context: ApiContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const route of routes) {
    const method = route.method.toLowerCase() as Lowercase<typeof route.method>;
    router[method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, response) =>
      route.serve(request, response, context),
    );
  }
  return router;
}
