/** kill -9 of the gateway at every durable write of `unblockPin`: the PIN ends up unblocked, no try of the PUK is spent. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { WireJob } from '../../daemon/api/messages.js';
import { unblockPin } from '../../daemon/jobs/types/unblockPin.js';
import type { ApiClient } from '../harness/apiClient.js';
import { pinText, stateOf } from '../harness/cardOwner.js';

import { GatewayProcess, runGatewayCommand, writeSettings } from '../harness/gatewayProcess.js';
import { registerApproved, releasedPuk, websitePassword, type TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import { ReferenceRaProcess } from '../harness/referenceRa.js';
import {
  finishJob,
  kioskOf,
  Lane,
  latestJob,
  neverDies,
  overLanes,
  pointsOf,
  staffOf,
  startDying,
  writesOf,
} from './lane.js';

const folder = t.testdir();
const newPin = 'Unblocked99';
const ra = await ReferenceRaProcess.start(join(folder, 'ra'));
t.teardown(() => ra.stop());
const registrations = await registerApproved(ra, 2);

interface Issued {
  readonly lane: Lane;
  readonly card: CardHandle;
  readonly serial: string;
  readonly registration: TestRegistration;
}

/** A lane with an issued card in its reader. */
async function issued(registration: TestRegistration): Promise<Issued> {
  const own = join(folder, `lane-${registration.id}`);
  mkdirSync(own);
  const lane = await Lane.open(own, ra);
  t.teardown(() => lane.close());
  const card = await lane.pcsc.createCard();
  await card.insert(0);
  const gateway = await GatewayProcess.start(lane.newGateway());
  const staff = await staffOf(gateway);
  const reader = await staff.untilCard(lane.reader);
  const pins = { mode: 'chosen', pin1: 'First12345', pin2: 'Second6789' };
  const { id } = await staff.createJob({
    kind: 'issueCard',
    readerId: reader.id,
    registrationId: registration.id,
    pins,
  });
  const job = await staff.untilJob(id, 'finished', 'failed');
  t.equal(job.state, 'finished');
  await staff.until(() => staff.ra?.outbox === 0);
  staff.close();
  await gateway.stop();
  return { lane, card, serial: job.cardSerial ?? '', registration };
}

async function authorise(kiosk: ApiClient, readerId: string, { registration }: Issued): Promise<void> {
  const credentials = { account: registration.account, password: websitePassword };
  await kiosk.request('POST', '/api/authorisations', { readerId, pin: 1, ...credentials });
}

async function begin(kiosk: ApiClient, one: Issued): Promise<WireJob> {
  const { id } = await kiosk.untilCard(one.lane.reader);
  await authorise(kiosk, id, one);
  return kiosk.createJob({ kind: 'unblockPin', readerId: id, pin: 1, newPin });
}

/** Logs in and types the new PIN again when asked, as the subscriber would. */
const finish = (kiosk: ApiClient, one: Issued, jobId: string): Promise<WireJob> =>
  finishJob(kiosk, jobId, async (question) => {
    if (question.kind !== 'authoriseAgain') throw new Error(`asked ${question.kind}`);
    await authorise(kiosk, kiosk.jobs.get(jobId)?.readerId ?? '', one);
    return { kind: 'authoriseAgain', newPin };
  });

async function listWrites(one: Issued): Promise<string[]> {
  await one.card.presetTries(1, 0);
  const gateway = await startDying(one.lane.newGateway(), neverDies);
  const kiosk = await kioskOf(gateway);
  await finish(kiosk, one, (await begin(kiosk, one)).id);
  kiosk.close();
  await gateway.kill();
  return writesOf(gateway);
}

async function crashAt(t: Test, one: Issued, point: string): Promise<void> {
  const { lane, card } = one;
  await card.presetTries(1, 0);
  const settings = lane.newGateway();
  const dying = await startDying(settings, point);
  const before = await kioskOf(dying);
  begin(before, one).catch(() => undefined);
  t.equal((await dying.exited()).signal, 'SIGKILL', `${point}: it died there`);
  before.close();

  const gateway = await GatewayProcess.start(settings);
  const kiosk = await kioskOf(gateway);
  const staff = await staffOf(gateway);
  const job = (await latestJob(staff)) ?? (await begin(kiosk, one));
  const { state, failure } = await finish(kiosk, one, job.id);
  t.equal(state, 'finished', `${point}: finished ${JSON.stringify(failure?.code)}`);
  await staff.until(() => staff.ra?.reachable === true && staff.ra.outbox === 0);
  staff.close();
  kiosk.close();
  await gateway.stop();

  t.equal(pinText(card, 1), newPin, `${point}: the new PIN is in force`);
  const [instance] = stateOf(card).instances;
  t.match(
    instance,
    { pin: { triesLeft: 3 }, puk: { triesLeft: 5 } },
    `${point}: unblocked, and no try of the PUK spent`,
  );
  t.equal(
    await releasedPuk(ra, one.registration.account, one.serial, 1),
    instance.puk.value,
    `${point}: the RA holds the PUK`,
  );
  await runGatewayCommand(writeSettings(settings), ['verify-audit'], '');
}

await t.test('unblockPin survives kill -9 at every durable write', async (t) => {
  const lanes = await Promise.all(registrations.map(issued));
  const [first] = lanes;
  if (first === undefined) throw new Error('no lane');
  const writes = await listWrites(first);
  for (const { name } of unblockPin.steps({ pin: 1 })) {
    t.ok(
      writes.includes(`journal ${name} intent`) && writes.includes(`journal ${name} outcome`),
      `${name} is journalled`,
    );
  }
  await overLanes(lanes, pointsOf(writes), (one, point) => crashAt(t, one, point));
});
t.end();
