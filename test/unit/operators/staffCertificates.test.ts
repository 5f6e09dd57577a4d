/** Which certificates are a staff card's: certification paths and CRLs, made and judged by openssl. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { pemBlocks } from '../../../daemon/operators/pem.js';
import { RevocationLists } from '../../../daemon/operators/revocationLists.js';
import { readAuthorities, StaffCertificates } from '../../../daemon/operators/staffCertificates.js';

const folder = t.testdir();
const path = (name: string): string => join(folder, name);
const openssl = (command: string): string => execFileSync('openssl', command.split(' '), { stdio: 'pipe' }).toString();

writeFileSync(path('authority'), 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n');
writeFileSync(path('leaf'), 'basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n');
writeFileSync(path('plain'), 'basicConstraints=CA:false\n');

function request(name: string): string {
  const key = `-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${path(`${name}.key`)}`;
  openssl(`req -new ${key} -subj /CN=${name} -out ${path(`${name}.csr`)}`);
  return `x509 -req -in ${path(`${name}.csr`)} -out ${path(`${name}.pem`)} -days 2`;
}
const root = (name: string) =>
  openssl(`${request(name)} -signkey ${path(`${name}.key`)} -extfile ${path('authority')}`);
const issue = (name: string, by: string, extensions: string, more = '-sha256') =>
  openssl(`${request(name)} -CA ${path(`${by}.pem`)} -CAkey ${path(`${by}.key`)} -CAcreateserial -extfile ${path(extensions)} ${more}`); // prettier-ignore

root('root');
issue('branch', 'root', 'authority');
issue('lin', 'branch', 'leaf');
issue('unrestricted', 'branch', 'plain');
issue('weak', 'branch', 'leaf', '-sha1');
issue('child', 'lin', 'leaf');

function crl(by: string, ...revoked: readonly string[]): string {
  writeFileSync(path('index'), '');
  writeFileSync(path('number'), '01\n');
  const settings = `[ca]\ndefault_ca=d\n[d]\ndatabase=${path('index')}\ncrlnumber=${path('number')}\ndefault_md=sha256\n`;
  writeFileSync(path('settings'), settings);
  const ca = `ca -config ${path('settings')} -cert ${path(`${by}.pem`)} -keyfile ${path(`${by}.key`)}`;
  for (const name of revoked) openssl(`${ca} -revoke ${path(`${name}.pem`)}`);
  openssl(`${ca} -gencrl -crldays 1 -out ${path(`${by}.crl`)}`);
  return path(`${by}.crl`);
}

const clock = { now: () => Date.now() + 60_000 };
const leaf = (name: string): Uint8Array =>
  pemBlocks(readFileSync(path(`${name}.pem`)), 'CERTIFICATE')[0] ?? new Uint8Array();

async function check(name: string, sources: readonly string[], authorities = 'both'): Promise<string> {
  const parts = { sources, directory: path('kept'), refreshMinutes: 60, clock, logger: pino({ level: 'silent' }) };
  const certificates = new StaffCertificates({
    authorities: await readAuthorities(path(`${authorities}.pem`)),
    revocationLists: new RevocationLists(parts),
    clock,
  });
  return certificates.check(leaf(name));
}

writeFileSync(path('both.pem'), readFileSync(path('root.pem'), 'utf8') + readFileSync(path('branch.pem'), 'utf8'));
const lists = [crl('root'), crl('branch')];

await t.test('through an authority in between, to the trusted one', async (t) => {
  const key = openssl(`x509 -in ${path('lin.pem')} -noout -pubkey`);
  const spki = execFileSync('openssl', ['pkey', '-pubin', '-outform', 'DER'], { input: key });
  const digest = execFileSync('openssl', ['dgst', '-sha256', '-r'], { input: spki }).toString().slice(0, 64);
  t.equal(await check('lin', lists), digest.toUpperCase(), 'known by the SHA-256 of its public key');
  t.ok(await check('unrestricted', lists), 'without key usage it is not restricted');
  await t.rejects(check('lin', lists, 'root'), { code: 'staff.card.foreign' }, 'the one in between is missing');
  await t.rejects(check('lin', lists, 'branch'), { code: 'staff.card.foreign' }, 'nor is it trusted by itself');
  await t.rejects(check('child', lists), { code: 'staff.card.foreign' }, 'a card is no authority');
  for (const authority of ['branch', 'root']) {
    await t.rejects(check(authority, lists), { code: 'staff.card.foreign' }, `${authority}: an authority is no card`);
  }
});

await t.test('a SHA-1 signature is worth nothing', (t) =>
  t.rejects(check('weak', lists), { code: 'staff.card.foreign', facts: { issuer: 'CN=branch' } }),
);

await t.test('every authority on the way must have said what it revoked', async (t) => {
  const [ofRoot = '', ofBranch = ''] = lists;
  await t.rejects(check('lin', [ofRoot]), { code: 'staff.card.revocationUnknown', facts: { issuer: 'CN=branch' } });
  await t.rejects(check('lin', [ofBranch]), { code: 'staff.card.revocationUnknown', facts: { issuer: 'CN=root' } });
  const both = path('both.crl');
  writeFileSync(both, readFileSync(ofRoot, 'utf8') + readFileSync(ofBranch, 'utf8'));
  t.ok(await check('lin', [both]), 'two in one file');
  openssl(`crl -in ${ofBranch} -outform DER -out ${path('branch.der')}`);
  t.ok(await check('lin', [ofRoot, path('branch.der')]), 'DER as well as PEM');
  crl('branch', 'lin');
  await t.rejects(check('lin', lists), { code: 'staff.card.revoked' });
  t.ok(await check('unrestricted', lists));
  crl('branch');
  crl('root', 'branch');
  await t.rejects(check('lin', lists), { code: 'staff.card.revoked' }, 'its authority is on the list');
  writeFileSync(path('noise'), 'no revocation list');
  await t.rejects(check('lin', [path('noise'), path('not there')]), { code: 'staff.card.revocationUnknown' });
});
t.end();
