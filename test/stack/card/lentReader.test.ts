/** A reader is lent to a vendor's module and taken back: OpenSC's module on a MyEID card that OpenSC set up, through pcscd. */
import { EventEmitter, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { vendorModule } from '../../../card/drivers/pkcs11/pkcs11.js';
import type { VendorModuleSettings } from '../../../card/drivers/pkcs11/settings.js';
import { openCard, registry } from '../../../card/drivers/registry.js';
import { WrongPinError } from '../../../card/errors.js';
import { PcscTransport } from '../../../card/transport/pcscTransport.js';
import { personaliseMyEid } from '../../conformance/judges.js';
import { moduleProcessOf } from '../../harness/softHsm.js';
import { startPcsc } from '../../harness/pcscHarness.js';
import { secret } from '../../unit/card/support/cards.js';

const harness = await startPcsc({ readers: 2 });
t.teardown(() => harness.stop());
const [here = '', there = ''] = harness.readers;
const settings: VendorModuleSettings = {
  ...{ family: 'pkcs11', module: '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so', environment: {}, atr: '.*' },
  ...{ readers: '.*', slotDescription: '^{reader}', officerPinLength: 8, timeoutMs: 20_000, alwaysAuthenticate: false },
  tokenLabels: ['.*\\(PIN 01\\)', '.*\\(PIN 02\\)'],
  pinRule: { minLength: 4, maxLength: 8, characters: '[0-9]' },
  maxTries: { pin: 3, officer: 3 },
  factoryOfficerPin: null,
  socketPath: harness.socketPath,
};
const families = [vendorModule(settings), ...registry];

const news = new EventEmitter();
const present = new Set<string>();
const transport = new PcscTransport({ socketPath: harness.socketPath });
await transport.start({
  readerChanged: ({ reader, card }) => {
    if (card.present) present.add(reader);
    else present.delete(reader);
    news.emit('changed');
  },
  readerRemoved: () => undefined,
  serviceChanged: () => undefined,
});
t.teardown(() => transport.stop());
const untilIn = async (reader: string): Promise<void> => {
  while (!present.has(reader)) await once(news, 'changed', { signal: AbortSignal.timeout(20_000) });
};

const card = await harness.createCard({ family: 'myeid' });

await t.test('the module works with the card, and nobody else of this program meanwhile', async (t) => {
  await card.insert(0);
  await untilIn(here);
  const folder = join(harness.directory, 'tools');
  mkdirSync(folder);
  await personaliseMyEid(harness, folder);

  const lent = await transport.connect(here);
  const driver = await openCard(lent, families);
  t.match(driver.identity, { family: 'pkcs11', serialFrom: 'CK_TOKEN_INFO.serialNumber' });
  t.match(await driver.read(), { lifeCycle: 'foreign', pins: [{ pinSet: true, triesLeft: 3 }, { pinSet: true }] });
  t.match(await driver.readPublicKey('sign', 'a'), Uint8Array, 'its id is the one of ours');
  await driver.verifyPin(1, secret('11111117'));
  await t.rejects(driver.verifyPin(2, secret('11111117')), WrongPinError);
  t.match(await driver.pinStatus(2), { triesTold: 'flags', triesLeft: 2 });
  await t.rejects(transport.connect(here), { name: 'TransportError', failure: 'sharingViolation' });
  await t.rejects(lent.transmit(Uint8Array.of(0, 0xa4, 4, 0)), { message: 'the reader is lent' });

  await lent.disconnect('reset');
  const own = await transport.connect(here);
  const again = await openCard(own);
  t.match(await again.pinStatus(2), { triesLeft: 2 }, 'the card tells our own driver the same');
  await own.disconnect('reset');
});

await t.test('a token of another reader is not taken', async (t) => {
  const blank = await harness.createCard({ family: 'piv' });
  await blank.insert(1);
  await untilIn(there);
  const connection = await transport.connect(there);
  await t.rejects(openCard(connection, families), { name: 'TransportError', failure: /^token(Elsewhere|Unclear)$/ });
  await connection.disconnect('leave');
  const free = await transport.connect(there);
  t.equal((await openCard(free)).identity.family, 'piv');
  await free.disconnect('leave');
});

await t.test('a module that hangs with a PIN verified: the card forgets it', async (t) => {
  const one = { ...settings, tokenLabels: ['.*'], timeoutMs: 3_000 };
  const lent = await transport.connect(there);
  const driver = await openCard(lent, [vendorModule(one)]);
  await driver.verifyPin(1, secret('123456'));
  process.kill(moduleProcessOf(there), 'SIGSTOP');
  await t.rejects(driver.pinStatus(1), { name: 'TransportError', failure: 'moduleTimeout' });
  await lent.disconnect('reset');
  const own = await transport.connect(there);
  const answer = async (command: string): Promise<string> => toHex(await own.transmit(fromHex(command)));
  t.match(await answer('00A4040009A00000030800001000'), /9000$/);
  t.match(await answer('00200080'), /^63C/, 'VERIFY without data answers 9000 while the PIN is verified');
  await own.disconnect('reset');
});

await t.test('the card is pulled, or pcscd ends, while the reader is lent', async (t) => {
  const pulled = await transport.connect(here);
  const driver = await openCard(pulled, families);
  await card.remove();
  await t.rejects(driver.verifyPin(1, secret('11111117')), { name: 'TransportError', failure: 'cardRemoved' });
  await pulled.disconnect('reset');

  present.delete(here);
  await card.insert(0);
  await untilIn(here);
  const lost = await transport.connect(here);
  const other = await openCard(lost, families);
  await harness.killPcscd();
  // The module may notice it first (CKR_GENERAL_ERROR), or the monitor.
  await t.rejects(other.verifyPin(1, secret('11111117')), Error);
  await lost.disconnect('reset');
});
t.end();
