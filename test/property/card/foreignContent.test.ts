/** Whatever the files of a card hold: it is read with an answer or with an error that has a name, and a renewal mends the lists. */
import fc from 'fast-check';
import t from 'tap';
import { concatBytes } from '../../../base/bytes.js';
import { CardProtocolError, CardRefusedError } from '../../../card/errors.js';
import { listEntry } from '../../../card/drivers/isoapplet/layout.js';
import { openCard } from '../../../card/drivers/registry.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo, pins, prepare, secret } from '../../unit/card/support/cards.js';
import { certificateFor } from '../../unit/card/support/certificates.js';
import { withData } from '../../unit/card/support/contents.js';

const store = new MemoryCardStore();
const blank = await openCard(connectionTo(new VirtualCard(store, undefined, 'quick')));
await prepare(blank);
await blank.verifyPin(1, secret(pins[1]));
for (const place of ['a', 'b'] as const) {
  const publicKey = await blank.generateKey('signEncrypt', place, 'rsa2048');
  await blank.writeKeyObjects('signEncrypt', place, publicKey);
  await blank.writeCertificate('signEncrypt', place, certificateFor(publicKey, 0));
}

const lists = ['privateKeys', 'publicKeys', 'certificates'] as const;
const entry = fc
  .tuple(
    fc.constantFrom(...lists),
    fc.constantFrom('sign' as const, 'encrypt' as const, 'signEncrypt' as const),
    fc.constantFrom('a' as const, 'b' as const),
  )
  .map(([list, use, place]) => listEntry(list, { use, place }));
const tornEntry = fc.tuple(entry, fc.nat(60)).map(([whole, length]) => whole.slice(0, length));
const header = fc.constantFrom(
  '3000',
  '3082',
  '308200F0',
  'A0820100',
  '3080',
  '00',
  'FF',
  '30FF',
  '3084FFFFFFFF',
  '1FFF',
);
const noise = fc.oneof(
  header.map((hex) => new Uint8Array(Buffer.from(hex, 'hex'))),
  fc.uint8Array({ maxLength: 60 }),
);
const content = fc
  .array(fc.oneof(entry, tornEntry, noise), { maxLength: 12 })
  .map((parts) => concatBytes(...parts, new Uint8Array(1)));

async function endsWell(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof CardProtocolError) && !(error instanceof CardRefusedError)) throw error;
  });
}

void t.test('any content of the files', async (t) => {
  const files = fc.constantFrom('4402', '4403', '4404', '3300', '3301', '3400', '3401');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(files, content), { minLength: 1, maxLength: 4 }), async (changes) => {
      const odd = changes.reduce((card, [file, data]) => withData(card, 1, file, data), store);
      const driver = await openCard(connectionTo(new VirtualCard(odd, undefined, 'quick')));
      await driver.lifeCycle();
      await endsWell(driver.uses());
      for (const place of ['a', 'b'] as const) {
        await endsWell(driver.readCertificate('signEncrypt', place));
        await endsWell(driver.readPublicKey('signEncrypt', place));
        await driver.verifyPin(1, secret(pins[1]));
        await endsWell(driver.makeCurrent('signEncrypt', place));
      }
    }),
    { numRuns: 300 },
  );
  t.pass('ends');
});

void t.test('any content of the lists is mended by the next step that writes them', async (t) => {
  const change = fc.tuple(fc.constantFrom('4402', '4403', '4404'), content);
  const steps = fc.constantFrom('a' as const, 'b' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), steps, async (changes, place) => {
      const odd = changes.reduce((card, [file, data]) => withData(card, 1, file, data), store);
      const driver = await openCard(connectionTo(new VirtualCard(odd, undefined, 'quick')));
      const publicKey = await driver.readPublicKey('signEncrypt', place);
      const certificate = await driver.readCertificate('signEncrypt', place);
      if (publicKey === null || certificate === null) throw new Error('its files were not touched');
      await driver.verifyPin(1, secret(pins[1]));
      await driver.writeKeyObjects('signEncrypt', place, publicKey);
      await driver.writeCertificate('signEncrypt', place, certificate);
      await driver.makeCurrent('signEncrypt', place);
      t.equal(await driver.currentPlace('signEncrypt'), place);
      t.equal(await driver.lifeCycle(), 'issued');
    }),
    { numRuns: 300 },
  );
});
