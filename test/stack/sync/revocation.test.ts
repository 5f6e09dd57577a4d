/** 憑證廢止, 暫時停用, and what relying parties see of it: openssl judges the CRL. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { CertificateRecord, Revocation } from '../../../sync/connector.js';
import { query, resume, shiftClock, suspend } from '../../harness/raOffice.js';
import { runTool } from '../../harness/runTool.js';
import { openssl, Workbench } from '../../unit/sync/openssl.js';
import { issueCard, refusalOf, refusedWith } from './card.js';
import { startRa } from './ra.js';

const crlUrl = 'http://crl.example/ra.crl';
const { server, ra } = await startRa('--crl-url', crlUrl);
const bench = await Workbench.open();
t.teardown(() => bench.close());

function revocationOf(registrationId: string, changes: Partial<Revocation> = {}): Revocation {
  const people = { askedBy: 'officer1', approvedBy: 'supervisor1' };
  return {
    registrationId,
    serials: null,
    reason: 'keyCompromise',
    form: 'inPerson',
    note: '卡片遺失',
    ...people,
    ...changes,
  };
}

/** @returns what openssl says of the certificate against the CRL of this moment */
async function judged({ serial, certificate }: CertificateRecord): Promise<string> {
  const list = join(bench.directory, 'ra.crl');
  await writeFile(
    list,
    await openssl(`crl -inform DER -in ${await bench.put('der.crl', await ra.certificateRevocationList())}`),
  );
  const path = await bench.put(`${serial}.cer`, certificate);
  const { stdout, stderr } = await runTool('openssl', [
    ...['verify', '-crl_check', '-CAfile', server.ready.caFile, '-CRLfile', list, path],
  ]);
  return stdout + stderr;
}

/** @returns openssl's print of the CRL of this moment, verified against the CA */
async function listText(): Promise<string> {
  const path = await bench.put('list.crl', await ra.certificateRevocationList());
  const text = await openssl(`crl -inform DER -in ${path} -noout -text -verify -CAfile ${server.ready.caFile}`);
  t.match(text, /^verify OK$/m);
  return text;
}

function numberIn(text: string): number {
  return Number(/X509v3 CRL Number: *\n *(\d+)/.exec(text)?.[1]);
}

void t.test('all certificates of a registration, or those that are named', async (t) => {
  const { card, certificates } = await issueCard(ra, 'R-0001');
  const [newest, other] = certificates;
  if (newest === undefined || other === undefined) throw new Error('two certificates');
  t.match(await judged(newest), /OK/);
  t.match(await openssl(`x509 -in ${await bench.put('x.cer', newest.certificate)} -noout -text`), `URI:${crlUrl}`);
  const before = numberIn(await listText());
  t.equal(numberIn(await listText()), before, 'nothing happened: the same list');

  const two = { approvedBy: 'officer1' };
  t.equal(await refusalOf(ra.revoke(revocationOf('R-0001', two), randomUUID())), 'badRequest', 'two people');
  t.equal(await refusalOf(ra.revoke(revocationOf('R-9999'), randomUUID())), 'registrationUnknown');
  t.equal(await refusalOf(ra.revoke(revocationOf('R-0002'), randomUUID())), 'noCertificateInForce');
  const foreign = revocationOf('R-0002', { serials: [newest.serial] });
  t.equal(await refusalOf(ra.revoke(foreign, randomUUID())), 'certificateUnknown', 'somebody else’s');

  const key = randomUUID();
  const one = revocationOf('R-0001', { serials: [newest.serial.toLowerCase()], reason: 'superseded' });
  const revoked = await ra.revoke(one, key);
  t.same(revoked.serials, [newest.serial]);
  t.same(await ra.revoke(one, key), revoked, 'the same request again');
  t.equal(await refusalOf(ra.revoke(one, randomUUID())), 'alreadyRevoked');
  t.match(await ra.findCertificate(newest.serial), {
    status: 'revoked',
    revokedAt: revoked.revokedAt,
    revocationReason: 'superseded',
  });
  t.match(await judged(newest), /certificate revoked/);
  t.match(await judged(other), /OK/);
  t.same(await refusedWith(ra.challengeCard(newest.serial)), { reason: 'certificateRevoked', serial: newest.serial });
  t.match(await ra.cardRecord(card.cardSerial), { state: 'issued', registration: { state: 'issued' } });

  t.same((await ra.revoke(revocationOf('R-0001'), randomUUID())).serials, [other.serial], 'the rest');
  t.match(await judged(other), /certificate revoked/);
  t.equal(await refusalOf(ra.revoke(revocationOf('R-0001'), randomUUID())), 'alreadyRevoked');
  t.equal((await ra.cardRecord(card.cardSerial)).registration?.state, 'revoked');
  const text = await listText();
  t.ok(numberIn(text) > before);
  t.match(text, new RegExp(`Serial Number: ${newest.serial}\\n[^]*?Superseded`));
  t.match(text, new RegExp(`Serial Number: ${other.serial}\\n[^]*?Key Compromise`));

  const { history } = await ra.registrationRecord('R-0001', { kind: 'counter', operator: 'officer1' });
  const events = history.filter(({ event }) => event === 'certificateRevoked');
  t.equal(events.length, 2);
  t.match(events[0], {
    actor: 'gateway-1',
    facts: { askedBy: 'officer1', approvedBy: 'supervisor1', form: 'inPerson' },
  });
  t.same(await query(server, 'SELECT DISTINCT note FROM revocation'), [['卡片遺失']]);
});

void t.test('a suspended certificate, and the list from day to day', async (t) => {
  const { certificates } = await issueCard(ra, 'R-0003');
  const [certificate] = certificates;
  if (certificate === undefined) throw new Error('a certificate');
  await suspend(server, certificate.serial);
  t.equal((await ra.findCertificate(certificate.serial))?.status, 'suspended');
  t.match(await listText(), new RegExp(`Serial Number: ${certificate.serial}\\n[^]*?Certificate Hold`));
  t.match(await judged(certificate), /certificate revoked/);
  await resume(server, certificate.serial);
  t.equal((await ra.findCertificate(certificate.serial))?.status, 'valid');
  t.match(await judged(certificate), /OK/);
  await t.rejects(suspend(server, 'no hex'), /hex/);
  await t.rejects(suspend(server, '4A'), /no such certificate/i);

  const today = await listText();
  await shiftClock(server, 7200);
  const later = await listText();
  t.equal(numberIn(later), numberIn(today) + 1, 'an older one is made anew');
  await shiftClock(server, 0);
  t.ok(numberIn(await listText()) > numberIn(later), 'numbers never go back');
});

void t.test('looking for a partner’s certificate', async (t) => {
  const { certificates } = await issueCard(ra, 'R-0004');
  const [certificate] = certificates;
  if (certificate === undefined) throw new Error('a certificate');
  for (const serial of [certificate.serial, certificate.serial.toLowerCase(), `0000${certificate.serial}`]) {
    t.same(await ra.findCertificate(serial), certificate, serial);
  }
  t.equal(await ra.findCertificate('4A0B'), null);
  t.equal(await ra.findCertificate('0'), null);
  t.equal(await ra.findCertificate('F'.repeat(41)), null, 'longer than any');
  t.equal(await refusalOf(ra.findCertificate('no hex')), 'badRequest');
});

void t.test('curl gets the CRL', async (t) => {
  const { caFile, certificateFile, keyFile } = server.ready.gateway;
  const list = join(bench.directory, 'curl.crl');
  const { stdout } = await runTool('curl', [
    ...['--silent', '--show-error', '--cacert', caFile, '--cert', certificateFile, '--key', keyFile],
    ...['--output', list, '--write-out', '%{http_code} %{content_type}'],
    `${server.ready.url}/v1/certificate-revocation-list`,
  ]);
  t.equal(stdout, '200 application/pkix-crl');
  t.match(await openssl(`crl -inform DER -in ${list} -noout -verify -CAfile ${server.ready.caFile}`), /verify OK/);
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
