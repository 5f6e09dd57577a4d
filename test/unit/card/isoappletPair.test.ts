import { execFileSync } from 'node:child_process';
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { blankCard, pins, prepare, secret, uses } from './support/cards.js';

function selfSignedCertificate(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    const args = 'req -x509 -newkey rsa:2048 -nodes -subj /CN=unit -days 1 -keyout k -out c -outform DER'.split(' ');
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    return new Uint8Array(readFileSync(join(folder, 'c')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void t.test('a whole personalisation', async (t) => {
  const { driver } = await blankCard();
  t.equal(driver.identity.family, 'isoapplet-pair');
  t.match(driver.identity.serial, /^[0-9A-F]{20}$/);
  t.equal(await driver.lifeCycle(), 'blank');
  t.same(await driver.pinStatus(1), { reference: 1, pukSet: false, pinSet: false, triesLeft: null, maxTries: 3 });
  await prepare(driver);
  t.equal(await driver.lifeCycle(), 'incomplete');
  t.same(await driver.pinStatus(2), { reference: 2, pukSet: true, pinSet: true, triesLeft: 3, maxTries: 3 });
  for (const use of uses) {
    const reference = driver.capabilities.pinOfKey[use];
    await driver.verifyPin(reference, secret(pins[reference]));
    t.equal(await driver.readPublicKey(use), null);
    t.equal(await driver.readCertificate(use), null);
    const publicKeyInfo = await driver.generateKey(use, 'rsa2048');
    await driver.writeKeyObjects(use, publicKeyInfo);
    t.same(await driver.readPublicKey(use), publicKeyInfo);
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), type: 'spki', format: 'der' });
    const data = Buffer.from('a challenge');
    t.ok(verify('sha256', data, key, await driver.sign(use, data)), 'openssl accepts the signature');
    const cryptogram = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('to the card'));
    const plain = await driver.decipher(use, cryptogram);
    t.equal(plain.use((bytes) => Buffer.from(bytes).toString()), 'to the card');
    plain.dispose();
    const certificate = selfSignedCertificate();
    await driver.writeCertificate(use, certificate);
    t.same(await driver.readCertificate(use), certificate);
  }
  t.equal(await driver.lifeCycle(), 'issued');
});
