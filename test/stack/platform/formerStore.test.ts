/** The gateway of today starts on a store that an earlier version wrote, and goes on with what waited in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { WireBatchEntryList, WireBatchLine, WireCard, WireJob } from '../../../daemon/contract/messages.js';
import { query, registerApproved } from '../../harness/raOffice.js';
import { batchOperator, Site } from '../../harness/site.js';
import { formerRegistrations, unpackFormerCard, unpackFormerStore } from '../../unit/store/formerStore.js';

const directory = mkdtempSync(join(tmpdir(), 'former-store-'));
unpackFormerStore(join(directory, 'gateway', 'state'));
const site = await Site.start({ readers: 2, staff: [batchOperator], directory });
t.teardown(async () => {
  await site.stop();
  rmSync(directory, { recursive: true, force: true });
});
const registered = await registerApproved(site.ra, 9, 1, { channel: 'batch', withoutPassword: true });
const [staff, line] = [await site.staff(), await site.staff(batchOperator)];

await t.test('jobs that waited for a person wait for their cards', async (t) => {
  const { jobs } = await staff.request<{ jobs: WireJob[] }>('GET', '/api/jobs?limit=100');
  t.equal(jobs.length, 16);
  const waiting = jobs.filter(({ state }) => state === 'waitingForCard');
  t.same(waiting.map(({ kind }) => kind).sort(), [
    'applyCertificates',
    'changePin',
    'issueCard',
    'prepareCard',
    'renewCertificates',
  ]);
  t.ok(waiting.every(({ failure }) => failure?.code === 'job.restart.cardNeeded'));
});

await t.test('the interrupted change of a PIN asks again, and its answer ends it', async (t) => {
  const card = await site.pcsc.createCard({ stateFile: unpackFormerCard(directory) });
  await card.insert(0);
  const asked = await staff.until(() =>
    [...staff.jobs.values()].find(({ kind, state }) => kind === 'changePin' && state === 'waitingForPerson'),
  );
  t.match(asked.question, { kind: 'tryNewPin', pin: 1, triesLeft: 3 });
  await staff.answer(asked.id, { kind: 'tryNewPin', newPin: 'Aa12345678' });
  t.match(await staff.untilJob(asked.id, 'finished', 'failed'), { state: 'finished' });
  const { card: view } = await staff.untilCard(site.pcsc.readers[0] ?? '');
  t.match(view, { state: 'known', lifeCycle: 'issued', openJobId: null } satisfies Partial<WireCard>);
  await card.remove();
});

await t.test('the batch order goes on with the entry that waited', async (t) => {
  t.same(
    registered.map(({ id }) => id),
    formerRegistrations,
    'the RA has those of the order',
  );
  const { orders, failures, outside } = await line.request<WireBatchLine>('GET', '/api/batch');
  const order = orders.find(({ name }) => name === 'under way');
  const id = order?.id ?? '';
  t.match(order, { state: 'paused', counts: { issued: 1, failed: 1, working: 1, waiting: 1 } });
  t.match(failures, [{ orderId: id, entry: { number: 1, failure: { code: 'case.claim.taken' } } }]);
  t.match(outside, [{ orderId: id, entry: { number: 3, failure: { code: 'job.restart.cardNeeded' } } }]);
  await line.request('PATCH', `/api/batch/orders/${id}`, { act: 'resume' });
  const blank = await site.pcsc.createCard();
  await blank.insert(1);
  await line.until(() => line.batchOrders.get(id)?.counts.issued === 2);
  const { entries } = await line.request<WireBatchEntryList>('GET', `/api/batch/orders/${id}/entries`);
  t.match(entries, [{ state: 'failed' }, { state: 'issued' }, { state: 'working' }, { state: 'issued', number: 4 }]);
  await line.until(() => line.ra?.outbox === 0);
  const states = await query(site.ra, 'SELECT state FROM registration WHERE id = ?', formerRegistrations[3] ?? '');
  t.same(states, [['prepared']]);
});
t.end();
