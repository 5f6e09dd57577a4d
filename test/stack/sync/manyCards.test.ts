/** What many cards ask of the RA at once: fewer requests than cards, an answer for each, and each effect once whatever the line does. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { RaUnavailableError, type IssuedCertificate } from '../../../sync/connector.js';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import { FaultyRa, type RaFault } from '../../harness/faultyRa.js';
import { query, registerApproved } from '../../harness/raOffice.js';
import { changedProfileArguments, connectorTo, ReferenceRaProcess } from '../../harness/referenceRa.js';
import { softKey } from '../../unit/sync/openssl.js';
import { refusalOf, refusedWith, SoftCard } from './card.js';

const readers = 16;

let directory: string;
let server: ReferenceRaProcess;
let proxy: FaultyRa;
let ra: RaApiConnector;

t.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ra-'));
  // P-256: keys for many cards are made at once.
  server = await ReferenceRaProcess.start(
    join(directory, 'ra'),
    await changedProfileArguments(directory, { keyAlgorithm: 'p256' }),
  );
  proxy = await FaultyRa.start(server.ready);
  ra = await connectorTo(proxy.ready, 30_000);
});
t.after(async () => {
  await ra.close();
  await proxy.stop();
  await server.stop();
  await rm(directory, { recursive: true });
});

/** As the gateway repeats a request: the same key until there is an answer. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RaUnavailableError)) throw error;
    }
  }
}

interface Made {
  readonly cardSerial: string;
  readonly orderId: string;
  readonly certificates: readonly IssuedCertificate[];
}

/** Orders and certifies for one card. */
async function make(registrationId: string): Promise<Made> {
  const card = new SoftCard();
  const subject = [{ type: 'CN', value: 'x' }] as const;
  const requests = [
    { use: 'sign', request: await createCertificationRequest(subject, softKey('ec')) },
    { use: 'encrypt', request: await createCertificationRequest(subject, softKey('ec')) },
  ] as const;
  const [orderKey, certificatesKey] = [randomUUID(), randomUUID()];
  const { id } = await untilAnswered(() => ra.openOrder(registrationId, card, orderKey));
  const ask = (): Promise<readonly IssuedCertificate[]> => ra.requestCertificates(id, requests, certificatesKey);
  const certificates = await untilAnswered(ask);
  t.same(await untilAnswered(ask), certificates, 'asked again: the same certificates');
  return { cardSerial: card.cardSerial, orderId: id, certificates };
}

const faults: readonly RaFault[] = [{ kind: 'none' }, { kind: 'error' }, { kind: 'loseAnswer' }, { kind: 'twice' }];

for (const [round, fault] of faults.entries()) {
  void t.test(`${readers} cards at once, every second request ${fault.kind}`, async (t) => {
    const registrations = await registerApproved(server, readers, round * readers + 1, {
      channel: 'batch',
      withoutPassword: true,
    });
    const before = proxy.requests.length;
    proxy.plan(({ n }) => (n % 2 === 0 ? fault : { kind: 'none' }));
    const made = await Promise.all(registrations.map(({ id }) => make(id)));
    proxy.fault({ kind: 'none' });
    const sent = proxy.requests.slice(before);
    t.ok(sent.some((request) => request.endsWith('/order-requests')));
    t.ok(sent.some((request) => request.endsWith('/certificate-requests')));
    t.ok(sent.length <= readers, `${sent.length} requests for ${readers} cards, ${readers * 3} things asked`);

    for (const { cardSerial, orderId, certificates } of made) {
      const orders = await query(server, 'SELECT id FROM card_order WHERE card_serial = ?', cardSerial);
      t.same(orders, [[orderId]], 'one order');
      t.equal(new Set(certificates.map(({ certificate }) => Buffer.from(certificate).toString('hex'))).size, 2);
    }
    const ids = JSON.stringify(made.map(({ orderId }) => orderId));
    const count = 'SELECT count(*) FROM certificate WHERE order_id IN (SELECT value FROM json_each(?))';
    t.same(await query(server, count, ids), [[2 * readers]], 'no second certificate');
  });
}

void t.test('one that is refused, or does not keep to the contract, takes no other with it', async (t) => {
  const bound = new SoftCard();
  await ra.openOrder('R-0001', bound, randomUUID());
  const key = randomUUID();
  const order = (id: string, card = new SoftCard(), idempotencyKey = randomUUID()): Promise<string> =>
    refusalOf(ra.openOrder(id, card, idempotencyKey));
  const notHex = new SoftCard('no hex');
  t.same(
    await Promise.all([
      order('R-0002', new SoftCard(), key),
      order('R-9999'),
      order('R-0003', bound),
      order('R-0004', notHex),
      order('R-0006', new SoftCard(), key),
      order('R-0008'),
      order('R-0013'),
    ]),
    [
      'none',
      'registrationUnknown',
      'cardAlreadyBound',
      'badRequest',
      'idempotencyConflict',
      'none',
      'registrationNotApproved',
    ],
  );
  const [, facts] = await Promise.all([
    refusedWith(ra.openOrder('R-0009', new SoftCard(), randomUUID())),
    refusedWith(ra.openOrder('R-0001', new SoftCard(), randomUUID())),
    refusedWith(ra.openOrder('R-0010', new SoftCard(), randomUUID())),
  ]);
  t.same(facts, { reason: 'registrationAlreadyIssued', cardSerial: bound.cardSerial });
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
