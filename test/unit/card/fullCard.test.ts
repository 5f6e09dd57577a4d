/** A card whose memory is full, and one whose list of files a loss of power damaged. */
import t from 'tap';
import { fromHex } from '../../../base/bytes.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardFullError, CardRefusedError } from '../../../card/errors.js';
import { updateBinary } from '../../../card/iso7816/commands/updateBinary.js';
import { Channel } from '../../../card/iso7816/channel.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { classify } from '../../../daemon/failures/classify.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo, labels, pins, puks, secret } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { issueInto } from './support/issued.js';

void t.test('F8: each step on a card that is full there says so, and nothing of it is shown', async (t) => {
  for (const memoryBytes of [100, 300, 600]) {
    const card = new VirtualCard(new MemoryCardStore());
    card.memoryBytes = memoryBytes;
    const driver = await openCard(connectionTo(card));
    await driver.setPuk(1, secret(puks[1]));
    const error = await driver.createFileSystem(1, labels(1)).catch((reason: unknown) => reason);
    t.ok(error instanceof CardFullError, `${memoryBytes} bytes`);
    t.equal(classify(error).code, 'card.memory.full');
    t.equal((await driver.read()).lifeCycle, 'incomplete');
  }
});

void t.test('F8: a certificate that has no room leaves the one before, and its entry', async (t) => {
  const store = new MemoryCardStore();
  const written = await issueInto(store);
  const card = new VirtualCard(store);
  const driver = await openCard(connectionTo(card));
  await driver.verifyPin(1, secret(pins[1]));
  const publicKey = await driver.readPublicKey('sign', 'a');
  if (publicKey === null) throw new Error('no key');
  card.memoryBytes = 14_000;
  await t.rejects(driver.writeCertificate('sign', 'a', certificateFor(publicKey, 13_000)), CardFullError);
  const after = await openCard(connectionTo(new VirtualCard(store)));
  t.equal((await after.read()).lifeCycle, 'issued');
  t.same(await after.readCertificate('sign', 'a'), written.get('sign'));
});

void t.test('F8: a hole in the list of files is a refusal, not a full card', async (t) => {
  const card = new VirtualCard(new MemoryCardStore());
  const driver = await openCard(connectionTo(card));
  await driver.setPuk(1, secret(puks[1]));
  card.arm([{ kind: 'pull', at: 2, instruction: 0xe0, when: 'duringExecution' }]);
  await t.rejects(driver.createFileSystem(1, labels(1)));
  const again = await openCard(connectionTo(card));
  const error = await again.createFileSystem(1, labels(1)).catch((reason: unknown) => reason);
  t.ok(error instanceof CardRefusedError && !(error instanceof CardFullError));
});

void t.test('6A84 is a full card with every command', async (t) => {
  const channel = new Channel(directConnection(() => fromHex('6A84'), fromHex('3B80800101')));
  await t.rejects(channel.send(updateBinary(0, Uint8Array.of(1))), CardFullError);
});
