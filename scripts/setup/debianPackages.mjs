/** Which Debian packages are needed, which are missing, and how they are installed. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { mustRun, run } from './command.mjs';
import { Refusal, say, step } from './say.mjs';

/**
 * `run`: building and running the gateway. `demo`: a counter in one machine, with virtual readers and cards. `test`:
 * what only the tests and the bench use besides.
 * @typedef {'run' | 'demo' | 'test'} Purpose
 */

/**
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {string} why
 * @property {string} [command] a program that may also come from elsewhere; found on PATH, the package is not asked for
 */

/** @type {Record<Purpose, readonly DebianPackage[]>} */
const groups = {
  run: [
    { name: 'pcscd', why: 'the PC/SC service' },
    { name: 'libpcsclite-dev', why: 'to compile pcsclite' },
    { name: 'libsqlite3-dev', why: 'to compile sqlite3 against the system’s SQLite' },
    { name: 'g++', why: 'to compile pcsclite, pkcs11js and sqlite3', command: 'g++' },
    { name: 'make', why: 'the same', command: 'make' },
    { name: 'python3', why: 'node-gyp runs on it', command: 'python3' },
  ],
  demo: [
    { name: 'vsmartcard-vpcd', why: 'virtual readers' },
    { name: 'util-linux', why: 'unshare and mount, for a pcscd in namespaces of its own' },
    { name: 'iproute2', why: 'ip, for the network in that namespace' },
    { name: 'softhsm2', why: 'the token that holds the reference RA’s CA key' },
    { name: 'opensc', why: 'confirms the cards from outside' },
    { name: 'opensc-pkcs11', why: 'the same, through PKCS#11' },
    { name: 'openssl', why: 'confirms certificates and signatures', command: 'openssl' },
    { name: 'chromium', why: 'the screens' },
    { name: 'fonts-noto-cjk', why: 'the screens’ font' },
    { name: 'fonts-cns11643-kai', why: 'rare characters in names, which the other font does not have' },
  ],
  test: [
    { name: 'yubico-piv-tool', why: 'judges PIV cards' },
    { name: 'pcsc-tools', why: 'pcsc_scan, the bench’s peer for card detection, and scriptor' },
    { name: 'curl', why: 'a client of the API that is not ours', command: 'curl' },
    { name: 'sqlite3', why: 'reads the stores from outside', command: 'sqlite3' },
    { name: 'procps', why: 'ps and pgrep', command: 'ps' },
    { name: 'poppler-utils', why: 'pdftotext and pdffonts read the letters and reports' },
    { name: 'rsyslog', why: 'a syslog daemon that is not ours reads the audit log' },
    { name: 'rsyslog-gnutls', why: 'the same, over TLS' },
    { name: 'systemd', why: 'systemd-analyze and systemd-notify judge the unit' },
  ],
};

/** @type {Record<Purpose, readonly Purpose[]>} */
const includes = { run: ['run'], demo: ['run', 'demo'], test: ['run', 'demo', 'test'] };

/** @param {string} command */
function onPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * @param {Purpose} purpose
 * @returns {Promise<readonly DebianPackage[]>}
 */
async function missingPackages(purpose) {
  const wanted = includes[purpose]
    .flatMap((group) => groups[group])
    .filter(({ command }) => command === undefined || !onPath(command));
  if (wanted.length === 0) return [];
  const names = wanted.map(({ name }) => name);
  if (!onPath('dpkg-query')) {
    throw new Refusal(
      `This is not a Debian system. Install what these packages hold, then try again:\n  ${names.join(' ')}`,
    );
  }
  // It answers with status 1 as soon as one name is unknown; the known ones are printed all the same.
  const { output } = await run('dpkg-query', ['-W', '-f', '${binary:Package} ${db:Status-Status}\n', ...names]);
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.replace(/(:\w+)? installed$/, '')),
  );
  return wanted.filter(({ name }) => !installed.has(name));
}

/** needrestart would restart services of the machine behind an installation. */
const aptEnvironment = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' };

/**
 * @param {readonly DebianPackage[]} packages
 * @returns {string[]}
 */
function installArguments(packages) {
  return [
    'install',
    '--yes',
    '--no-install-recommends',
    // A package that another one conflicts with, as rsyslog with syslog-ng, is a person's to remove.
    '--no-remove',
    ...['-o', 'DPkg::Lock::Timeout=120'],
    ...['-o', 'Dpkg::Options::=--force-confold'],
    // The virtual readers are for a pcscd of our own; the machine's own one is not to get them.
    ...['-o', 'Dpkg::Options::=--path-exclude=/etc/reader.conf.d/vpcd'],
    ...packages.map(({ name }) => name),
  ];
}

/**
 * @param {string} question
 * @returns {Promise<boolean>}
 */
async function askPerson(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Installs what is missing: as root directly, else through sudo after asking.
 * @param {Purpose} purpose
 * @param {{ yes: boolean }} options `yes`: the person allowed sudo on the command line
 */
export async function ensureDebianPackages(purpose, options) {
  const missing = await missingPackages(purpose);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  const args = installArguments(missing);
  const byHand = `apt-get install --no-install-recommends ${missing.map(({ name }) => name).join(' ')}`;

  say('These Debian packages are missing and will be installed with apt-get:');
  for (const { name, why } of missing) say(`  ${name.padEnd(18)} ${why}`);
  if (!isRoot) {
    if (!onPath('sudo')) throw new Refusal(`There is no sudo here. Run this as root, then try again:\n  ${byHand}`);
    const allowed = options.yes || (process.stdin.isTTY && (await askPerson('Install them with sudo?')));
    if (!allowed) throw new Refusal(`Nothing was installed. Run this, or repeat with --yes:\n  sudo ${byHand}`);
  }
  const environment = Object.entries(aptEnvironment).map(([name, value]) => `${name}=${value}`);
  const sudo = isRoot ? [] : ['sudo', ...(process.stdin.isTTY ? [] : ['--non-interactive'])];
  const [program = 'env', ...before] = [...sudo, 'env', ...environment, 'apt-get'];
  const inherit = !isRoot && process.stdin.isTTY;

  await step('apt-get update', async () => {
    const { status, output } = await run(program, [...before, 'update', '--quiet'], { inherit });
    if (status !== 0) say(`  not everything could be updated; going on with the package lists at hand\n${output}`);
  });
  await step(`apt-get install ${missing.map(({ name }) => name).join(' ')}`, () =>
    mustRun(program, [...before, '--quiet', ...args], { inherit }),
  );
  const still = await missingPackages(purpose);
  if (still.length > 0) throw new Refusal(`Still missing: ${still.map(({ name }) => name).join(' ')}`);
}
