/** The RA holds a PUK that is not the card's: its tries are not spent by repeating, and the last one needs a person's word. */
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import type { ApiClient } from '../../harness/apiClient.js';
import { stateOf } from '../../harness/cardOwner.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { Site } from '../../harness/site.js';
import { cardStateSchema } from '../../virtual/cardState.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const credentials = { pin: 2, account: 'demo01', password: 'Demo2026' } as const;

/** The card again, with this PUK 2 and a locked PIN 2. @returns the PUK that it had */
async function withPuk(card: CardHandle, puk: string): Promise<{ readonly card: CardHandle; readonly before: string }> {
  await card.remove();
  await card.discard();
  const state = cardStateSchema.parse(JSON.parse(readFileSync(card.stateFile, 'utf8')));
  const [, second] = state.instances;
  const before = second.puk.value ?? '';
  second.puk.value = puk;
  second.pin.triesLeft = 0;
  writeFileSync(card.stateFile, JSON.stringify(state));
  const again = await site.pcsc.createCard({ stateFile: card.stateFile });
  await again.insert(0);
  return { card: again, before };
}

const pukTriesOf = (card: CardHandle): number | undefined => stateOf(card).instances[1].puk.triesLeft;

/** An unblocking whose person has logged in. */
async function unblock(client: ApiClient, more: object = {}): Promise<WireJob> {
  const { id: readerId } = await client.untilCard(readerName);
  await client.request('POST', '/api/authorisations', { readerId, ...credentials });
  const order = { kind: 'unblockPin', readerId, pin: 2, newPin: 'Unblocked99', ...more };
  const { id } = await client.createJob(order);
  return client.untilJob(id, 'finished', 'failed', 'waitingForPerson');
}

const wrong = (triesLeft: number): object => ({
  state: 'failed',
  failure: { code: 'card.puk.wrong', facts: { pin: 2, triesLeft } },
});

await t.test('a wrong PUK does not scrap the card', async (t) => {
  let staff = await site.staff();
  const blank = await site.pcsc.createCard();
  await blank.insert(0);
  const { id: readerId } = await staff.untilCard(readerName);
  const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' };
  const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: 'R-0001', pins });
  t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished' });
  await staff.untilCard(readerName);
  await staff.until(() => staff.ra?.outbox === 0);
  const issued = await withPuk(blank, '58'.repeat(16));

  const kiosk = await site.kiosk();
  t.match(await unblock(kiosk), wrong(4));
  t.equal(pukTriesOf(issued.card), 4);
  await t.rejects(unblock(kiosk), { message: 'unblockPin.create.pukRefused' }, 'the kiosk does not repeat it');
  t.equal(pukTriesOf(issued.card), 4);
  t.match((await staff.untilCard(readerName)).card, { pins: [{ pukTriesLeft: null }, { pukTriesLeft: 4 }] });

  t.match(await unblock(staff), wrong(3), 'an officer is told how many are left, and lets it be sent again');
  await site.gateway.stop();
  await site.restartGateway();
  staff = await site.staff();
  t.match(await unblock(staff), wrong(2), 'the gateway remembers');
  t.match(await unblock(staff), wrong(1));
  await t.rejects(unblock(staff), { message: 'unblockPin.create.lastTry' });
  t.equal(pukTriesOf(issued.card), 1, 'the last try is there');

  const mended = await withPuk(issued.card, issued.before);
  t.match(await unblock(staff, { lastTryConfirmed: true }), { state: 'finished' });
  t.equal(pukTriesOf(mended.card), 5);
  t.match((await staff.untilCard(readerName)).card, { pins: [{ pukTriesLeft: null }, { pukTriesLeft: null }] });
});
t.end();
