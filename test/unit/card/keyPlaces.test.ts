/** Two pairs beside each other: a renewal, one key for both uses, and what a card says of itself meanwhile. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import t from 'tap';
import { concatBytes } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import { certificateKeySigned } from '../../../base/pki/certificate.js';
import type { CardDriver, KeyPlace } from '../../../card/drivers/driver.js';
import { CardProtocolError, CardRefusedError } from '../../../card/errors.js';
import { openCard } from '../../../card/drivers/registry.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { blankCard, connectionTo, pins, prepare, secret, uses } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { contentOf, copyOf, dataOf, withData } from './support/contents.js';
import { pulledEverywhere } from './support/pulls.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';

const challenge = Buffer.from('a challenge');

/** Real RSA keys, no two equal, without the search for primes that would take most of the time here. */
function quickCard(store: MemoryCardStore): VirtualCard {
  return new VirtualCard(store, undefined, 'quick');
}

/** Makes a pair in this place and certifies it. @returns the certificate */
async function certify(driver: CardDriver, use: KeyUse, place: KeyPlace, paddingBytes = 0): Promise<Uint8Array> {
  const reference = pinOfKey(driver.capabilities, use);
  await driver.verifyPin(reference, secret(pins[reference]));
  const publicKey = await driver.generateKey(use, place, 'rsa2048');
  await driver.writeKeyObjects(use, place, publicKey);
  const certificate = certificateFor(publicKey, paddingBytes);
  await driver.writeCertificate(use, place, certificate);
  return certificate;
}

async function proves(driver: CardDriver, use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<boolean> {
  return certificateKeySigned(certificate, challenge, await driver.sign(use, place, challenge));
}

void t.test('a renewal leaves the pair in use alone, and the old one stays', async (t) => {
  const driver = await opened(new MemoryCardStore());
  await prepare(driver);
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    t.equal(await driver.currentPlace(use), null);
    const first = await certify(driver, use, 'a');
    t.equal(await driver.currentPlace(use), 'a');
    await t.rejects(driver.generateKey(use, 'a', 'rsa2048'), CardRefusedError, 'not the pair in use');
    t.equal(await driver.currentPlace(use), 'a');

    const second = await certify(driver, use, 'b', 600);
    t.equal(await driver.currentPlace(use), 'a', 'a new pair is listed behind');
    t.same(await driver.readCertificate(use, 'a'), first);
    t.ok(await proves(driver, use, 'a', first));
    t.ok(await proves(driver, use, 'b', second));
    for (const time of ['once', 'and again']) {
      await driver.makeCurrent(use, 'b');
      t.equal(await driver.currentPlace(use), 'b', time);
    }
    t.same(await driver.readCertificate(use, 'b'), second);

    const oldKey = createPublicKey({
      key: Buffer.from((await driver.readPublicKey(use, 'a')) ?? []),
      type: 'spki',
      format: 'der',
    });
    const padding = constants.RSA_PKCS1_PADDING;
    const plain = await driver.decipher(use, 'a', publicEncrypt({ key: oldKey, padding }, Buffer.from('old mail')));
    t.equal(
      plain.use((bytes) => Buffer.from(bytes).toString()),
      'old mail',
    );

    const third = await driver.generateKey(use, 'a', 'rsa2048');
    t.equal(await driver.readCertificate(use, 'a'), null, 'no certificate is left of a key that is gone');
    t.equal(await driver.currentPlace(use), 'b');
    await t.rejects(driver.makeCurrent(use, 'a'), CardRefusedError, 'nothing certifies it yet');
    t.equal(await driver.currentPlace(use), 'b');
    await driver.verifyPin(reference, secret(pins[reference]));
    await driver.writeKeyObjects(use, 'a', third);
    await driver.writeCertificate(use, 'a', certificateFor(third, 0));
    t.equal(await driver.currentPlace(use), 'b');
    await driver.makeCurrent(use, 'a');
    t.equal(await driver.currentPlace(use), 'a');
    t.ok(await proves(driver, use, 'b', second), 'the second pair is the old one');
  }
  t.same(await driver.uses(), uses);
});

void t.test('one key for both uses', async (t) => {
  const { card, driver } = await blankCard();
  await prepare(driver);
  t.same(await driver.uses(), []);
  t.equal(await driver.lifeCycle(), 'prepared');
  const certificate = await certify(driver, 'signEncrypt', 'a');
  t.ok(await proves(driver, 'signEncrypt', 'a', certificate));
  const again = await openCard(connectionTo(card));
  t.same(await again.uses(), ['signEncrypt']);
  t.equal(await again.lifeCycle(), 'issued');
  t.equal(await again.currentPlace('signEncrypt'), 'a');
  t.equal(await again.currentPlace('sign'), null, 'it is no signing certificate');
  t.equal(await again.currentPlace('encrypt'), null);
  await again.verifyPin(1, secret(pins[1]));
  await t.rejects(again.makeCurrent('sign', 'a'), CardRefusedError);
  await again.verifyPin(1, secret(pins[1]));
  await again.makeCurrent('signEncrypt', 'a');
});

void t.test('the life cycle', async (t) => {
  const driver = await opened(new MemoryCardStore());
  await prepare(driver);
  await driver.verifyPin(1, secret(pins[1]));
  const publicKey = await driver.generateKey('sign', 'a', 'rsa2048');
  await driver.writeKeyObjects('sign', 'a', publicKey);
  t.equal(await driver.lifeCycle(), 'incomplete', 'a key without a certificate');
  await driver.verifyPin(1, secret(pins[1]));
  await driver.writeCertificate('sign', 'a', certificateFor(publicKey, 0));
  t.equal(await driver.lifeCycle(), 'incomplete', 'one certificate of two');
  await certify(driver, 'encrypt', 'b');
  t.equal(await driver.lifeCycle(), 'issued', 'whatever the places');
});

/** A card with one key for both uses in place a, and a new pair in place b that is certified but not written yet. */
async function beforeRenewal(): Promise<{
  readonly store: MemoryCardStore;
  readonly old: Uint8Array;
  readonly renewed: Uint8Array;
  readonly write: (driver: CardDriver) => Promise<void>;
}> {
  const store = new MemoryCardStore();
  const driver = await openCard(connectionTo(quickCard(store)));
  await prepare(driver);
  const old = await certify(driver, 'signEncrypt', 'a');
  const publicKey = await driver.generateKey('signEncrypt', 'b', 'rsa2048');
  const renewed = certificateFor(publicKey, 0);
  const write = async (driver: CardDriver): Promise<void> => {
    await driver.verifyPin(1, secret(pins[1]));
    await driver.writeKeyObjects('signEncrypt', 'b', publicKey);
    await driver.writeCertificate('signEncrypt', 'b', renewed);
    await driver.makeCurrent('signEncrypt', 'b');
  };
  return { store, old, renewed, write };
}

async function opened(store: MemoryCardStore): Promise<CardDriver> {
  return openCard(connectionTo(quickCard(store)));
}

void t.test('a card pulled at any APDU of a renewal is an issued card all the time', async (t) => {
  const { store, old, renewed, write } = await beforeRenewal();
  const finished = copyOf(store);
  const serial = (await opened(finished)).identity.serial;
  await write(await opened(finished));
  const whole = contentOf(finished, serial);
  await pulledEverywhere(store, write, async (driver, at, pulled) => {
    t.equal(await driver.lifeCycle(), 'issued', `after APDU ${at}`);
    await driver.verifyPin(1, secret(pins[1]));
    const place = await driver.currentPlace('signEncrypt');
    t.same(await driver.readCertificate('signEncrypt', 'a'), old);
    t.ok(await proves(driver, 'signEncrypt', 'a', old));
    if (place !== 'a') t.same(await driver.readCertificate('signEncrypt', 'b'), renewed);
    await write(driver);
    t.equal(contentOf(pulled, serial), whole, `finished after APDU ${at}`);
  });
});

void t.test('a card pulled at any APDU of a key generation never shows a certificate of another key', async (t) => {
  const { store, old, renewed, write } = await beforeRenewal();
  await write(await opened(store));
  const generate = async (driver: CardDriver): Promise<void> => {
    await driver.verifyPin(1, secret(pins[1]));
    await driver.generateKey('signEncrypt', 'a', 'rsa2048');
  };
  await pulledEverywhere(store, generate, async (driver, at) => {
    await driver.verifyPin(1, secret(pins[1]));
    const left = await driver.readCertificate('signEncrypt', 'a');
    if (left !== null) t.ok(await proves(driver, 'signEncrypt', 'a', old), `after APDU ${at}`);
    t.equal(await driver.currentPlace('signEncrypt'), 'b');
    t.ok(await proves(driver, 'signEncrypt', 'b', renewed));
    await generate(driver);
    t.equal(await driver.readCertificate('signEncrypt', 'a'), null);
  });
});

void t.test('a certificate that was written and not named yet goes with its key', async (t) => {
  const { store, old, renewed, write } = await beforeRenewal();
  const certified = copyOf(store);
  await write(await opened(certified));
  const cutOff = withData(certified, 1, '4404', dataOf(store, 1, '4404'));
  const driver = await opened(cutOff);
  t.same(await driver.readCertificate('signEncrypt', 'b'), renewed);
  await driver.verifyPin(1, secret(pins[1]));
  await driver.generateKey('signEncrypt', 'b', 'rsa2048');
  t.equal(await driver.readCertificate('signEncrypt', 'b'), null);
  t.equal(await driver.currentPlace('signEncrypt'), 'a');
  t.ok(await proves(driver, 'signEncrypt', 'a', old));
});

const listFiles = ['4402', '4403', '4404'];

void t.test('a list torn at any byte is mended by the same step again', async (t) => {
  const { store: before, write } = await beforeRenewal();
  const after = copyOf(before);
  const serial = (await opened(after)).identity.serial;
  await write(await opened(after));
  const certified = copyOf(after);
  const back = await opened(certified);
  await back.verifyPin(1, secret(pins[1]));
  await back.makeCurrent('signEncrypt', 'a');
  t.same(
    listFiles.map((id) => dataOf(certified, 1, id).length),
    [512, 512, 512],
  );

  for (const [name, from] of [
    ['adding', before],
    ['changing the order', certified],
  ] as const) {
    for (const id of listFiles) {
      const [start, end] = [dataOf(from, 1, id), dataOf(after, 1, id)];
      const last = start.findLastIndex((byte, i) => byte !== end[i]);
      t.ok(last > 0, `${name} writes ${id}`);
      // The files of a pair are there before a list names it.
      const base = name === 'adding' ? certified : from;
      for (let cut = 0; cut <= last + 1; cut++) {
        const torn = withData(base, 1, id, concatBytes(end.subarray(0, cut), start.subarray(cut)));
        const driver = await opened(torn);
        t.match(await driver.lifeCycle(), /^(issued|incomplete)$/);
        await driver.currentPlace('signEncrypt').catch((error: unknown) => {
          if (!(error instanceof CardProtocolError)) throw error;
        });
        await write(driver);
        if (contentOf(torn, serial) !== contentOf(after, serial)) t.fail(`${name}: ${id} torn at ${cut}`);
      }
    }
  }
});

void t.test('what other software wrote into a list stays in it, behind', async (t) => {
  const { store, write } = await beforeRenewal();
  const mine = dataOf(store, 1, '4404');
  const length = 2 + (mine[1] ?? 0);
  const entry = mine.slice(0, length);
  // The same object under another identifier.
  entry[entry.indexOf(0x55)] = 0x99;
  const other = concatBytes(Uint8Array.of(0xa0, entry.length), entry);
  const shared = withData(store, 1, '4404', concatBytes(mine.subarray(0, length), entry, other));
  const driver = await opened(shared);
  await write(driver);
  t.equal(await driver.currentPlace('signEncrypt'), 'b');
  const list = Buffer.from(dataOf(shared, 1, '4404'));
  t.equal(list.indexOf(concatBytes(entry, other)), 2 * length, 'both objects, behind the two of this project');
  t.equal(list[2 * length + entry.length + other.length], 0x00, 'and nothing else');
});

void t.test('a list that outgrew one APDU, and its file', async (t) => {
  const { store, write } = await beforeRenewal();
  const mine = dataOf(store, 1, '4404');
  const length = 2 + (mine[1] ?? 0);
  for (const foreignBytes of [200, 255 - length, 300, 512 - length]) {
    const foreign = concatBytes(Uint8Array.of(0xa0, 0x82, 0x01, 0x00), new Uint8Array(256).fill(0x41));
    const header = foreignBytes >= 260 ? foreign : new Uint8Array();
    const rest = foreignBytes - header.length;
    const filler = concatBytes(Uint8Array.of(0xa0, 0x81, rest - 3), new Uint8Array(rest - 3).fill(0x42));
    const content = concatBytes(mine.subarray(0, length), header, rest > 3 ? filler : new Uint8Array());
    const full = withData(store, 1, '4404', content);
    const driver = await opened(full);
    t.equal(await driver.currentPlace('signEncrypt'), 'a', `${content.length} bytes`);
    await write(driver);
    t.equal(await driver.currentPlace('signEncrypt'), 'b', `${content.length} bytes`);
    t.ok(Buffer.from(dataOf(full, 1, '4404')).indexOf(content.subarray(length)) > 0, 'nothing of the others is lost');
  }
});

void t.test('nonsense on a card ends in errors with names', async (t) => {
  const { store } = await beforeRenewal();
  const foreign = certificateFor(
    (await (await opened(store)).readPublicKey('signEncrypt', 'a')) ?? new Uint8Array(),
    0,
  );
  const notMatching = await opened(withData(store, 1, '3400', foreign));
  t.same(await notMatching.readCertificate('signEncrypt', 'a'), foreign);
  for (const nonsense of ['3003020101', '3082FFFF', '0430313233', '30820030']) {
    const driver = await opened(withData(store, 1, '3400', Buffer.from(nonsense, 'hex')));
    await t.rejects(driver.readCertificate('signEncrypt', 'a'), CardProtocolError, nonsense);
  }
  for (const nonsense of ['3003020101', '3082FFFF', '300430003000', '1F8181818181']) {
    const driver = await opened(withData(store, 1, '4404', Buffer.from(nonsense, 'hex')));
    await t.rejects(driver.uses(), CardProtocolError, nonsense);
    await t.rejects(driver.currentPlace('signEncrypt'), CardProtocolError, nonsense);
    t.equal(await driver.lifeCycle(), 'incomplete', nonsense);
  }
});
