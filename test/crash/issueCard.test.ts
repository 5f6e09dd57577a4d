/** kill -9 of the gateway at every durable write of `issueCard`: each time the card is finished, nothing lost or doubled. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { WireJob } from '../../daemon/api/messages.js';
import { issueCard } from '../../daemon/jobs/types/issueCard.js';
import type { ApiClient } from '../harness/apiClient.js';

import { GatewayProcess, runGatewayCommand, writeSettings } from '../harness/gatewayProcess.js';
import { pinText, stateOf } from '../harness/cardOwner.js';
import { query, registerApproved, releasedPuk, type TestRegistration } from '../harness/raOffice.js';
import { ReferenceRaProcess } from '../harness/referenceRa.js';
import { finishJob, Lane, latestJob, neverDies, overLanes, pointsOf, staffOf, startDying, writesOf } from './lane.js';

const folder = t.testdir();
const pins = { mode: 'chosen', pin1: 'First12345', pin2: 'Second6789' } as const;
const ra = await ReferenceRaProcess.start(join(folder, 'ra'));
t.teardown(() => ra.stop());
const lanes = await Promise.all(
  [1, 2, 3].map((i) => {
    const own = join(folder, `lane-${i}`);
    mkdirSync(own);
    return Lane.open(own, ra);
  }),
);
t.teardown(() => Promise.all(lanes.map((lane) => lane.close())));

const begin = (staff: ApiClient, readerId: string, registration: TestRegistration): Promise<WireJob> =>
  staff.createJob({ kind: 'issueCard', readerId, registrationId: registration.id, pins });

/** Answers as the officer would, until the job is over. */
const finish = (staff: ApiClient, jobId: string): Promise<WireJob> =>
  finishJob(staff, jobId, (question) => {
    if (question.kind !== 'enterPins') throw new Error(`asked ${question.kind}`);
    const { mode, pin1, pin2 } = pins;
    const asked = question.pins;
    const typed = { mode, ...(asked.includes(1) && { pin1 }), ...(asked.includes(2) && { pin2 }) };
    return Promise.resolve({ kind: 'enterPins', pins: typed });
  });

/** One whole run. @returns the names of its writes */
async function listWrites(lane: Lane, registration: TestRegistration): Promise<string[]> {
  const card = await lane.pcsc.createCard();
  await card.insert(0);
  const gateway = await startDying(lane.newGateway(), neverDies);
  const staff = await staffOf(gateway);
  const job = await begin(staff, (await staff.untilCard(lane.reader)).id, registration);
  await finish(staff, job.id);
  staff.close();
  await gateway.kill();
  await card.remove();
  return writesOf(gateway);
}

async function crashAt(t: Test, lane: Lane, point: string, registration: TestRegistration): Promise<void> {
  const settings = lane.newGateway();
  const card = await lane.pcsc.createCard();
  await card.insert(0);
  const dying = await startDying(settings, point);
  const before = await staffOf(dying);
  const reader = await before.untilCard(lane.reader);
  // The answer is lost where the process dies before it.
  begin(before, reader.id, registration).catch(() => undefined);
  t.equal((await dying.exited()).signal, 'SIGKILL', `${point}: it died there`);
  before.close();

  const gateway = await GatewayProcess.start(settings);
  const staff = await staffOf(gateway);
  const unfinished = await latestJob(staff);
  const wasWritten = writesOf(dying).length > 1 || point === 'after:1';
  t.equal(unfinished !== null, wasWritten, `${point}: the job is known if it was ever written`);
  const job = unfinished ?? (await begin(staff, (await staff.untilCard(lane.reader)).id, registration));
  const { state, failure } = await finish(staff, job.id);
  t.equal(state, 'finished', `${point}: finished ${JSON.stringify(failure?.code)}`);
  const { card: view } = await staff.untilCard(lane.reader);
  const serial = view?.state === 'known' ? view.serial : '';
  await staff.until(() => staff.ra?.reachable === true && staff.ra.outbox === 0);
  staff.close();
  await gateway.stop();

  t.same([pinText(card, 1), pinText(card, 2)], [pins.pin1, pins.pin2], `${point}: the PINs that were chosen`);
  const instances = stateOf(card).instances;
  t.same(
    instances.map(({ pin, puk }) => [pin.triesLeft, puk.triesLeft]),
    [
      [3, 5],
      [3, 5],
    ],
    `${point}: no try spent`,
  );
  const certificates = await query(
    ra,
    'SELECT c.use FROM certificate c JOIN card_order o ON o.id = c.order_id WHERE o.registration_id = ? ORDER BY c.use',
    registration.id,
  );
  t.same(certificates, [['encrypt'], ['sign']], `${point}: one certificate for each key`);
  for (const pin of [1, 2] as const) {
    const held = await releasedPuk(ra, registration.account, serial, pin);
    t.equal(held, instances[pin - 1]?.puk.value, `${point}: the RA holds PUK ${pin} of the card`);
  }
  await runGatewayCommand(writeSettings(settings), ['verify-audit'], '');
  await card.remove();
}

await t.test('issueCard survives kill -9 at every durable write', async (t) => {
  const [first] = lanes;
  if (first === undefined) throw new Error('no lane');
  const [sample] = await registerApproved(ra, 1, 9_000);
  if (sample === undefined) throw new Error('no registration');
  const writes = await listWrites(first, sample);
  for (const { name } of issueCard.steps({ certificateUses: 'separate' })) {
    t.ok(
      writes.includes(`journal ${name} intent`) && writes.includes(`journal ${name} outcome`),
      `${name} is journalled`,
    );
  }
  const points = pointsOf(writes);
  const registrations = await registerApproved(ra, points.length);
  await overLanes(lanes, points, async (lane, point) => {
    const registration = registrations[points.indexOf(point)];
    if (registration === undefined) throw new Error('a registration for each point');
    await crashAt(t, lane, point, registration);
  });
});
t.end();
