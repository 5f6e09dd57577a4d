/** The handlers of the contract's operations. */
import type { Logger } from 'pino';
import { timestamp } from '../../../base/clock.js';
import { Secret } from '../../../base/secret.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import { newestCheckpoint } from '../operations/auditCheckpoints.js';
import { authoriseUnblock } from '../operations/authorisations.js';
import { batchOrderEntries, listBatchOrders } from '../operations/batchOrders.js';
import { authoriseByCard, challengeCard } from '../operations/cardLogins.js';
import { certificatesOfCard, readCard, spoilCard } from '../operations/cards.js';
import { requestCertificates } from '../operations/certificates.js';
import { acceptFacts } from '../operations/facts.js';
import { renewGatewayCertificate } from '../operations/gatewayCertificates.js';
import { findLetter, listLetters, lookUpLetters, releaseLetter, resetWebsitePassword } from '../operations/letters.js';
import { authoriseByPassword, changeWebsitePassword } from '../operations/logins.js';
import { each } from '../operations/many.js';
import { openOrder, openRenewal, resumeOrder } from '../operations/orders.js';
import { releasePuk } from '../operations/pukReleases.js';
import {
  listRegistrations,
  lookUpRegistrations,
  readRegistration,
  searchRegistrations,
} from '../operations/registrations.js';
import { revocationList, revoke } from '../operations/revocations.js';
import type { RaContext } from '../raContext.js';
import { certificateBySerial, recordOf } from '../store/certificateRows.js';
import { clientCertificateOf, keyOf } from './request.js';
import type { Handlers } from './routes.js';

/** Takes the passwords out of the request and disposes of them when `work` is done. */
async function withSecrets<T>(
  request: { body: unknown },
  texts: readonly string[],
  work: (...secrets: readonly Secret[]) => Promise<T>,
): Promise<T> {
  const secrets = texts.map((text) => Secret.fromText(text));
  request.body = undefined;
  try {
    return await work(...secrets);
  } finally {
    for (const secret of secrets) secret.dispose();
  }
}

/** @param log for errors in one of many requests that are no refusals */
export function createHandlers(ra: RaContext, log: Logger): Handlers {
  const oneFailed = (error: unknown): void => log.error({ err: error }, 'one of many requests failed');
  return {
    newestAuditCheckpoint: async (_request, gateway) => ({ checkpoint: await newestCheckpoint(ra.db, gateway) }),
    ping: () => Promise.resolve({ time: timestamp(ra.clock), minimumGatewayVersion: ra.minimumGatewayVersion }),
    deliverFacts: ({ body }, gateway) => acceptFacts(ra, gateway, body.facts),
    renewGatewayCertificate: (request, gateway) =>
      renewGatewayCertificate(ra, { gateway, certificate: clientCertificateOf(request) }, request.body.request),

    // Registrations and batch orders.
    listRegistrations: async () => ({ registrations: await listRegistrations(ra) }),
    lookUpRegistrations: async ({ body }) => ({ registrations: await lookUpRegistrations(ra, body.ids) }),
    searchRegistrations: async ({ body }) => ({ registrations: await searchRegistrations(ra, body.text) }),
    readRegistration: ({ params, body }, gateway) =>
      readRegistration(ra, gateway, { registrationId: params.registrationId, ground: body.ground }),
    revoke: (request, gateway) => {
      const { registrationId } = request.params;
      return revoke(ra, { gateway, key: keyOf(request) }, { registrationId, ...request.body });
    },
    resetWebsitePassword: (request, gateway) => {
      const { registrationId } = request.params;
      return resetWebsitePassword(ra, { gateway, key: keyOf(request) }, { registrationId, ...request.body });
    },
    listBatchOrders: async () => ({ orders: await listBatchOrders(ra) }),
    listBatchOrderEntries: async ({ params, query }) => ({
      entries: await batchOrderEntries(ra, params.batchOrderId, query),
    }),

    // Orders and certificates.
    openOrder: (request, gateway) => openOrder(ra, { gateway, key: keyOf(request) }, request.body),
    openOrders: ({ body }, gateway) =>
      each(
        body.requests,
        async ({ idempotencyKey: key, ...order }) => ({ order: await openOrder(ra, { gateway, key }, order) }),
        oneFailed,
      ),
    requestCertificates: (request, gateway) => {
      const { orderId } = request.params;
      return requestCertificates(ra, { gateway, key: keyOf(request) }, { orderId, requests: request.body.requests });
    },
    certifyMany: ({ body }, gateway) =>
      each(
        body.requests,
        ({ idempotencyKey: key, orderId, requests }) =>
          requestCertificates(ra, { gateway, key }, { orderId, requests }),
        oneFailed,
      ),
    findCertificate: async ({ params }) => {
      const row = await certificateBySerial(ra.db, normalSerial(params.serial));
      return { certificate: row === undefined ? null : recordOf(row, ra.clock.now()) };
    },
    readRevocationList: () => revocationList(ra),

    // Cards.
    readCard: ({ params }, gateway) => readCard(ra, gateway, params.cardSerial),
    listCertificatesOfCard: ({ params, body }, gateway) =>
      certificatesOfCard(ra, gateway, { cardSerial: params.cardSerial, ground: body.ground }),
    resumeOrder: ({ params, body }, gateway) =>
      resumeOrder(ra, gateway, { cardSerial: params.cardSerial, ground: body.ground }),
    openRenewal: (request, gateway) => {
      const { cardSerial } = request.params;
      return openRenewal(ra, { gateway, key: keyOf(request) }, { cardSerial, ground: request.body.ground });
    },
    spoilCard: (request, gateway) => {
      const { cardSerial } = request.params;
      return spoilCard(ra, { gateway, key: keyOf(request) }, { cardSerial, ...request.body });
    },
    releasePuk: (request, gateway) => releasePuk(ra, { gateway, key: keyOf(request) }, request.body),

    // Password letters.
    listLetters: ({ query }, gateway) => listLetters(ra, gateway, query.days),
    findLetter: ({ params }, gateway) => findLetter(ra, gateway, params.letterId),
    lookUpLetters: ({ body }, gateway) => lookUpLetters(ra, gateway, body.registrationIds),
    releaseLetters: ({ body }, gateway) => {
      const { letters, operator, recipientCertificate } = body;
      return each(
        letters,
        ({ idempotencyKey: key, letterId, reprintReason }) =>
          releaseLetter(ra, { gateway, key }, { letterId, operator, reprintReason, recipientCertificate }),
        oneFailed,
      );
    },

    // Logins.
    authoriseByPassword: (request, gateway) => {
      const { account, password } = request.body;
      return withSecrets(request, [password], (secret) =>
        authoriseByPassword(ra, gateway, { account, password: secret }),
      );
    },
    changeWebsitePassword: (request, gateway) => {
      const { account, oldPassword, newPassword } = request.body;
      return withSecrets(request, [oldPassword, newPassword], (before, after) =>
        changeWebsitePassword(ra, gateway, { account, oldPassword: before, newPassword: after }),
      );
    },
    authoriseUnblock: (request, gateway) => {
      const { account, password, cardSerial, pin } = request.body;
      return withSecrets(request, [password], (secret) =>
        authoriseUnblock(ra, gateway, { account, password: secret, cardSerial, pin }),
      );
    },
    challengeCard: ({ body }, gateway) => challengeCard(ra, gateway, body.certificateSerial),
    authoriseByCard: ({ body }, gateway) => authoriseByCard(ra, gateway, body),
  };
}
