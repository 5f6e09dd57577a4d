/** The command line of the gateway. */
import '../base/noInspector.js';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { pino, type Logger } from 'pino';
import { systemClock } from '../base/clock.js';
import { DatabaseInUseError } from '../base/database.js';
import { Secret } from '../base/secret.js';
import { registry } from '../card/drivers/registry.js';
import { PcscTransport } from '../card/transport/pcscTransport.js';
import { ConfigError, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import type { StaffRole } from './contract/messages.js';
import { startApp } from './app.js';
import { Audit } from './audit/audit.js';
import { verifyAuditLog } from './auditCommands.js';
import { BackupError } from './backup/backupFile.js';
import { backupTo, restoreFrom } from './backupCommands.js';
import { enrolScreen } from './screenCommands.js';
import { UsageError } from './usageError.js';
import { Failure } from './contract/failures/failure.js';
import { toWireFailure } from './contract/failures/wireFailure.js';
import { migrationsFolder, openStore, RestoreInterruptedError } from './store/gatewayStore.js';
import { runDoctor } from './health/doctor/doctor.js';
import { findSettings, installedSettings } from './health/doctor/findSettings.js';
import { doctorTable } from './health/doctor/table.js';
import { connectServiceManager } from './health/notify.js';
import { Watchdog } from './health/watchdog.js';
import { staffRoles } from './operators/permissions.js';
import { StaffAccounts, type StaffAccount } from './operators/staffAccounts.js';

const defaultRole: StaffRole = 'counterOfficer';

const usage = `Usage: main.js --config FILE [COMMAND]

Runs the card gateway in the foreground until SIGTERM or SIGINT.

Commands:
  doctor [--repair ID|all] [--confirmed] [--json] [--lang zh-TW|en]
                            checks the environment, whether the gateway runs or not, and makes the repairs asked
                            for; status 1 when something failed. Without --config it checks the running gateway,
                            else the one of ${installedSettings}
  backup FILE               copies the store and the keys beside it to one new file, encrypted to backup.recipients and
                            signed by the gateway; prints who signed it. Run it as root, while the gateway runs: then
                            it can read the signing key where systemd hands that to the service
  enrol-screen PLACE NAME   makes a code with which one new screen is let in, once, within ten minutes. PLACE is kiosk,
                            counter, batch or status; NAME is what staff call the screen. The gateway has to run

Commands while the gateway is not running:
  create-supervisor NAME    creates the first supervisor, who creates everybody else at the counter
  add-operator NAME[:ROLE]… creates staff accounts; a name without a role gets that of --role
  verify-audit              verifies the audit log: its rows, the heads that the gateway signed, and the checkpoints of the
                            RAs that answer. Without the gateway's key, which systemd takes away from a service that is
                            stopped, an RA is not asked, and a line says so
  restore FILE [--key KEYFILE] [--signer WHO] [--unauthenticated]
                            restores the store from a copy that this gateway signed and keeps what it replaces; the
                            gateway then compares the restored store with the RAs and the cards

Passwords are read from standard input, one on each line.

Options:
  --confirmed     make also the repairs that interrupt running work
  --role ROLE     ${staffRoles.join(', ')}; ${defaultRole} when absent
  --key KEYFILE   private key of a recipient of the copy (PEM); its passphrase is read from standard input
  --signer WHO    where the copy's signer is not known here: the SHA-256 that \`backup\` printed, or a certificate's file
  --unauthenticated  also a copy of an earlier version, which nobody signed: look at its accounts afterwards
  --config FILE   settings (YAML); every setting is in docs/configuration.md
  --help          this text`;

/** On a machine with much memory V8 lets the heap grow to several times its live size before it collects; here to 133 %. */
setFlagsFromString('--heap-growing-percent=33');

/** Standard output. When its reader has ended, the gateway continues without a log. */
function logStream(): NodeJS.WriteStream {
  return process.stdout.on('error', () => undefined);
}

/** Resolves with the first SIGTERM or SIGINT. A signal during the start is kept until the start is finished. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}

async function run(config: Config, logger: Logger): Promise<void> {
  const stop = stopSignal();
  const serviceManager = connectServiceManager();
  const transport = new PcscTransport(config.pcscSocket === null ? {} : { socketPath: config.pcscSocket });
  const app = await startApp({ config, logger, transport });
  const watchdog = new Watchdog({
    progress: app.progress,
    serviceManager,
    report: (stuck) => logger[stuck.length > 0 ? 'error' : 'info']({ stuck }, 'watchdog'),
  });
  watchdog.start();
  await serviceManager.ready('Running');
  logger.info({ url: app.url, readyMs: Math.round(performance.now()) }, 'ready');
  logger.info({ signal: await stop }, 'stopping');
  await serviceManager.stopping('Stopping');
  await watchdog.stop();
  await app.stop();
}

/** @throws {UsageError} */
function roleOf(word: string): StaffRole {
  const role = staffRoles.find((candidate) => candidate === word);
  if (role === undefined) throw new UsageError(`there is no role ${word}`);
  return role;
}

/** Opens the store of a stopped gateway and calls `work` with its staff accounts. */
async function withAccounts(config: Config, work: (accounts: StaffAccounts) => Promise<void>): Promise<void> {
  const database = await openStore(config.stateDirectory);
  try {
    await work(new StaffAccounts(database, new Audit(database, systemClock), systemClock));
  } finally {
    await database.close();
  }
}

/** One line of standard input for each name. @throws {UsageError} */
async function readPasswords(count: number): Promise<readonly Secret[]> {
  const lines = (await readAll(process.stdin)).replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length !== count)
    throw new UsageError(`${count} line(s) with a password are expected, ${lines.length} came`);
  return lines.map((line) => Secret.fromText(line));
}

function printCreated({ name, role }: StaffAccount): void {
  process.stdout.write(`Created the ${role} ${name}.\n`);
}

async function createSupervisor(config: Config, [name, ...more]: readonly string[]): Promise<void> {
  if (name === undefined || more.length > 0) throw new UsageError('create-supervisor needs one name');
  const [password] = await readPasswords(1);
  if (password === undefined) return;
  await withAccounts(config, async (accounts) => printCreated(await accounts.createFirstSupervisor(name, password)));
}

async function addOperators(config: Config, names: readonly string[], role: string): Promise<void> {
  if (names.length === 0) throw new UsageError('add-operator needs a name');
  const wanted = names.map((word) => {
    const [name = '', ownRole = role] = word.split(':');
    return { name, role: roleOf(ownRole) };
  });
  const passwords = await readPasswords(wanted.length);
  await withAccounts(config, async (accounts) => {
    for (const [index, password] of passwords.entries()) {
      const { name, role: as } = wanted[index] ?? { name: '', role: defaultRole };
      printCreated(await accounts.createAtShell(name, password, as));
    }
  });
}

/** Opens the store of a stopped gateway and calls `work` with its audit log. */
async function withAudit(config: Config, work: (audit: Audit) => Promise<void>): Promise<void> {
  const database = await openStore(config.stateDirectory);
  try {
    await work(new Audit(database, systemClock));
  } finally {
    await database.close();
  }
}

/** @throws {UsageError} */
function onlyFile(command: string, [file, ...more]: readonly string[]): string {
  if (file === undefined || more.length > 0) throw new UsageError(`${command} needs one file`);
  return resolve(file);
}

/** @throws {UsageError} */
async function findOnlySettings(): Promise<string> {
  const [file, ...others] = await findSettings();
  if (file === undefined) throw new UsageError(`no gateway runs, and there is no ${installedSettings}: name --config`);
  if (others.length > 0) throw new UsageError(`several gateways run: name one of ${[file, ...others].join(', ')}`);
  return file;
}

interface DoctorOptions {
  readonly repair?: string | undefined;
  readonly confirmed: boolean;
  readonly json: boolean;
  readonly lang: string;
}

/** Exits with status 1 when a check or a repair failed. */
async function doctor(config: Config, settings: string, options: DoctorOptions): Promise<void> {
  const { repair = null, confirmed, json, lang } = options;
  if (lang !== 'zh-TW' && lang !== 'en') throw new UsageError(`there is no language ${lang}`);
  const report = await runDoctor({
    config,
    logger: pino({ level: 'silent' }),
    openStore: () => openStore(config.stateDirectory),
    repair,
    confirmed,
  });
  const used = resolve(settings);
  process.stdout.write(
    json
      ? `${JSON.stringify({ settings: used, ...report })}\n`
      : `${used}\n\n${doctorTable(report, lang, process.stdout.isTTY)}`,
  );
  const failed =
    report.checks.some(({ state }) => state === 'failed') || report.repairs.some(({ outcome }) => outcome === 'failed');
  process.exitCode = failed ? 1 : 0;
}

/** @throws {UsageError} */
function parseCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        role: { type: 'string', default: defaultRole },
        repair: { type: 'string' },
        confirmed: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        lang: { type: 'string', default: 'zh-TW' },
        key: { type: 'string' },
        signer: { type: 'string' },
        unauthenticated: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // Node's first sentence says what is wrong; the others are advice for programmers.
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseCommandLine();
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const [command, ...names] = positionals;
  const settings = values.config ?? (command === 'doctor' ? await findOnlySettings() : undefined);
  if (settings === undefined) throw new UsageError('--config is missing');
  const config = await loadConfig(
    settings,
    registry.map(({ family }) => family),
  );
  switch (command) {
    case undefined:
      await run(config, pino({ level: config.logLevel }, logStream()));
      return;
    case 'create-supervisor':
      await createSupervisor(config, names);
      return;
    case 'add-operator':
      await addOperators(config, names, values.role);
      return;
    case 'verify-audit':
      await verifyAuditLog(config);
      return;
    case 'enrol-screen':
      await enrolScreen(config, names);
      return;
    case 'backup':
      await backupTo(config, onlyFile(command, names), (work) => withAudit(config, work));
      return;
    case 'restore':
      await restoreFrom(config, onlyFile(command, names), { ...values, migrationsFolder, readPasswords });
      return;
    case 'doctor':
      await doctor(config, settings, values);
      return;
    default:
      throw new UsageError(`there is no command ${command}`);
  }
}

/** The message for the person at the shell. An unknown error is a mistake of the program and is printed with its stack. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (error instanceof Failure) {
    const { happened, next } = toWireFailure(error);
    return `${happened.en} ${next.en} (${error.code})`;
  }
  if (
    error instanceof ConfigError ||
    error instanceof DatabaseInUseError ||
    error instanceof BackupError ||
    error instanceof RestoreInterruptedError
  )
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`card-gateway: ${explain(error)}\n`);
  // The systemd unit does not restart after status 2, because another start would fail in the same way.
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
}
