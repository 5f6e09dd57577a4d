/** The process of the reference RA: opens the PKCS #11 token with its keys and starts the RA. */
import '../../base/noInspector.js';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pino, type Logger } from 'pino';
import { projectPath } from '../../base/projectRoot.js';
import { Secret } from '../../base/secret.js';
import { Token, type TokenKey, type TokenOptions } from '../../base/pkcs11/tokenKey.js';
import { parse as parseYaml } from 'yaml';
import { raProfileSchema } from '../../config/raProfile.js';
import { askRunningRa, fileCommands, isAdminCommand } from './admin.js';
import { prepareDirectory, ReferenceRa, type RaKeys, type ReferenceRaOptions } from './referenceRa.js';
import type { RaRules } from './rules.js';

const help = `Reference RA: the other end of the RA contract (sync/ra-api/openapi.yaml) in one process.

  main.js --directory DIR [options]        serve
  main.js approve REGISTRATION --directory DIR
  main.js register FILE --directory DIR    enter the registrations of a JSON file (an array)
  main.js batch-order FILE --directory DIR place the batch order of a JSON file (批次訂單)
  main.js letters ORDER --directory DIR    print the password letter of an order's card
  main.js withdraw-gateway NAME --directory DIR
  main.js operator NAME --directory DIR    admit a member of the gateways' staff, by login name
  main.js withdraw-operator NAME --directory DIR
  main.js release-order ORDER --directory DIR   take an order from a gateway that is gone
  main.js lift-suspension ACCOUNT --directory DIR
  main.js suspend SERIAL --directory DIR   a certificate is not trusted until further notice (暫時停用)
  main.js resume SERIAL --directory DIR    it is trusted again
  main.js clock SECONDS --directory DIR    set the RA's clock ahead of the machine's by SECONDS; 0 resets it;
                                            a time behind it follows two hyphens: clock -- -60

  --directory DIR        where all data is stored; created at the first start
  --host HOST            address to listen on (127.0.0.1)
  --port N               TCP port; 0 takes a free one (8444)
  --gateway-name NAME    gateway to admit; its certificate and key go to DIR/gateway (gateway-1)
  --operators NAMES      staff of the gateways to admit, login names with commas between them (none)
  --profile FILE         which RA it is: subject, certificate uses and terms of a profile (profiles/jcic/profile.yaml)
  --crl-url URL          where relying parties find the CRL; written into the certificates (none)
  --minimum-gateway-version VERSION   older gateways have to be updated (0.1.0)
  --now TIME             the RA's clock begins at this time, RFC 3339 (the machine's)
  --seed                 fill an empty RA with registrations to try
  --module FILE          PKCS #11 module (SoftHSM2's)
  --log-level LEVEL      debug, info, warn, error (info)
  --exit-with-parent     stop when standard input ends
  --help

When it is ready it prints one JSON object on a line: { "ready": true, "url": ..., "directory": ..., "caFile": ..., "gateway": ... }.
`;

const softHsm = '/usr/lib/softhsm/libsofthsm2.so';
const tokenLabel = 'reference-ra';
const digits = '0123456789';

/** The PIN of the token. The RA generates it at the first start; the PIN of an HSM would come from its operator. */
async function tokenPin(path: string): Promise<Secret> {
  if (!existsSync(path)) await writeFile(path, String(randomInt(1e11, 1e12)), { mode: 0o600 });
  return Secret.takeBytes(new Uint8Array(await readFile(path)));
}

async function openToken(directory: string, modulePath: string): Promise<Token> {
  const tokens = join(directory, 'tokens');
  const configuration = join(directory, 'softhsm2.conf');
  const pin = await tokenPin(join(directory, 'token-pin'));
  const options: TokenOptions = {
    modulePath,
    tokenLabel,
    pin,
    timeoutMs: 10_000,
    environment: { SOFTHSM2_CONF: configuration },
  };
  await writeFile(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const initialised = join(directory, 'token-initialised');
  if (!existsSync(initialised)) {
    await mkdir(tokens, { recursive: true, mode: 0o700 });
    const soPin = Secret.random(16, digits);
    await Token.initialise(options, soPin);
    soPin.dispose();
    await writeFile(`${initialised}.new`, '');
    await rename(`${initialised}.new`, initialised);
  }
  const token = new Token(options);
  pin.dispose();
  return token;
}

async function keysIn(token: Token): Promise<RaKeys> {
  const ca: TokenKey = await token.ensureKey('ca', 'sign', 3072);
  const transportCa = await token.ensureKey('transport-ca', 'sign', 2048);
  const escrow = await token.ensureKey('escrow', 'decrypt', 2048);
  return {
    ca,
    transportCa,
    escrowPublicKey: escrow.publicKey,
    openEscrow: (encryptedKey) => escrow.decrypt(encryptedKey),
  };
}

/** The part of a gateway's RA profile that the RA itself follows. */
async function rulesOf(file: string): Promise<RaRules> {
  const { subject, certificateUses, keyAlgorithm, terms } = raProfileSchema.parse(
    parseYaml(await readFile(file, 'utf8')),
  );
  return { subject, certificateUses, keyAlgorithm, termsVersion: terms.version };
}

interface ServeArguments extends ReferenceRaOptions {
  readonly modulePath: string;
  readonly exitWithParent: boolean;
}

/** Resolves with the reason when the process has to stop. */
function askedToStop(exitWithParent: boolean): Promise<string> {
  return new Promise((ask) => {
    process.once('SIGTERM', ask);
    process.once('SIGINT', ask);
    if (!exitWithParent) return;
    process.stdin.once('end', () => ask('parent ended'));
    process.stdin.once('error', () => ask('parent ended'));
    process.stdin.resume();
  });
}

async function serve(args: ServeArguments, log: Logger): Promise<void> {
  const stop = askedToStop(args.exitWithParent);
  await prepareDirectory(args.directory);
  const token = await openToken(args.directory, args.modulePath);
  try {
    const ra = await ReferenceRa.start(args, await keysIn(token), log);
    const gateway = join(args.directory, 'gateway');
    const ready = {
      ready: true,
      url: ra.url,
      directory: args.directory,
      caFile: join(args.directory, 'ca.pem'),
      gateway: {
        caFile: join(gateway, 'ca.pem'),
        certificateFile: join(gateway, 'gateway.pem'),
        keyFile: join(gateway, 'gateway-key.pem'),
        issuers: [join(args.directory, 'ca.pem')],
        escrowKeys: [join(args.directory, 'escrow.pem')],
      },
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    log.info({ url: ra.url }, 'ready');
    log.info({ why: await stop }, 'stopping');
    await ra.stop();
  } finally {
    await token.close();
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      directory: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8444' },
      'gateway-name': { type: 'string', default: 'gateway-1' },
      operators: { type: 'string', default: '' },
      profile: { type: 'string', default: projectPath('profiles', 'jcic', 'profile.yaml') },
      'crl-url': { type: 'string' },
      'minimum-gateway-version': { type: 'string', default: '0.1.0' },
      now: { type: 'string' },
      seed: { type: 'boolean', default: false },
      module: { type: 'string', default: softHsm },
      'log-level': { type: 'string', default: 'info' },
      'exit-with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, id] = positionals;
  const port = Number(values.port);
  const clockOffsetMs = values.now === undefined ? 0 : Date.parse(values.now) - Date.now();
  const wellFormed =
    values.directory !== undefined &&
    Number.isInteger(port) &&
    Number.isFinite(clockOffsetMs) &&
    /^\d+\.\d+\.\d+$/.test(values['minimum-gateway-version']) &&
    (command === undefined || (isAdminCommand(command) && id !== undefined));
  if (values.help || values.directory === undefined || !wellFormed) {
    (values.help ? process.stdout : process.stderr).write(help);
    return values.help ? 0 : 2;
  }
  const directory = resolve(values.directory);
  if (isAdminCommand(command) && id !== undefined) {
    const subject = fileCommands.has(command) ? await readFile(id, 'utf8') : id;
    const { done, text } = await askRunningRa(directory, command, subject);
    (done ? process.stdout : process.stderr).write(text);
    return done ? 0 : 1;
  }
  // When the parent has ended, its pipes are closed. A write error on them must not crash the process. pino's own destination is not
  // used because it retries a closed pipe for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const log = pino({ name: 'reference-ra', level: values['log-level'] }, process.stderr);
  await serve(
    {
      directory,
      host: values.host,
      port,
      gatewayName: values['gateway-name'],
      operators: values.operators.split(',').filter((name) => name !== ''),
      seed: values.seed,
      rules: await rulesOf(values.profile),
      crlUrl: values['crl-url'] ?? null,
      minimumGatewayVersion: values['minimum-gateway-version'],
      clockOffsetMs,
      modulePath: values.module,
      exitWithParent: values['exit-with-parent'],
    },
    log,
  );
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// An open pipe on standard input would keep the process alive.
process.stdin.destroy();
