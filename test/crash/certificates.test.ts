/** kill -9 of the gateway at every durable write of the jobs on certificates: nothing lost, nothing doubled, no try spent. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { WireQuestion } from '../../daemon/api/messages.js';
import { applyCertificates } from '../../daemon/jobs/types/applyCertificates.js';
import { prepareCard } from '../../daemon/jobs/types/prepareCard.js';
import { renewCertificates } from '../../daemon/jobs/types/renewCertificates.js';
import { writeCertificates } from '../../daemon/jobs/types/writeCertificates.js';
import type { ApiClient } from '../harness/apiClient.js';
import { brokenOff, logIn, pinText, settled, stateOf, termsVersion } from '../harness/cardOwner.js';
import { query, registerApproved, releasedPuk, shiftClock, type TestRegistration } from '../harness/raOffice.js';
import { ReferenceRaProcess } from '../harness/referenceRa.js';
import {
  crashEverywhere,
  listWrites,
  makeReady,
  type CrashedKind,
  type Screens,
  type Situation,
} from './everyWrite.js';
import { Lane, pointsOf } from './lane.js';

// The path of a socket is short: a folder of the test's own would be too deep.
const folder = mkdtempSync(join(tmpdir(), 'crash-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const ra = await ReferenceRaProcess.start(join(folder, 'ra'));
t.teardown(() => ra.stop());
const lanes = await Promise.all(
  [1, 2].map((i) => {
    const own = join(folder, `lane-${i}`);
    mkdirSync(own);
    return Lane.open(own, ra);
  }),
);
t.teardown(() => Promise.all(lanes.map((lane) => lane.close())));

const separate = { certificateUses: 'separate' } as const;
const daySeconds = 24 * 60 * 60;

const pinsOf = (card: Situation['card']) => ({ pin1: pinText(card, 1), pin2: pinText(card, 2) });

async function finished(client: ApiClient, order: object): Promise<void> {
  const job = await settled(client, (await client.createJob(order)).id);
  if (job.state !== 'finished') throw new Error(`${job.kind} ${job.failure?.code ?? job.state}`);
  await client.until(() => client.ra?.outbox === 0);
}

async function readerOf(client: ApiClient, { lane }: Situation): Promise<string> {
  return (await client.untilCard(lane.reader)).id;
}

async function prepare({ staff }: Screens, situation: Situation): Promise<void> {
  const readerId = await readerOf(staff, situation);
  await finished(staff, { kind: 'prepareCard', readerId, registrationId: situation.registration.id });
}

async function answer({ kiosk }: Screens, { card }: Situation, question: WireQuestion): Promise<object> {
  if (question.kind === 'confirmTerms') {
    return { kind: 'confirmTerms', termsVersion: await termsVersion(kiosk) };
  }
  if (question.kind !== 'verifyPins') throw new Error(`asked ${question.kind}`);
  const asked = question.pins.map(({ reference }) => reference);
  const { pin1, pin2 } = pinsOf(card);
  return { kind: 'verifyPins', ...(asked.includes(1) && { pin1 }), ...(asked.includes(2) && { pin2 }) };
}

/** The RA's books and the card agree: so many certificates were ever issued, the registration is where it should be. */
async function verify(t: Test, { card, registration }: Situation, point: string, certificates: number, state: string) {
  const { id } = registration;
  const instances = stateOf(card).instances;
  t.same(
    instances.map(({ pin, puk }) => [pin.triesLeft, puk.triesLeft]),
    [
      [3, 5],
      [3, 5],
    ],
    `${point}: no try spent`,
  );
  const counted = await query(
    ra,
    'SELECT count(*) FROM certificate c JOIN card_order o ON o.id = c.order_id WHERE o.registration_id = ?',
    id,
  );
  t.same(counted, [[certificates]], `${point}: ${certificates} certificates and no more`);
  t.same(await query(ra, 'SELECT state FROM registration WHERE id = ?', id), [[state]], `${point}: ${state}`);
}

const prepared: CrashedKind = {
  steps: prepareCard.steps({}),
  ready: () => Promise.resolve(),
  begin: ({ staff }, { registration }, readerId) =>
    staff.createJob({ kind: 'prepareCard', readerId, registrationId: registration.id }),
  answer,
  async verify(t, situation, point) {
    await verify(t, situation, point, 0, 'prepared');
    const { card, registration } = situation;
    const [[orderId, serial] = []] = await query(
      ra,
      'SELECT id, card_serial FROM card_order WHERE registration_id = ?',
      registration.id,
    );
    const { stdout } = await ra.command('letters', String(orderId));
    for (const pin of [1, 2] as const) {
      t.ok(stdout.includes(pinText(card, pin)), `${point}: the letter has PIN ${pin}`);
      const held = await releasedPuk(ra, registration.account, String(serial), pin);
      t.equal(held, stateOf(card).instances[pin - 1]?.puk.value, `${point}: the RA holds PUK ${pin}`);
    }
  },
};

const applied: CrashedKind = {
  steps: applyCertificates.steps(separate),
  ready: prepare,
  async begin({ kiosk }, { card, registration }, readerId) {
    await logIn(kiosk, registration);
    const terms = await termsVersion(kiosk);
    return kiosk.createJob({ kind: 'applyCertificates', readerId, ...pinsOf(card), termsVersion: terms });
  },
  answer,
  verify: (t, situation, point) => verify(t, situation, point, 2, 'issued'),
};

const written: CrashedKind = {
  steps: writeCertificates.steps(separate),
  async ready(screens, situation) {
    await prepare(screens, situation);
    const { kiosk } = screens;
    const readerId = await readerOf(kiosk, situation);
    await logIn(kiosk, situation.registration);
    const terms = await termsVersion(kiosk);
    const order = { kind: 'applyCertificates', readerId, ...pinsOf(situation.card), termsVersion: terms };
    await brokenOff(kiosk, situation.card, order);
  },
  async begin({ kiosk }, { card, registration }, readerId) {
    await logIn(kiosk, registration);
    return kiosk.createJob({ kind: 'writeCertificates', readerId, ...pinsOf(card) });
  },
  answer,
  verify: (t, situation, point) => verify(t, situation, point, 2, 'issued'),
};

const renewed: CrashedKind = {
  steps: renewCertificates.steps(separate),
  async ready({ staff }, situation) {
    const readerId = await readerOf(staff, situation);
    const pins = { mode: 'chosen', pin1: 'First12345', pin2: 'Second6789' };
    await finished(staff, { kind: 'issueCard', readerId, registrationId: situation.registration.id, pins });
  },
  begin: ({ kiosk }, { card }, readerId) => kiosk.createJob({ kind: 'renewCertificates', readerId, ...pinsOf(card) }),
  answer,
  verify: (t, situation, point) => verify(t, situation, point, 4, 'issued'),
};

/** How many lines of a table's journal there are at most, and the job's and its facts' rows. */
const mostPoints = (kind: CrashedKind): number => kind.steps.length * 3 + 12;

async function everywhere(t: Test, kind: CrashedKind, from: number, beforeCrashes: () => Promise<void>): Promise<void> {
  const [first] = lanes;
  if (first === undefined) throw new Error('a lane');
  const people = await registerApproved(ra, mostPoints(kind) * 2, from);
  const take = (count: number): TestRegistration[] => people.splice(0, count);
  const [sample] = await makeReady(first, kind, take(1));
  if (sample === undefined) throw new Error('a sample');
  await beforeCrashes();
  const points = pointsOf(await listWrites(t, kind, sample));
  await shiftClock(ra, 0);
  // A lane may be quicker than the other: it needs more cards than its half.
  const each = Math.ceil(points.length * 0.7);
  const cards = await Promise.all(lanes.map((lane) => makeReady(lane, kind, take(each))));
  await beforeCrashes();
  await crashEverywhere(t, kind, points, cards.flat());
  await shiftClock(ra, 0);
}

const atOnce = (): Promise<void> => Promise.resolve();
/** Two years less a week: within the last month of what was issued today. */
const inTheLastMonth = (): Promise<void> => shiftClock(ra, (2 * 365 - 7) * daySeconds);

await t.test('prepareCard survives kill -9 at every durable write', (t) => everywhere(t, prepared, 10_000, atOnce));
await t.test('applyCertificates survives it', (t) => everywhere(t, applied, 20_000, atOnce));
await t.test('writeCertificates survives it', (t) => everywhere(t, written, 30_000, atOnce));
await t.test('renewCertificates survives it', (t) => everywhere(t, renewed, 40_000, inTheLastMonth));
t.end();
