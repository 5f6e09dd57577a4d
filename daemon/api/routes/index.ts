/** The handlers of all routes, in the order of the contract. */
import { Router } from 'express';
import type { ApiContext } from '../context.js';
import type { Route } from '../route.js';
import { documentHandlers } from './documents.js';
import { batchHandlers } from './batch.js';
import { batchLetterHandlers } from './batchLetters.js';
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
import { sessionHandlers } from './session.js';
import { stockHandlers } from './stock.js';
import { subscriberHandlers } from './subscribers.js';
import { staffHandlers } from './staff.js';

export const routes: readonly Route[] = [
  ...sessionHandlers,
  ...staffHandlers,
  ...raHandlers,
  ...subscriberHandlers,
  ...jobHandlers,
  ...registrationHandlers,
  ...caseHandlers,
  ...letterHandlers,
  ...stockHandlers,
  ...quarantineHandlers,
  ...reportHandlers,
  ...batchHandlers,
  ...batchLetterHandlers,
  ...revocationHandlers,
  ...recoveryHandlers,
  ...operatorHandlers,
  ...approvalHandlers,
  ...environmentHandlers,
  ...documentHandlers,
];

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
