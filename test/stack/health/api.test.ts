/** The environment check through the API: who may, and the repairs that need the running gateway. */
import { X509Certificate } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WireCheck, WireEnvironment, WireRepairOutcome } from '../../../daemon/contract/messages.js';
import { ApiRefusal, type ApiClient } from '../../harness/apiClient.js';
import { runTool } from '../../harness/runTool.js';
import { auditor, maintainer, officer, Site } from '../../harness/site.js';

const site = await Site.start({ staff: [maintainer, auditor] });
t.teardown(() => site.stop());
const state = join(site.gatewaySettings.directory, 'state');

async function codeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'done',
    (error: unknown) => (error instanceof ApiRefusal ? error.failure.code : String(error)),
  );
}

const look = (who: ApiClient) => who.request<WireEnvironment>('GET', '/api/environment');
const mend = async (who: ApiClient, ids: readonly string[], confirmed = false): Promise<WireRepairOutcome[]> =>
  (await who.request<{ repairs: WireRepairOutcome[] }>('POST', '/api/environment/repairs', { ids, confirmed })).repairs;
const find = async (who: ApiClient, id: string): Promise<WireCheck | undefined> =>
  (await look(who)).checks.find((check) => check.id === id);

await t.test('a maintainer looks and mends, an auditor looks, nobody else does either', async (t) => {
  const kiosk = await site.kiosk();
  const [staff, audits, maintains] = [
    await site.staff(officer),
    await site.staff(auditor),
    await site.staff(maintainer),
  ];
  t.equal(await codeOf(look(kiosk)), 'api.session.notStaff');
  t.equal(await codeOf(look(staff)), 'api.session.notPermitted');
  t.equal(await codeOf(mend(staff, ['store.database'])), 'api.session.notPermitted');
  t.equal(await codeOf(look(audits)), 'done');
  t.equal(await codeOf(mend(audits, ['store.database'])), 'api.session.notPermitted');
  t.equal(await codeOf(mend(maintains, ['store.database'])), 'done');
  t.equal(await codeOf(mend(maintains, ['store.nothing'])), 'environment.repair.unknown');
  t.equal(await codeOf(mend(maintains, ['readers.service'])), 'environment.repair.unconfirmed');
});

await t.test('looking disturbs no card: a reader in which a job works is left alone', async (t) => {
  const [reader = ''] = site.pcsc.readers;
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const kiosk = await site.kiosk();
  const { id: readerId } = await kiosk.untilCard(reader);
  const maintains = await site.staff(maintainer);
  t.match(await find(maintains, 'readers.cards'), { state: 'ok', present: { en: new RegExp(`${reader}: isoapplet`) } });
  const job = await kiosk.createJob({ kind: 'viewCard', readerId });
  const [, done] = await Promise.all([look(maintains), kiosk.untilJob(job.id, 'finished', 'failed')]);
  t.equal(done.state, 'finished');
  await kiosk.untilCard(reader);
});

await t.test('the gateway renews its certificate, goes on with the new one, and keeps it over a restart', async (t) => {
  const maintains = await site.staff(maintainer);
  const serialOf = async (who: ApiClient) => (await find(who, 'ra.certificate:jcic'))?.facts['serial'];
  const before = await serialOf(maintains);
  const [outcome] = await mend(maintains, ['ra.certificate:jcic']);
  t.match(outcome, { outcome: 'repaired', message: { 'zh-TW': /已更新/ }, check: { state: 'ok' } });
  const after = await serialOf(maintains);
  t.not(after, before);
  t.match(await find(maintains, 'ra.link:jcic'), { state: 'ok' }, 'the RA knows the gateway by it');

  const file = join(state, 'ra-jcic.pem');
  t.equal(statSync(file).mode & 0o777, 0o600);
  const { caFile } = site.ra.ready.gateway;
  t.match(await runTool('openssl', ['verify', '-purpose', 'sslclient', '-CAfile', caFile, file]), { code: 0 });
  const [ofCertificate, ofKey] = await Promise.all([
    runTool('openssl', ['x509', '-in', file, '-noout', '-pubkey']),
    runTool('openssl', ['pkey', '-in', file, '-pubout']),
  ]);
  t.equal(ofCertificate.stdout, ofKey.stdout, 'the key belongs to the certificate');

  await mend(maintains, ['ra.certificate:jcic']);
  const previous = await runTool('openssl', ['x509', '-in', `${file}.previous`]);
  t.equal(new X509Certificate(previous.stdout).serialNumber, after, 'the pair before it is kept');
  t.notOk(existsSync(`${file}.new`));

  const latest = await serialOf(maintains);
  await site.gateway.stop();
  await site.restartGateway();
  const again = await site.staff(maintainer);
  t.equal(await serialOf(again), latest);
  t.match(await find(again, 'ra.link:jcic'), { state: 'ok' });
});

await t.test('the RA is away: the certificate stays as it is', async (t) => {
  await site.ra.stop();
  const maintains = await site.staff(maintainer);
  const before = (await find(maintains, 'ra.certificate:jcic'))?.facts['serial'];
  const [outcome] = await mend(maintains, ['ra.certificate:jcic']);
  t.match(outcome, {
    outcome: 'failed',
    message: { en: /The RA does not answer/ },
    check: { facts: { serial: before } },
  });
  await site.restartRa();
});
