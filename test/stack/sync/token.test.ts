/** Keys in a PKCS #11 token: used, never read, and a process that hangs is replaced. */
import { execFile } from 'node:child_process';
import { constants, createPublicKey, publicEncrypt, randomBytes, verify } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { Token, TokenError, type TokenOptions } from '../../../base/pkcs11/tokenKey.js';

const modulePath = '/usr/lib/softhsm/libsofthsm2.so';
let directory: string;
let options: TokenOptions;
const pin = Secret.fromText('1234-token');

t.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'token-'));
  await mkdir(join(directory, 'tokens'));
  const conf = join(directory, 'softhsm2.conf');
  await writeFile(conf, `directories.tokendir = ${join(directory, 'tokens')}\nobjectstore.backend = file\n`);
  options = { modulePath, tokenLabel: 'RA', pin, timeoutMs: 20_000, environment: { SOFTHSM2_CONF: conf } };
  await Token.initialise(options, Secret.fromText('so-pin-1'));
});
t.after(() => rm(directory, { recursive: true }));

async function opened(work: (token: Token) => Promise<void>, changes: Partial<TokenOptions> = {}): Promise<void> {
  const token = new Token({ ...options, ...changes });
  try {
    await work(token);
  } finally {
    await token.close();
  }
}

void t.test('a generated key signs, decrypts, stays and cannot be read', async (t) => {
  let publicKey = new Uint8Array();
  await opened(async (token) => {
    t.equal(await token.findKey('ca'), null);
    const ca = await token.ensureKey('ca', 'sign', 2048);
    const escrow = await token.ensureKey('escrow', 'decrypt', 2048);
    publicKey = ca.publicKey.slice();

    const data = randomBytes(1000);
    t.ok(verify('sha256', data, keyOf(ca.publicKey), await ca.sign(data)));
    const encrypted = publicEncrypt(
      { key: keyOf(escrow.publicKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from('of the escrow'),
    );
    t.equal(Buffer.from(await escrow.decrypt(encrypted)).toString(), 'of the escrow');
    t.equal(await failureOf(escrow.sign(data)), 'refused');
    t.equal(await failureOf(ca.decrypt(encrypted)), 'refused');
    t.equal(await failureOf(escrow.decrypt(randomBytes(256))), 'refused');
    t.ok(verify('sha256', data, keyOf(ca.publicKey), await ca.sign(data)), 'a refused operation leaves it usable');
  });
  await opened(async (token) => {
    t.same((await token.ensureKey('ca', 'sign', 2048)).publicKey, publicKey);
  });

  const { stdout } = await promisify(execFile)(
    'pkcs11-tool',
    ['--module', modulePath, '--token-label', 'RA', '--login', '--pin', '1234-token', '--list-objects'],
    { env: { ...process.env, ...options.environment } },
  );
  const [, privateKeys = ''] = /Private Key Object; RSA([^]*?label:\s+ca[^]*?Access:.*)/.exec(stdout) ?? [];
  t.match(privateKeys, /Access:\s+sensitive, always sensitive, never extractable/);
});

void t.test('a wrong PIN is refused', async (t) => {
  await opened(
    async (token) => {
      await t.rejects(token.findKey('ca'), new TokenError('refused', 'CKR_PIN_INCORRECT'));
    },
    { pin: Secret.fromText('wrong') },
  );
});

void t.test('a module that is not there is refused, and so is a closed token', async (t) => {
  await opened(
    async (token) => {
      t.equal(await failureOf(token.findKey('ca')), 'refused');
    },
    { modulePath: '/nowhere.so' },
  );
  const token = new Token(options);
  await token.close();
  t.equal(await failureOf(token.findKey('ca')), 'crashed');
});

void t.test('a process that hangs or crashes is replaced at the next operation', async (t) => {
  await opened(
    async (token) => {
      const key = await token.ensureKey('patient', 'sign', 2048);
      const data = randomBytes(32);
      for (const [signal, failure] of [
        ['SIGSTOP', 'timeout'],
        ['SIGKILL', 'crashed'],
      ] as const) {
        process.kill(await childOf(process.pid), signal);
        t.equal(await failureOf(Promise.all([key.sign(data), token.findKey('patient')])), failure);
        const [signature] = await Promise.all([key.sign(data), token.findKey('patient')]);
        t.ok(verify('sha256', data, keyOf(key.publicKey), signature));
      }
    },
    { timeoutMs: 3_000 },
  );
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();

/** The one child process of `pid`. */
async function childOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('pgrep', ['--parent', String(pid), '--full', 'pkcs11Child']);
  return Number(stdout.trim());
}

async function failureOf(operation: Promise<unknown>): Promise<string> {
  try {
    await operation;
    return 'none';
  } catch (error) {
    return error instanceof TokenError ? error.failure : String(error);
  }
}

function keyOf(publicKey: Uint8Array): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
}
