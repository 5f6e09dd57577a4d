/** Cards that are not what they say: blank ones with the serial of an issued card, and cards that other software set up. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WireReader } from '../../../daemon/contract/messages.js';
import { stateOf, termsVersion } from '../../harness/cardOwner.js';
import { query } from '../../harness/raOffice.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { Site } from '../../harness/site.js';
import { cardStateSchema } from '../../virtual/cardState.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerA = '', readerB = ''] = site.pcsc.readers;
const staff = await site.staff();
const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };

async function insert(card: CardHandle, place: 0 | 1 = 0): Promise<WireReader> {
  await card.insert(place);
  return staff.untilCard(place === 0 ? readerA : readerB);
}

async function remove(card: CardHandle, name = readerA): Promise<void> {
  await card.remove();
  await staff.until(() => [...staff.readers.values()].find(({ pcscName }) => pcscName === name)?.card === null);
}

/** A card as it was delivered, with the chip number of another one. */
async function blankTwin(card: CardHandle): Promise<CardHandle> {
  const empty = {
    lifeCycle: 'creation',
    pin: { value: null, triesLeft: 3 },
    puk: { value: null, triesLeft: 5 },
    privateKeys: {},
    files: [],
  };
  const state = cardStateSchema.parse(JSON.parse(readFileSync(card.stateFile, 'utf8')));
  const stateFile = join(site.directory, 'twin.json');
  writeFileSync(stateFile, JSON.stringify({ ...state, instances: [empty, empty] }));
  return site.pcsc.createCard({ name: 'twin', stateFile });
}

/** Did anybody set, change or try a PIN or a PUK, or write a file? */
async function touched(card: CardHandle): Promise<string[]> {
  const exchanges = await card.transcript();
  const data = /^00(20|24|2C|E0|D6|46|47)/;
  // CHANGE REFERENCE DATA with one byte only asks for the state of the PUK.
  return exchanges.map(({ command }) => command).filter((command) => data.test(command) && command.length > 14);
}

await t.test('a blank card with the serial of an issued one', async (t) => {
  const card = await site.pcsc.createCard();
  const reader = await insert(card);
  const issue = { kind: 'issueCard', registrationId: 'R-0001', pins: { mode: 'chosen', ...pins } };
  const { id } = await staff.createJob({ ...issue, readerId: reader.id });
  t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished' });
  await staff.untilCard(readerA);
  await staff.until(() => staff.ra?.outbox === 0);
  const twin = await blankTwin(card);

  await t.test('two readers: both are named, neither is worked on', async (t) => {
    const { id: readerId } = await insert(twin, 1);
    const first = await staff.until(() => {
      const shown = staff.readers.get(reader.id);
      return shown?.card?.state === 'known' && shown.card.twinIn !== null && shown;
    });
    t.match(first.card, { lifeCycle: 'issued', twinIn: staff.readers.get(readerId)?.name });
    t.match(staff.readers.get(readerId)?.card, { lifeCycle: 'blank', twinIn: first.name });
    const change = { kind: 'changePin', readerId: reader.id, pin: 1, oldPin: pins.pin1, newPin: 'Changed123' };
    await t.rejects(staff.createJob(change), { message: 'job.create.twoCards' });
    await t.rejects(staff.createJob({ ...issue, readerId }), { message: 'job.create.twoCards' });
    await remove(twin, readerB);
    await staff.until(() => {
      const shown = staff.readers.get(reader.id);
      return shown?.card?.state === 'known' && shown.card.twinIn === null;
    });
  });

  await t.test('on resume: nothing is tried on it', async (t) => {
    await staff.untilCard(readerA);
    await card.arm({ kind: 'pull', at: 1, instruction: 0x24, when: 'afterExecution' });
    const change = { kind: 'changePin', readerId: reader.id, pin: 1, oldPin: pins.pin1, newPin: 'Changed123' };
    const { id } = await staff.createJob(change);
    await staff.untilJob(id, 'waitingForCard');
    await card.untilRemoved();
    await twin.insert(0);
    const waiting = await staff.until(() => {
      const job = staff.jobs.get(id);
      return job?.failure?.code === 'card.identify.otherPhase' && job;
    });
    t.match(waiting, { state: 'waitingForCard', question: null });
    await staff.untilCard(readerA);
    await remove(twin);
    t.same(await touched(twin), []);
    await card.insert(0);
    const asked = await staff.untilJob(id, 'waitingForPerson');
    t.match(asked.question, { kind: 'tryNewPin', triesLeft: 3 });
    await staff.answer(id, { kind: 'tryNewPin', newPin: 'Changed123' });
    t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished' });
    await staff.untilCard(readerA);
    await remove(card);
  });

  await t.test('alone: refused before the RA gets a PUK and before the card is written', async (t) => {
    const puks = await query(site.ra, 'SELECT count(*) FROM escrowed_puk');
    const { id: readerId } = await insert(twin);
    for (const kind of ['issueCard', 'prepareCard']) {
      const { id } = await staff.createJob(
        kind === 'issueCard' ? { ...issue, readerId } : { kind, readerId, registrationId: 'R-0001' },
      );
      t.match(await staff.untilJob(id, 'failed', 'finished', 'waitingForPerson'), {
        state: 'failed',
        failure: { code: 'job.openOrder.cardInUse' },
      });
      await staff.untilCard(readerA);
    }
    t.same(await touched(twin), []);
    t.same(await query(site.ra, 'SELECT count(*) FROM escrowed_puk'), puks);
    t.equal(staff.ra?.outbox, 0);
    await remove(twin);
  });
});

await t.test('a card that OpenSC set up is none of ours', async (t) => {
  const card = await site.pcsc.createCard();
  await insert(card);
  for (let instance = 1; instance <= 2; instance++) {
    const made = ['--create-pkcs15', '--so-pin', '123456', '--so-puk', '0123456789abcdef'];
    const { code, stderr, stdout } = await site.pcsc.run('pkcs15-init', made);
    t.equal(code, 0, stderr + stdout);
    await card.exchangeInstances();
  }
  await remove(card);
  const before = (await card.transcript()).length;
  const reader = await insert(card);
  t.match(reader.card, { lifeCycle: 'foreign', pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });
  const order = { readerId: reader.id, registrationId: 'R-0002' };
  const terms = await termsVersion(staff);
  for (const job of [
    { kind: 'prepareCard', ...order },
    { kind: 'issueCard', ...order, pins: { mode: 'random' } },
    { kind: 'applyCertificates', ...order, ...pins, termsVersion: terms },
    { kind: 'writeCertificates', ...order, ...pins },
    { kind: 'changePin', readerId: reader.id, pin: 1, oldPin: '123456', newPin: 'Changed123' },
  ]) {
    await t.rejects(staff.createJob(job), { message: 'job.checkCard.foreign' }, job.kind);
  }
  const { id } = await staff.createJob({ kind: 'viewCard', readerId: reader.id });
  t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished', result: { lifeCycle: 'foreign' } });
  await staff.untilCard(readerA);
  const since = (await card.transcript()).slice(before).map(({ command }) => command);
  t.same(
    since.filter((command) => /^00(20|24|2C|E0|D6|46|47)/.test(command) && command.length > 14),
    [],
  );
  t.same(
    stateOf(card).instances.map(({ pin }) => pin.triesLeft),
    [3, 3],
  );
});
t.end();
