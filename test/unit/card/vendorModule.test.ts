/** A vendor's PKCS #11 module in its process: what is asked of it, and what becomes of one that is none, hangs or crashes. */
import { execFileSync } from 'node:child_process';
import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import t, { type Test } from 'tap';
import { concatBytes, fromHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import { packMessage, unpackMessage, type ModuleCall } from '../../../card/pkcs11/messages.js';
import { ModuleRefusedError, VendorModule, type VendorModuleOptions } from '../../../card/pkcs11/vendorModule.js';
import { factoryOfficerPin, moduleProcessOf, softHsm, softHsmModule } from '../../harness/softHsm.js';

const secret = (text: string): Secret => Secret.fromText(text);
const timeoutMs = 20_000;

async function start(t: Test, options: Partial<VendorModuleOptions> = {}) {
  const hsm = await softHsm(t.testdir(), ['PIN 1']);
  const module = VendorModule.start({
    ...{ modulePath: softHsmModule, reader: 'A 00', socketPath: undefined, environment: hsm.environment, timeoutMs },
    ...options,
  });
  t.teardown(() => module.close());
  return { hsm, module };
}

await t.test('requests and answers keep their bytes apart from their text', (t) => {
  const call: ModuleCall = { call: 'setPin', slot: '00' };
  const { header, parts } = unpackMessage<ModuleCall>(packMessage(call, [fromHex('31'), fromHex(''), fromHex('3233')]));
  t.same(header, call);
  t.same(
    parts.map((part) => [...part]),
    [[0x31], [], [0x32, 0x33]],
  );
  t.end();
});

await t.test('PINs, keys and objects of a token', async (t) => {
  const { module, hsm } = await start(t);
  await module.load();
  const token = (await module.tokens()).find(({ label }) => label === 'PIN 1');
  if (token === undefined) throw new Error('no token');
  const { slot } = token;
  await module.askWith([secret(factoryOfficerPin)], { call: 'login', slot, user: 'securityOfficer' });
  await module.askWith([secret('74019382')], { call: 'initPin', slot });
  await module.ask({ call: 'writeData', slot, application: 'ours', label: 'mark' }, fromHex('0102'));
  await module.ask({ call: 'logout', slot });
  t.match(await module.objects(slot, 'data'), [{ label: 'mark', id: '' }]);

  const login: ModuleCall = { call: 'login', slot, user: 'user' };
  await t.rejects(module.askWith([secret('74019383')], login), { name: 'ModuleRefusedError', value: 0xa0 });
  await module.askWith([secret('74019382'), secret('50816437')], { call: 'setPin', slot });
  await module.askWith([secret('50816437')], login);
  // The key asks for the PIN before each use.
  const spki = await module.bytes({
    ...{ call: 'generate', slot, id: '45', label: 'Signing key', modulusBits: 2048 },
    ...{ signs: true, deciphers: true, alwaysAuthenticate: true },
  });
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const digest = execFileSync('sha256sum', { input: 'text' }).toString().slice(0, 64);
  const digestInfo = concatBytes(fromHex('3031300D060960864801650304020105000420'), fromHex(digest));
  for (let i = 0; i < 2; i++) {
    const signature = await module.bytes({ call: 'sign', slot, id: '45' }, digestInfo);
    t.ok(verify('sha256', Buffer.from('text'), key, signature));
  }
  const padded = { key, padding: constants.RSA_PKCS1_PADDING };
  const cryptogram = publicEncrypt(padded, Buffer.from('for the subscriber'));
  const plain = await module.bytes({ call: 'decrypt', slot, id: '45' }, cryptogram);
  t.equal(Buffer.from(plain).toString(), 'for the subscriber');
  t.match(await hsm.tool('--list-objects', '--login', '--pin', '50816437'), /Access:.*always authenticate/i);
  await module.ask({ call: 'logout', slot });
  await t.rejects(module.bytes({ call: 'sign', slot, id: '45' }, digestInfo), ModuleRefusedError);
});

await t.test('a module that is missing, and a file that is none', async (t) => {
  const missing = await start(t, { modulePath: '/nonexistent/vendor.so' });
  await t.rejects(missing.module.load(), { name: 'TransportError', failure: 'moduleMissing' });
  for (const modulePath of ['/etc/passwd', '/usr/lib/x86_64-linux-gnu/libz.so.1']) {
    const { module } = await start(t, { modulePath });
    await t.rejects(module.load(), { name: 'TransportError', failure: 'moduleUnusable' }, modulePath);
    await t.rejects(module.tokens(), { name: 'TransportError', failure: 'moduleUnusable' }, 'no further call is made');
  }
});

await t.test('a module that hangs is ended', async (t) => {
  const { module } = await start(t, { timeoutMs: 1_000 });
  await module.load();
  process.kill(moduleProcessOf('A 00'), 'SIGSTOP');
  await t.rejects(module.tokens(), { name: 'TransportError', failure: 'moduleTimeout' });
  await t.rejects(module.tokens(), { name: 'TransportError', failure: 'moduleTimeout' });
});

await t.test('a module that ends its process', async (t) => {
  const { module } = await start(t);
  await module.load();
  process.kill(moduleProcessOf('A 00'), 'SIGSEGV');
  await t.rejects(module.tokens(), { name: 'TransportError', failure: 'moduleCrashed' });
});
t.end();
