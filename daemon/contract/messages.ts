/**
 * Every message between the daemon and a screen: the one schema that validates requests and types both ends.
 * Requests carry no key that is not named here. A refused request is answered `{ failure }` (`failureSchema`).
 * Times are RFC 3339 in UTC. Secrets travel towards the daemon only, in the fields marked `secretText`.
 */
export * from './messages/base.js';
export * from './messages/card.js';
export { createJobSchema, jobKindSchema, jobResultSchema, type CreateJob, type JobKind } from './jobs/index.js';
export * from './messages/job.js';
export * from './messages/screens.js';
export * from './messages/people.js';
export * from './messages/permissions.js';
export * from './messages/operators.js';
export * from './messages/ra.js';
export * from './messages/stock.js';
export * from './messages/reports.js';
export * from './messages/audit.js';
export * from './messages/environment.js';
export * from './messages/subscriber.js';
export * from './messages/counter.js';
export * from './messages/letters.js';
export * from './messages/revocation.js';
export * from './messages/quarantine.js';
export * from './messages/recovery.js';
export * from './messages/batch.js';
export * from './messages/events.js';
