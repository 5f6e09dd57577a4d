/** Every operation of the RA contract answers as its schema says: none is without a handler, and none gets a handler of another. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { Agent, fetch } from 'undici';
import { z } from 'zod';
import { toBase64 } from '../../../base/bytes.js';
import { readContract } from '../../../sync/reference-ra/http/contract.js';
import type { BodyOf, Operation, PathOf, QueryOf } from '../../../sync/reference-ra/http/request.js';
import { startRa } from './ra.js';

interface Trial<O extends Operation> {
  readonly path: PathOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Names of the answer's members; or the detail or reason of its refusal; or the media type of an answer that is no JSON. */
  readonly answer: readonly string[] | string;
}

const none = {};
const empty = { path: none, query: none, body: undefined };
const { server } = await startRa();
const ground = { kind: 'counter', operator: 'test' } as const;
const cardSerial = '0A1B2C';
const card = { cardSerial, family: 'isoapplet' };
const registrationId = 'R-0001';
const der = toBase64(randomBytes(64));
const login = { account: 'nobody', password: 'wrong one' };
const key = randomUUID;

/** One request for each operation. They run in this order. */
const trials: { readonly [O in Operation]: Trial<O> } = {
  ping: { ...empty, answer: ['time', 'minimumGatewayVersion'] },
  listRegistrations: { ...empty, answer: ['registrations'] },
  lookUpRegistrations: { path: none, query: none, body: { ids: [registrationId] }, answer: ['registrations'] },
  searchRegistrations: { path: none, query: none, body: { text: registrationId }, answer: ['registrations'] },
  listBatchOrders: { ...empty, answer: ['orders'] },
  listBatchOrderEntries: {
    path: { batchOrderId: 'B-0001' },
    query: { after: 0, limit: 2 },
    body: undefined,
    answer: ['entries'],
  },
  readRegistration: {
    path: { registrationId },
    query: none,
    body: { ground },
    answer: ['registration', 'letterContact', 'account', 'accountState', 'certificates', 'acceptedTerms', 'history'],
  },
  revoke: {
    path: { registrationId },
    query: none,
    body: {
      serials: null,
      reason: 'unspecified',
      form: 'inPerson',
      askedBy: 'one',
      approvedBy: 'another',
      note: '',
    },
    answer: 'noCertificateInForce',
  },
  resetWebsitePassword: {
    path: { registrationId },
    query: none,
    body: { form: 'mail', delivery: 'print', operator: 'test' },
    answer: ['letterId'],
  },
  openOrder: {
    path: none,
    query: none,
    body: { registrationId, card },
    answer: ['id', 'fence', 'registration', 'cardSerial', 'escrowCertificate', 'subject'],
  },
  requestCertificates: {
    path: { orderId: 'none' },
    query: none,
    body: { requests: [{ use: 'sign', request: der }] },
    answer: 'not a PKCS #10 request',
  },
  openOrders: {
    path: none,
    query: none,
    body: { requests: [{ idempotencyKey: key(), registrationId, card }] },
    answer: ['results'],
  },
  certifyMany: {
    path: none,
    query: none,
    body: { requests: [{ idempotencyKey: key(), orderId: 'none', requests: [{ use: 'sign', request: der }] }] },
    answer: ['results'],
  },
  readCard: {
    path: { cardSerial },
    query: none,
    body: undefined,
    answer: [
      'cardSerial',
      'family',
      'state',
      'registration',
      'openedAt',
      'issuedAt',
      'spoiledAt',
      'spoilReason',
      'certificates',
      'escrowedPuks',
      'pukReleases',
      'history',
    ],
  },
  listCertificatesOfCard: { path: { cardSerial }, query: none, body: { ground }, answer: ['certificates'] },
  resumeOrder: { path: { cardSerial }, query: none, body: { ground }, answer: 'registrationNotPrepared' },
  openRenewal: { path: { cardSerial: 'AA' }, query: none, body: { ground }, answer: 'cardUnknown' },
  spoilCard: {
    path: { cardSerial },
    query: none,
    body: { reason: 'other', note: '', operator: 'test' },
    answer: ['spoiledAt'],
  },
  authoriseByPassword: { path: none, query: none, body: login, answer: 'passwordWrong' },
  changeWebsitePassword: {
    path: none,
    query: none,
    body: { account: 'nobody', oldPassword: 'wrong one', newPassword: 'short' },
    answer: 'passwordRule',
  },
  challengeCard: { path: none, query: none, body: { certificateSerial: 'AA' }, answer: 'certificateUnknown' },
  authoriseByCard: {
    path: none,
    query: none,
    body: { challengeId: 'none', signature: der },
    answer: 'challengeExpired',
  },
  findCertificate: { path: { serial: 'AA' }, query: none, body: undefined, answer: ['certificate'] },
  readRevocationList: { ...empty, answer: 'application/pkix-crl' },
  authoriseUnblock: { path: none, query: none, body: { ...login, cardSerial, pin: 1 }, answer: 'passwordWrong' },
  releasePuk: {
    path: none,
    query: none,
    body: { ground: { kind: 'order', orderId: 'none' }, cardSerial, pin: 1, recipientCertificate: der },
    answer: 'the recipient is not a certificate',
  },
  listLetters: { path: none, query: { days: 1 }, body: undefined, answer: ['letters'] },
  findLetter: { path: { letterId: 'W-1' }, query: none, body: undefined, answer: ['letter'] },
  lookUpLetters: { path: none, query: none, body: { registrationIds: [registrationId] }, answer: ['letters'] },
  releaseLetters: {
    path: none,
    query: none,
    body: {
      operator: 'test',
      recipientCertificate: der,
      letters: [{ idempotencyKey: key(), letterId: 'none', reprintReason: null }],
    },
    answer: ['results'],
  },
  renewGatewayCertificate: { path: none, query: none, body: { request: der }, answer: 'not a PKCS #10 request' },
  newestAuditCheckpoint: { ...empty, answer: ['checkpoint'] },
  deliverFacts: {
    path: none,
    query: none,
    body: { facts: [{ id: key(), kind: 'unknown', madeAt: new Date().toISOString(), body: {} }] },
    answer: ['deliveries'],
  },
};

async function agentOfGateway(): Promise<Agent> {
  const { caFile, certificateFile, keyFile } = server.ready.gateway;
  const [ca, cert, clientKey] = await Promise.all(
    [caFile, certificateFile, keyFile].map((file) => readFile(file, 'utf8')),
  );
  return new Agent({ connect: { ca, cert, key: clientKey } });
}

interface Answered {
  readonly status: number;
  readonly is: readonly string[] | string;
}

function answered(status: number, mediaType: string, text: string): Answered {
  if (!mediaType.includes('json')) return { status, is: mediaType };
  const json = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return { status, is: status === 200 ? Object.keys(json).sort() : String(json['detail'] ?? json['reason']) };
}

void t.test('every operation answers', async (t) => {
  const agent = await agentOfGateway();
  t.teardown(() => agent.close());
  const routes = new Map((await readContract()).map((route) => [route.operationId, route]));
  for (const [operationId, { path, query, body, answer }] of Object.entries(trials)) {
    const route = routes.get(operationId);
    if (route === undefined) throw new Error(`${operationId} is not in the contract`);
    const values: Readonly<Record<string, string>> = path;
    const url = new URL(
      route.path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? ''),
      server.ready.url,
    );
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method: route.method,
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: body === undefined ? null : JSON.stringify(body),
      dispatcher: agent,
    });
    const mediaType = response.headers.get('content-type') ?? '';
    const { status, is } = answered(response.status, mediaType, await response.text());
    if (typeof answer === 'string' && answer !== route.mediaType) {
      t.equal(is, answer, operationId);
      t.ok(status >= 400 && status < 500, `${operationId} is refused: ${status}`);
    } else {
      t.same(is, typeof answer === 'string' ? answer : [...answer].sort(), operationId);
      t.equal(status, 200, operationId);
      t.ok(mediaType.startsWith(route.mediaType), `${operationId} answers ${mediaType}`);
    }
  }
});
