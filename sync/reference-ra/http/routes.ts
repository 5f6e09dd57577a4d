/** Which operation answers which request of the contract; those that take a secret are in `loginRoutes.ts`. */
import type { Express } from 'express';
import type { Logger } from 'pino';
import { timestamp } from '../../../base/clock.js';
import { normalSerial } from '../ca/certificateAuthority.js';
import type { Office } from '../office.js';
import { batchOrderEntries, listBatchOrders } from '../operations/batchOrders.js';
import { certificatesOfCard, readCard, spoilCard } from '../operations/cards.js';
import { requestCertificates } from '../operations/certificates.js';
import { acceptFacts } from '../operations/facts.js';
import { renewGatewayCertificate } from '../operations/gatewayCertificates.js';
import { findLetter, listLetters, lookUpLetters, releaseLetter, resetWebsitePassword } from '../operations/letters.js';
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
import { certificateBySerial, recordOf } from '../store/certificateRows.js';
import { bodyOf, clientCertificateOf, handler, keyOf, pathOf } from './request.js';

export function addRoutes(app: Express, office: Office, log: Logger): void {
  app.get(
    '/v1/ping',
    handler<'ping'>(() => {
      const { clock, minimumGatewayVersion } = office;
      return Promise.resolve({ time: timestamp(clock), minimumGatewayVersion });
    }),
  );
  app.post(
    '/v1/facts',
    handler<'deliverFacts'>((request, gateway) => acceptFacts(office, gateway, bodyOf<'deliverFacts'>(request).facts)),
  );
  app.post(
    '/v1/gateway-certificates',
    handler<'renewGatewayCertificate'>((request, gateway) => {
      const body = bodyOf<'renewGatewayCertificate'>(request);
      return renewGatewayCertificate(office, gateway, clientCertificateOf(request), body.request);
    }),
  );
  addRegistrationRoutes(app, office);
  addBatchRoutes(app, office);
  addCertificateRoutes(app, office);
  addManyRoutes(app, office, log);
  addCardRoutes(app, office);
  addLetterRoutes(app, office, log);
}

function addRegistrationRoutes(app: Express, office: Office): void {
  app.get(
    '/v1/registrations',
    handler<'listRegistrations'>(async () => ({ registrations: await listRegistrations(office) })),
  );
  app.post(
    '/v1/registration-lookups',
    handler<'lookUpRegistrations'>(async (request) => ({
      registrations: await lookUpRegistrations(office, bodyOf<'lookUpRegistrations'>(request).ids),
    })),
  );
  app.post(
    '/v1/registration-searches',
    handler<'searchRegistrations'>(async (request) => ({
      registrations: await searchRegistrations(office, bodyOf<'searchRegistrations'>(request).text),
    })),
  );
  app.post(
    '/v1/registrations/:registrationId/record',
    handler<'readRegistration'>((request, gateway) => {
      const { ground } = bodyOf<'readRegistration'>(request);
      return readRegistration(office, gateway, pathOf(request, 'registrationId'), ground);
    }),
  );
  app.post(
    '/v1/registrations/:registrationId/revocations',
    handler<'revoke'>((request, gateway) => {
      const revocation = { registrationId: pathOf(request, 'registrationId'), ...bodyOf<'revoke'>(request) };
      return revoke(office, gateway, keyOf(request), revocation);
    }),
  );
  app.post(
    '/v1/registrations/:registrationId/password-resets',
    handler<'resetWebsitePassword'>((request, gateway) => {
      const reset = { registrationId: pathOf(request, 'registrationId'), ...bodyOf<'resetWebsitePassword'>(request) };
      return resetWebsitePassword(office, gateway, keyOf(request), reset);
    }),
  );
}

function addBatchRoutes(app: Express, office: Office): void {
  app.get(
    '/v1/batch-orders',
    handler<'listBatchOrders'>(async () => ({ orders: await listBatchOrders(office) })),
  );
  app.get(
    '/v1/batch-orders/:batchOrderId/entries',
    handler<'listBatchOrderEntries'>(async (request) => {
      const { after, limit } = request.query;
      const id = pathOf(request, 'batchOrderId');
      return { entries: await batchOrderEntries(office, id, Number(after), Number(limit)) };
    }),
  );
}

function addCertificateRoutes(app: Express, office: Office): void {
  app.get(
    '/v1/certificates/:serial',
    handler<'findCertificate'>(async (request) => {
      const row = await certificateBySerial(office.db, normalSerial(pathOf(request, 'serial')));
      return { certificate: row === undefined ? null : recordOf(row, office.clock.now()) };
    }),
  );
  app.get('/v1/certificate-revocation-list', async (_request, response) => {
    // RFC 2585 §4.2
    response.type('application/pkix-crl').send(Buffer.from(await revocationList(office)));
  });
  app.post(
    '/v1/orders',
    handler<'openOrder'>((request, gateway) =>
      openOrder(office, gateway, keyOf(request), bodyOf<'openOrder'>(request)),
    ),
  );
  app.post(
    '/v1/orders/:orderId/certificates',
    handler<'requestCertificates'>((request, gateway) => {
      const { requests } = bodyOf<'requestCertificates'>(request);
      return requestCertificates(office, gateway, keyOf(request), pathOf(request, 'orderId'), requests);
    }),
  );
}

/** What many cards ask for at once. */
function addManyRoutes(app: Express, office: Office, log: Logger): void {
  const failed = (error: unknown): void => log.error({ err: error }, 'one of many requests failed');
  app.post(
    '/v1/order-requests',
    handler<'openOrders'>((request, gateway) =>
      each(
        bodyOf<'openOrders'>(request).requests,
        async ({ idempotencyKey, ...order }) => ({ order: await openOrder(office, gateway, idempotencyKey, order) }),
        failed,
      ),
    ),
  );
  app.post(
    '/v1/certificate-requests',
    handler<'certifyMany'>((request, gateway) =>
      each(
        bodyOf<'certifyMany'>(request).requests,
        ({ idempotencyKey, orderId, requests }) =>
          requestCertificates(office, gateway, idempotencyKey, orderId, requests),
        failed,
      ),
    ),
  );
}

function addCardRoutes(app: Express, office: Office): void {
  app.get(
    '/v1/cards/:cardSerial',
    handler<'readCard'>((request, gateway) => readCard(office, gateway, pathOf(request, 'cardSerial'))),
  );
  app.post(
    '/v1/cards/:cardSerial/certificates',
    handler<'listCertificatesOfCard'>((request, gateway) => {
      const { ground } = bodyOf<'listCertificatesOfCard'>(request);
      return certificatesOfCard(office, gateway, pathOf(request, 'cardSerial'), ground);
    }),
  );
  app.post(
    '/v1/cards/:cardSerial/order',
    handler<'resumeOrder'>((request, gateway) =>
      resumeOrder(office, gateway, pathOf(request, 'cardSerial'), bodyOf<'resumeOrder'>(request).ground),
    ),
  );
  app.post(
    '/v1/cards/:cardSerial/renewals',
    handler<'openRenewal'>((request, gateway) => {
      const { ground } = bodyOf<'openRenewal'>(request);
      return openRenewal(office, gateway, keyOf(request), pathOf(request, 'cardSerial'), ground);
    }),
  );
  app.post(
    '/v1/cards/:cardSerial/spoiling',
    handler<'spoilCard'>((request, gateway) => {
      const spoiling = { cardSerial: pathOf(request, 'cardSerial'), ...bodyOf<'spoilCard'>(request) };
      return spoilCard(office, gateway, keyOf(request), spoiling);
    }),
  );
  app.post(
    '/v1/puk-releases',
    handler<'releasePuk'>((request, gateway) =>
      releasePuk(office, gateway, keyOf(request), bodyOf<'releasePuk'>(request)),
    ),
  );
}

function addLetterRoutes(app: Express, office: Office, log: Logger): void {
  app.get(
    '/v1/letters',
    handler<'listLetters'>((request, gateway) => listLetters(office, gateway, Number(request.query['days']))),
  );
  app.get(
    '/v1/letters/:letterId',
    handler<'findLetter'>((request, gateway) => findLetter(office, gateway, pathOf(request, 'letterId'))),
  );
  app.post(
    '/v1/letter-lookups',
    handler<'lookUpLetters'>((request, gateway) =>
      lookUpLetters(office, gateway, bodyOf<'lookUpLetters'>(request).registrationIds),
    ),
  );
  app.post(
    '/v1/letter-releases',
    handler<'releaseLetters'>((request, gateway) => {
      const { letters, operator, recipientCertificate } = bodyOf<'releaseLetters'>(request);
      return each(
        letters,
        ({ idempotencyKey, letterId, reprintReason }) =>
          releaseLetter(office, gateway, idempotencyKey, letterId, { operator, reprintReason, recipientCertificate }),
        (error) => log.error({ err: error }, 'one of many letters was not opened'),
      );
    }),
  );
}
