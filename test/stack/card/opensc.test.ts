/** Debian's OpenSC, which knows nothing of this program, uses the cards that the driver made. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { PinReference } from '../../../base/terms.js';
import { openCard } from '../../../card/drivers/registry.js';
import { certificateFor } from '../../unit/card/support/certificates.js';
import { labels, pins, prepare, puks, secret, uses } from '../../unit/card/support/cards.js';
import { startBench } from './support/bench.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';

const pkcs11Module = 'opensc-pkcs11.so';
/** The places and what OpenSC calls their objects. */
const pairs = [
  ['a', '45'],
  ['b', '46'],
] as const;

void t.test('OpenSC reads and uses both pairs of both instances of a renewed card', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const folder = mkdtempSync(join(tmpdir(), 'opensc-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = (name: string): string => join(folder, name);
  const card = await bench.harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));

  const connection = await bench.transport.connect(bench.reader(0));
  const driver = await openCard(connection);
  await prepare(driver);
  for (const use of uses) {
    const reference = pinOfKey(driver.capabilities, use);
    await driver.verifyPin(reference, secret(pins[reference]));
    for (const [place, id] of pairs) {
      const publicKeyInfo = await driver.generateKey(use, place, 'rsa2048');
      await driver.writeKeyObjects(use, place, publicKeyInfo);
      await driver.writeCertificate(use, place, certificateFor(publicKeyInfo, 0));
      writeFileSync(file(`key${reference}-${id}.der`), publicKeyInfo);
      writeFileSync(file(`certificate${reference}-${id}.der`), (await driver.readCertificate(use, place)) ?? '');
    }
    await driver.makeCurrent(use, 'b');
  }
  await connection.disconnect('reset');
  writeFileSync(file('data'), 'a document');

  const run = async (command: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await bench.harness.run(command, args, { cwd: folder });
    t.equal(code, 0, `${command} ${args.join(' ')}${code === 0 ? '' : stderr}`);
    return stdout;
  };
  const fails = async (command: string, ...args: string[]): Promise<void> => {
    const { code } = await bench.harness.run(command, args, { cwd: folder });
    t.not(code, 0, `${command} ${args.join(' ')} is refused`);
  };

  /** The pair's certificate and public key are those that were written; its private key is theirs. */
  const usesPair = async (reference: PinReference, id: string): Promise<void> => {
    await run('pkcs15-tool', '--read-certificate', id, '-o', file('read.pem'));
    await run('openssl', 'x509', '-in', 'read.pem', '-outform', 'DER', '-out', 'read.der');
    t.same(readFileSync(file('read.der')), readFileSync(file(`certificate${reference}-${id}.der`)));
    await run('pkcs15-tool', '--read-public-key', id, '-o', file('read.pub'));
    await run('openssl', 'pkey', '-pubin', '-in', 'read.pub', '-outform', 'DER', '-out', 'read.pub.der');
    t.same(readFileSync(file('read.pub.der')), readFileSync(file(`key${reference}-${id}.der`)));

    const login = ['--module', pkcs11Module, '--login', '--pin', pins[reference]];
    const signing = ['--sign', '--mechanism', 'SHA256-RSA-PKCS', '--id', id, '-i', 'data', '-o', 'signature'];
    await run('pkcs11-tool', ...login, ...signing);
    const judge = ['dgst', '-sha256', '-verify', 'read.pub', '-signature', 'signature', 'data'];
    t.match(await run('openssl', ...judge), 'Verified OK');
    if (reference === 1) return;
    const encryption = ['-encrypt', '-pubin', '-inkey', 'read.pub', '-pkeyopt', 'rsa_padding_mode:pkcs1'];
    await run('openssl', 'pkeyutl', ...encryption, '-in', 'data', '-out', 'cryptogram');
    const decryption = ['--decrypt', '--mechanism', 'RSA-PKCS', '--id', id, '-i', 'cryptogram', '-o', 'plain'];
    await run('pkcs11-tool', ...login, ...decryption);
    t.equal(readFileSync(file('plain'), 'utf8'), 'a document');
  };

  for (const reference of [1, 2] as const) {
    if (reference === 2) {
      await card.remove();
      await card.exchangeInstances();
      await card.insert(0);
    }
    const pin = pins[reference];
    t.match(await run('opensc-tool', '-n'), /IsoApplet/);
    const listing = await run('pkcs15-tool', '-D');
    t.match(listing, `PKCS#15 Card [${labels(reference).token}]`);
    t.match(listing, `PIN [${labels(reference).pin}]`);
    const name = reference === 1 ? 'Signing' : 'Encryption';
    for (const [kind, label] of [
      ['Private RSA Key', 'key'],
      ['Public RSA Key', 'key'],
      ['X.509 Certificate', 'certificate'],
    ] as const) {
      const [current, before] = ['B', 'A'].map((place) => listing.indexOf(`${kind} [${name} ${label} ${place}]`));
      t.ok(current !== undefined && before !== undefined && 0 < current && current < before, `${kind}: B, then A`);
    }

    await run('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', pin);
    for (const [, id] of pairs) await usesPair(reference, id);

    await fails('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', '999999');
    await run('pkcs15-tool', '--change-pin', '--auth-id', '01', '--pin', pin, '--new-pin', 'changed12');
    await fails('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', pin);
    await run('pkcs15-tool', '--unblock-pin', '--auth-id', '01', '--puk', puks[reference], '--new-pin', 'again1234');
    await run('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', 'again1234');
  }

  await card.remove();
  await card.exchangeInstances();
  const since = bench.news.length;
  await card.insert(0);
  await bench.untilPresent(bench.reader(0), since);
  const back = await openCard(await bench.transport.connect(bench.reader(0)));
  t.equal(await back.lifeCycle(), 'issued', 'and the driver knows the card again');
  await back.verifyPin(1, secret('again1234'));
  await back.verifyPin(2, secret('again1234'));
});

void t.test('OpenSC signs and deciphers with the one key of a single-key card', async (t) => {
  const bench = await startBench();
  t.teardown(() => bench.stop());
  const folder = mkdtempSync(join(tmpdir(), 'opensc-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const card = await bench.harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  const connection = await bench.transport.connect(bench.reader(0));
  const driver = await openCard(connection);
  await prepare(driver);
  await driver.verifyPin(1, secret(pins[1]));
  const publicKeyInfo = await driver.generateKey('signEncrypt', 'a', 'rsa2048');
  await driver.writeKeyObjects('signEncrypt', 'a', publicKeyInfo);
  await driver.writeCertificate('signEncrypt', 'a', certificateFor(publicKeyInfo, 0));
  await connection.disconnect('reset');

  writeFileSync(join(folder, 'data'), 'a document');
  const run = async (command: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await bench.harness.run(command, args, { cwd: folder });
    t.equal(code, 0, `${command} ${args.join(' ')}${code === 0 ? '' : stderr}`);
    return stdout;
  };
  t.match(await run('pkcs15-tool', '-D'), 'X.509 Certificate [Signing and encryption certificate A]');
  const login = ['--module', pkcs11Module, '--login', '--pin', pins[1], '--id', '55'];
  await run('pkcs15-tool', '--read-public-key', '55', '-o', join(folder, 'read.pub'));
  await run('pkcs11-tool', ...login, '--sign', '--mechanism', 'SHA256-RSA-PKCS', '-i', 'data', '-o', 'signature');
  t.match(await run('openssl', 'dgst', '-sha256', '-verify', 'read.pub', '-signature', 'signature', 'data'), 'OK');
  const encryption = ['-encrypt', '-pubin', '-inkey', 'read.pub', '-pkeyopt', 'rsa_padding_mode:pkcs1'];
  await run('openssl', 'pkeyutl', ...encryption, '-in', 'data', '-out', 'cryptogram');
  await run('pkcs11-tool', ...login, '--decrypt', '--mechanism', 'RSA-PKCS', '-i', 'cryptogram', '-o', 'plain');
  t.equal(readFileSync(join(folder, 'plain'), 'utf8'), 'a document');
});
