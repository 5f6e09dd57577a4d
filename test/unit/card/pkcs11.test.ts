/** The driver of cards behind a vendor's module, on SoftHSM2: two tokens are the two PINs of a card. pkcs11-tool reads what was written. */
import { verify, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { vendorModule } from '../../../card/drivers/pkcs11/pkcs11.js';
import type { VendorModuleSettings } from '../../../card/drivers/pkcs11/settings.js';
import { Token, type TokenModule } from '../../../card/drivers/pkcs11/token.js';
import { openCard, registry } from '../../../card/drivers/registry.js';
import {
  CardRefusedError,
  FactoryOfficerError,
  PinBlockedError,
  PinRuleError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../../card/errors.js';
import { ModuleRefusedError, VendorModule } from '../../../card/pkcs11/vendorModule.js';
import { Checks } from '../../conformance/checks.js';
import { begin, personalise, readBack, renew } from '../../conformance/course.js';
import { factoryOfficerPin, softHsm, softHsmModule, type SoftHsm } from '../../harness/softHsm.js';

const atr = '3B8F80010031B86404B0ECC1739401808290000E';
const secret = (text: string): Secret => Secret.fromText(text);
const [pin, puk] = ['74019382', '27182818'];

interface Lent {
  readonly driver: CardDriver;
  readonly close: () => Promise<void>;
}

/** A reader that is lent, and no card that would answer. */
async function open(hsm: SoftHsm, changes: Partial<VendorModuleSettings> = {}): Promise<Lent> {
  let giveBack: () => Promise<void> = () => Promise.resolve();
  const connection = {
    ...{ reader: 'A 00', atr: fromHex(atr), protocol: 'T=1' as const },
    transmit: () => Promise.reject(new Error('no APDU is sent')),
    lend: (back: () => Promise<void>) => Promise.resolve(void (giveBack = back)),
    disconnect: () => giveBack(),
  };
  const settings: VendorModuleSettings = {
    ...{ family: 'pkcs11', module: softHsmModule, environment: hsm.environment, atr: '3B8F.*', readers: 'A .*' },
    ...{ slotDescription: '^SoftHSM', tokenLabels: ['PIN 1', 'PIN 2'], officerPinLength: 8, timeoutMs: 20_000 },
    pinRule: { minLength: 6, maxLength: 8, characters: '[0-9]' },
    maxTries: { pin: 3, officer: 3 },
    alwaysAuthenticate: true,
    factoryOfficerPin: () => Promise.resolve(secret(factoryOfficerPin)),
    socketPath: undefined,
    ...changes,
  };
  try {
    const driver = await openCard(connection, [vendorModule(settings), ...registry]);
    return { driver, close: () => connection.disconnect() };
  } catch (error) {
    await connection.disconnect();
    throw error;
  }
}

async function lent(t: Test, labels: readonly string[], changes: Partial<VendorModuleSettings> = {}) {
  const hsm = await softHsm(t.testdir(), labels);
  const { driver, close } = await open(hsm, changes);
  t.teardown(close);
  return { hsm, driver, close };
}

await t.test('a blank card becomes an issued one, is renewed, and others read it', async (t) => {
  const { hsm, driver, close } = await lent(t, ['PIN 1', 'PIN 2']);
  const checks = new Checks(({ what, outcome, why }) => t.equal(outcome, 'passed', `${what} ${why ?? ''}`));
  const course = begin(driver, checks);
  await personalise(course);
  await readBack(course);
  await renew(course);
  const serial = driver.identity.serial;
  const current = await driver.readCertificate('sign', 'b');
  await close();

  const again = await open(hsm);
  t.equal(again.driver.identity.serial, serial);
  t.equal(await again.driver.lifeCycle(), 'issued');
  t.equal(await again.driver.currentPlace('encrypt'), 'b');
  t.match(await again.driver.read(), { pins: [{ triesTold: 'flags', triesLeft: 3 }, {}], certificates: { length: 2 } });
  await again.close();
  const folder = join(hsm.officerPinFile, '..');
  await hsm.tool('--token-label', 'PIN 1', '--read-object', '--type', 'cert', '--id', '46', '-o', 'own.der');
  t.equal(toHex(readFileSync(join(folder, 'own.der'))), toHex(current ?? new Uint8Array()));
  writeFileSync(join(folder, 'data'), 'text');
  const typed = course.secrets.pin(1).use((bytes) => Buffer.from(bytes).toString());
  const login = ['--token-label', 'PIN 1', '--login', '--pin', typed];
  await hsm.tool(...login, '--sign', '-m', 'SHA256-RSA-PKCS', '--id', '46', '-i', 'data', '-o', 'sig');
  const { publicKey } = new X509Certificate(current ?? new Uint8Array());
  t.ok(verify('sha256', Buffer.from('text'), publicKey, readFileSync(join(folder, 'sig'))));
});

await t.test('PINs: refused, changed, unblocked by the security officer’s', async (t) => {
  const { driver } = await lent(t, ['PIN 1', 'PIN 2']);
  t.match(await driver.pinStatus(1), { pinSet: false, triesLeft: null });
  await driver.createFileSystem(1, { token: 'a', pin: 'b' });
  await driver.createFileSystem(1, { token: 'a', pin: 'b' });
  await driver.setPinAndPuk?.(1, secret(pin), secret(puk));
  t.equal(await driver.lifeCycle(), 'incomplete');
  await t.rejects(driver.createFileSystem(1, { token: 'a', pin: 'b' }), CardRefusedError);
  await t.rejects(driver.setPinAndPuk?.(1, secret(pin), secret(puk)) ?? Promise.resolve(), CardRefusedError);
  await t.rejects(driver.verifyPin(1, secret('abcdefgh')), PinRuleError);
  await t.rejects(driver.verifyPin(1, secret('74019383')), { name: WrongPinError.name, triesLeft: 2 });
  t.match(await driver.pinStatus(1), { triesLeft: 2, maxTries: 3, triesTold: 'flags' });
  await driver.changePin(1, secret(pin), secret('50816437'));
  await driver.verifyPin(1, secret('50816437'));
  t.equal((await driver.pinStatus(1)).triesLeft, 3);
  await t.rejects(driver.resetRetryCounter(1, secret('00000000'), secret(pin)), WrongPukError);
  await driver.changePuk?.(1, secret(puk), secret('11235813'));
  await driver.resetRetryCounter(1, secret('11235813'), secret(pin));
  await driver.verifyPin(1, secret(pin));
  await t.rejects(driver.verifyPin(2, secret(pin)), Error, 'the other token has none');
});

await t.test('the factory’s security officer’s PIN of the settings is another one', async (t) => {
  const other = { factoryOfficerPin: () => Promise.resolve(secret('00000000')) };
  const { driver } = await lent(t, ['PIN 1', 'PIN 2'], other);
  await t.rejects(driver.createFileSystem(1, { token: 'a', pin: 'b' }), FactoryOfficerError);
  t.equal(await driver.lifeCycle(), 'blank');
});

await t.test('pulled between the SO-PIN and the PIN: it is told', async (t) => {
  const { driver, hsm, close } = await lent(t, ['PIN 1', 'PIN 2']);
  await driver.createFileSystem(1, { token: 'a', pin: 'b' });
  await close();
  const { environment } = hsm;
  const options = { modulePath: softHsmModule, reader: 'A 00', socketPath: undefined, environment, timeoutMs: 20_000 };
  const other = VendorModule.start(options);
  await other.load();
  const { slot = '' } = (await other.tokens()).find(({ label }) => label === 'PIN 1') ?? {};
  await other.askWith([secret(factoryOfficerPin)], { call: 'login', slot, user: 'securityOfficer' });
  await other.askWith([secret(factoryOfficerPin), secret(puk)], { call: 'setPin', slot });
  await other.close();

  const back = await open(hsm);
  t.teardown(back.close);
  t.match(await back.driver.pinStatus(1), { pinSet: false }, 'so the step runs again');
  const again = back.driver.setPinAndPuk?.(1, secret(pin), secret('11235813')) ?? Promise.resolve();
  await t.rejects(again, FactoryOfficerError);
  t.match(await back.driver.pinStatus(1), { pinSet: false });
});

await t.test('a card that other software set up is foreign', async (t) => {
  const { driver, hsm } = await lent(t, ['PIN 1', 'PIN 2']);
  await hsm.tool(
    '--token-label',
    'PIN 2',
    '--login',
    '--login-type',
    'so',
    '--so-pin',
    factoryOfficerPin,
    '--init-pin',
    '--pin',
    pin,
  );
  t.equal(await driver.lifeCycle(), 'foreign');
});

await t.test('a card with one PIN', async (t) => {
  const { driver } = await lent(t, ['PIN 1'], { tokenLabels: ['PIN 1'] });
  t.strictSame(
    driver.capabilities.pins.map(({ guards }) => guards),
    [['sign', 'encrypt', 'signEncrypt']],
  );
  const course = begin(
    driver,
    new Checks(({ what, outcome, why }) => t.equal(outcome, 'passed', `${what} ${why ?? ''}`)),
  );
  await personalise(course);
  await readBack(course);
});

await t.test('no token, one of another reader, and two that could be the same PIN', async (t) => {
  const hsm = await softHsm(t.testdir(), ['PIN 1', 'PIN 2']);
  const refused = async (failure: string, changes: Partial<VendorModuleSettings>): Promise<void> => {
    await t.rejects(open(hsm, changes), { name: 'TransportError', failure }, failure);
  };
  await refused('tokenElsewhere', { slotDescription: '^{reader}' });
  await refused('tokenMissing', { slotDescription: '^{reader}', tokenLabels: ['Vendor'] });
  await refused('tokenUnclear', { tokenLabels: ['PIN .'] });
  await refused('tokenUnclear', { tokenLabels: ['PIN 1', 'PIN 3'] });
  await refused('moduleMissing', { module: '/nonexistent.so' });
});

await t.test('cards that the settings do not give to the module are other families’', async (t) => {
  const hsm = await softHsm(t.testdir(), []);
  for (const changes of [{ atr: '3B00' }, { readers: 'B' }]) {
    await t.rejects(open(hsm, changes), { message: 'no APDU is sent' });
  }
});

await t.test('tries by the flags of the token', async (t) => {
  const tokenWith = (flags: number, value = 0xa0): Token => {
    const info = { slot: '00', slotDescription: '', label: '', serial: '7', flags: flags | 0x8 };
    const module: TokenModule = {
      token: () => Promise.resolve(info),
      askWith: () => Promise.reject(new ModuleRefusedError('login', value, '')),
      objects: () => Promise.resolve([]),
      bytes: () => Promise.resolve(new Uint8Array()),
      ask: () => Promise.resolve({ parts: [] }),
    };
    return new Token(module, 1, { slot: '00', serial: '7' }, { pin: 3, officer: 5 });
  };
  t.strictSame(await tokenWith(0).state(), { pinSet: true, pinTries: 3, officerTries: 5 });
  t.match(await tokenWith(0x110000).state(), { pinTries: 2, officerTries: 2 });
  t.match(await tokenWith(0x220000).state(), { pinTries: 1, officerTries: 1 });
  t.match(await tokenWith(0x440000).state(), { pinTries: 0, officerTries: 0 });
  await t.rejects(tokenWith(0x20000).loginUser(secret(pin)), { name: WrongPinError.name, triesLeft: 1 });
  await t.rejects(tokenWith(0x40000, 0xa4).loginUser(secret(pin)), PinBlockedError);
  await t.rejects(tokenWith(0x400000, 0xa4).loginOfficer(secret(puk)), PukBlockedError);
});

await t.test('two certificates for one key are read as damaged', async (t) => {
  const module: TokenModule = {
    token: () => Promise.reject(new Error('unused')),
    askWith: () => Promise.resolve(),
    objects: () => Promise.resolve([fromHex('01'), fromHex('02')].map((value) => ({ id: '45', label: '', value }))),
    bytes: () => Promise.resolve(new Uint8Array()),
    ask: () => Promise.resolve({ parts: [] }),
  };
  const token = new Token(module, 1, { slot: '00', serial: '7' }, { pin: 3, officer: 3 });
  await t.rejects(token.read('certificate', { use: 'sign', place: 'a' }), { name: 'CardProtocolError' });
});
t.end();
