/** Login by staff card on the real stack: pcscd, virtual cards made by the real driver, certificates and CRLs of openssl. */
import { createServer } from 'node:http';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { WireCardReader, WireOperator, WireReader, WireSession } from '../../../daemon/contract/messages.js';
import { ApiRefusal, type ApiClient } from '../../harness/apiClient.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { runTool } from '../../harness/runTool.js';
import { officer, officer2, Site, supervisor, supervisor2 } from '../../harness/site.js';
import { StaffCa, staffPins, type CertificateOptions } from '../../harness/staffCa.js';

const folder = mkdtempSync(join(tmpdir(), 'staff-cards-'));
const ca = new StaffCa(join(folder, 'ca'));
const stranger = new StaffCa(join(folder, 'stranger'), 'Test Staff CA');
const crlFile = join(folder, 'in-force.crl');
copyFileSync(ca.crlFile, crlFile);

const site = await Site.start({
  readers: 4,
  staff: [officer2, supervisor, supervisor2],
  settings: { staff: { cards: { caFile: ca.caFile, crls: [crlFile] } } },
});
t.teardown(async () => {
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
});
const watching = await site.staff(supervisor);
const day = 24 * 60 * 60_000;

async function cardOf(name: string, options: CertificateOptions = {}, from = ca) {
  const made = await from.issueCard(name, options);
  return { ...made, card: await site.pcsc.createCard({ name: `${name}-card`, stateFile: made.stateFile }) };
}

/** Puts the card in. @returns the reader, once the card was read */
async function insert(card: CardHandle, reader: number): Promise<WireReader> {
  await card.insert(reader);
  return watching.untilCard(site.pcsc.readers[reader] ?? '');
}

async function takeOut(card: CardHandle, reader: number): Promise<void> {
  await card.remove();
  const name = site.pcsc.readers[reader];
  await watching.until(() =>
    [...watching.readers.values()].some(({ pcscName, card: inside }) => pcscName === name && inside === null),
  );
}

const bind = (name: string, readerId: string) =>
  watching.request<{ operator: WireOperator }>('PATCH', `/api/operators/${name}`, { change: 'bindCard', readerId });

/** The failure of a request that is refused. */
async function refusal(request: Promise<unknown>): Promise<ApiRefusal> {
  const error: unknown = await request.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiRefusal)) throw error;
  return error;
}

const codeOf = async (request: Promise<unknown>): Promise<string> => (await refusal(request)).failure.code;
const logIn = async (readerId: string, pin = staffPins[1], lastTryConfirmed = false) =>
  sessionOf(await site.staffByCard(readerId, pin, lastTryConfirmed));
/** Tries left of PIN 1, as the gateway knows them now. */
async function triesLeft(readerId: string): Promise<number | null | undefined> {
  const { readers } = await watching.request<{ readers: WireCardReader[] }>('GET', '/api/staff/card-readers');
  return readers.find((one) => one.readerId === readerId)?.triesLeft;
}

const sessionOf = (client: ApiClient) => client.request<WireSession>('GET', '/api/session');

const lin = await cardOf('lin');

await t.test('a card that is bound logs its owner in, and its reader is for nobody else', async (t) => {
  const reader = await insert(lin.card, 1);
  t.equal(await codeOf(logIn(reader.id)), 'staff.card.unbound');
  t.match((await bind(officer.name, reader.id)).operator, { name: officer.name, cardSerial: /^[0-9A-F]+$/ });
  const before = await watching.untilCard(reader.pcscName);
  t.equal(await codeOf(bind(officer2.name, before.id)), 'staff.card.boundElsewhere');
  await watching.untilCard(reader.pcscName);

  const staff = await site.staffByCard(reader.id, staffPins[1]);
  t.match(await sessionOf(staff), { operator: officer.name, staffRole: 'counterOfficer', restriction: null });
  const held = await watching.until(() => {
    const one = watching.readers.get(reader.id);
    return one?.staffCard === true && one;
  });
  t.match(held, { jobId: null, card: { state: 'known' } });
  t.equal(await codeOf(watching.createJob({ kind: 'viewCard', readerId: reader.id })), 'job.create.readerBusy');
  t.equal(await codeOf(logIn(reader.id)), 'job.create.readerBusy');
  await staff.request('POST', '/api/staff/logout');
  await watching.untilCard(reader.pcscName);
  t.notOk(watching.readers.get(reader.id)?.staffCard, 'the reader is free again');
});

await t.test('the screen is locked when the card is pulled, and opened by the same card and PIN only', async (t) => {
  const reader = await watching.untilCard(site.pcsc.readers[1] ?? '');
  const staff = await site.staffByCard(reader.id, staffPins[1]);
  await staff.request('GET', '/api/registrations');
  const closed = staff.closed;
  await lin.card.remove();
  t.equal(await closed, 4423, 'its events stop at once');
  t.match(await sessionOf(staff), { operator: officer.name, restriction: 'locked' });
  for (const [method, path] of [
    ['GET', '/api/registrations'],
    ['GET', '/api/jobs'],
    ['GET', '/api/approvals'],
  ] as const) {
    t.match(await refusal(staff.request(method, path)), { status: 423, failure: { code: 'api.session.locked' } }, path);
  }
  t.equal(await codeOf(staff.createJob({ kind: 'viewCard', readerId: reader.id })), 'api.session.locked');
  await staff.listenAgain();
  t.match(
    staff.events.at(-1),
    { type: 'snapshot', readers: [], jobs: [], claims: [] },
    'it sees no reader and no job, as a screen of staff without a login',
  );

  const unlock = (pin: string) => staff.request<WireSession>('POST', '/api/staff/unlock', { pin });
  t.equal(await codeOf(unlock(staffPins[1])), 'staff.card.notBack');
  const chen = await cardOf('chen');
  await insert(chen.card, 2);
  t.equal(await codeOf(unlock(staffPins[1])), 'staff.card.notBack', 'another card is not the same');
  const list = async () =>
    (await staff.request<{ readers: WireCardReader[] }>('GET', '/api/staff/card-readers')).readers;
  t.notOk((await list()).some(({ isOwn }) => isOwn));
  await insert(lin.card, 3);
  t.match(
    (await list()).filter(({ isOwn }) => isOwn),
    [{ name: site.pcsc.readers[3], card: 'usable', triesLeft: 3 }],
    'wherever it lies',
  );
  t.match(await refusal(unlock('WrongPin1')), { failure: { code: 'card.pin.wrong', facts: { triesLeft: 2 } } });
  t.equal((await sessionOf(staff)).restriction, 'locked');
  await watching.untilCard(site.pcsc.readers[3] ?? '');
  t.match(await unlock(staffPins[1]), { operator: officer.name, restriction: null });
  await staff.request('GET', '/api/registrations');
  await staff.request('POST', '/api/staff/logout');
  await takeOut(chen.card, 2);
  await takeOut(lin.card, 3);
});

await t.test('a reader that goes locks as a card that goes', async (t) => {
  const reader = await insert(lin.card, 3);
  const staff = await site.staffByCard(reader.id, staffPins[1]);
  const closed = staff.closed;
  await site.pcsc.restartPcscd();
  t.equal(await closed, 4423);
  t.equal((await sessionOf(staff)).restriction, 'locked');
  await watching.untilCard(site.pcsc.readers[3] ?? '');
  t.match(await staff.request('POST', '/api/staff/unlock', { pin: staffPins[1] }), { restriction: null });
  await staff.request('POST', '/api/staff/logout');
  await takeOut(lin.card, 3);
});

await t.test('wrong PINs: tries left, an explicit word before the last one, locked', async (t) => {
  const { card } = await cardOf('wang');
  const reader = await insert(card, 2);
  await bind(officer2.name, reader.id);
  const again = () => watching.untilCard(reader.pcscName);
  for (const triesLeft of [2, 1]) {
    await again();
    t.match(await refusal(logIn(reader.id, 'WrongPin1')), {
      failure: { code: 'card.pin.wrong', facts: { triesLeft } },
    });
  }
  t.equal(await triesLeft(reader.id), 1);
  t.equal(await codeOf(logIn(reader.id)), 'staff.card.lastTry', 'the right PIN needs the word as well');
  t.equal(await triesLeft(reader.id), 1, 'and no try was spent');
  t.equal(await codeOf(logIn(reader.id, 'x', true)), 'card.pin.tooShort');
  t.equal(await triesLeft(reader.id), 1, 'nor by what can be no PIN');
  t.match(await logIn(reader.id, staffPins[1], true), { operator: officer2.name });
  await watching.until(() => watching.readers.get(reader.id)?.staffCard === true);
  await takeOut(card, 2);
  await card.presetTries(1, 0);
  await insert(card, 2);
  t.equal(await codeOf(logIn(reader.id, staffPins[1], true)), 'staff.card.locked');
  await watching.request('PATCH', `/api/operators/${officer2.name}`, { change: 'unbindCard' });
  await again();
  await takeOut(card, 2);
});

await t.test('certificates that let nobody in, and no PIN reaches their card', async (t) => {
  const cases = [
    ['staff.card.expired', { notAfter: new Date(Date.now() - day / 2) }, ca],
    ['staff.card.notYetValid', { notBefore: new Date(Date.now() + day) }, ca],
    ['staff.card.wrongUsage', { keyUsage: 'keyEncipherment' }, ca],
    ['staff.card.foreign', {}, stranger],
  ] as const;
  for (const [code, options, from] of cases) {
    const { card } = await cardOf(code, options, from);
    const reader = await insert(card, 2);
    t.equal(await codeOf(logIn(reader.id)), code);
    t.equal(await triesLeft(reader.id), 3, `${code}: no try was spent`);
    t.equal(await codeOf(bind(officer2.name, reader.id)), code, `${code}: nor is it bound`);
    await watching.untilCard(reader.pcscName);
    const sent = (await card.transcript()).filter(({ command }) => command.startsWith('0020') && command.length > 8);
    t.strictSame(sent, [], `${code}: no VERIFY with data`);
    await takeOut(card, 2);
  }
  const blank = await site.pcsc.createCard();
  const reader = await insert(blank, 2);
  t.equal(await codeOf(logIn(reader.id)), 'staff.card.noCertificate');
  await watching.untilCard(reader.pcscName);
  await takeOut(blank, 2);
  t.equal(await codeOf(logIn(reader.id)), 'job.create.readerEmpty');
  t.equal(await codeOf(logIn('nowhere')), 'job.create.readerUnknown');
});

await t.test('revocation: on the list, no list, a list out of date, a list of another authority', async (t) => {
  const reader = await insert(lin.card, 2);
  const attempt = async () => {
    await watching.untilCard(reader.pcscName);
    return codeOf(logIn(reader.id));
  };
  rmSync(crlFile);
  t.equal(await attempt(), 'staff.card.revocationUnknown');
  copyFileSync(stranger.crlFile, crlFile);
  t.equal(await attempt(), 'staff.card.revocationUnknown', 'signed by somebody else of the same name');
  ca.publishCrl({ lastUpdate: new Date(Date.now() - 2 * day), nextUpdate: new Date(Date.now() - day) });
  copyFileSync(ca.crlFile, crlFile);
  t.equal(await attempt(), 'staff.card.revocationOutdated');
  ca.publishCrl({ lastUpdate: new Date(Date.now() + day), nextUpdate: new Date(Date.now() + 2 * day) });
  copyFileSync(ca.crlFile, crlFile);
  t.equal(await attempt(), 'staff.card.revocationOutdated', 'nor is one of tomorrow in force');
  const other = await cardOf('huang');
  ca.revoke(other);
  ca.publishCrl();
  copyFileSync(ca.crlFile, crlFile);
  await watching.untilCard(reader.pcscName);
  t.match(await logIn(reader.id), { operator: officer.name }, 'another card is on the list');
  await takeOut(lin.card, 2);
  const revoked = await insert(other.card, 2);
  t.equal(await codeOf(logIn(revoked.id)), 'staff.card.revoked');
  await watching.untilCard(revoked.pcscName);
  await takeOut(other.card, 2);
});

await t.test('a disabled account does not get in by card either', async (t) => {
  const reader = await insert(lin.card, 2);
  await watching.request('PATCH', `/api/operators/${officer.name}`, { change: 'disable' });
  t.equal(await codeOf(logIn(reader.id)), 'staff.login.disabled');
  await watching.request('PATCH', `/api/operators/${officer.name}`, { change: 'enable' });
  await watching.untilCard(reader.pcscName);
  await takeOut(lin.card, 2);
});

await t.test('the second person approves here with a card', async (t) => {
  const { card } = await cardOf('li');
  const reader = await insert(card, 2);
  const li = await site.staff(supervisor2);
  await li.request('PATCH', `/api/operators/${supervisor2.name}`, { change: 'bindCard', readerId: reader.id });
  await watching.untilCard(reader.pcscName);
  const { approval } = await watching.request<{ approval: { id: string } }>(
    'PATCH',
    `/api/operators/${officer2.name}`,
    { change: 'role', role: 'supervisor' },
  );
  const here = { by: 'card', readerId: reader.id, pin: staffPins[1] };
  const answer = await watching.request('POST', `/api/approvals/${approval.id}/approval-here`, here);
  t.match(answer, { approval: { state: 'done', decidedBy: supervisor2.name } });
  await watching.untilCard(reader.pcscName);
  t.notOk(watching.readers.get(reader.id)?.staffCard, 'the reader is free afterwards');
  t.match(await sessionOf(watching), { operator: supervisor.name, restriction: null });
  await takeOut(card, 2);
});

await t.test('a CRL from an address is kept for the time when nobody answers', async (t) => {
  let answers = true;
  const server = createServer((_request, response) => {
    if (answers) response.end(readFileSync(ca.crlFile));
    else response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/staff.crl`;
  const one = await Site.start({
    readers: 2,
    staff: [supervisor],
    settings: { staff: { cards: { caFile: ca.caFile, crls: [url] } } },
  });
  t.teardown(async () => {
    server.close();
    await one.stop();
  });
  const client = await one.staff(supervisor);
  const { stateFile } = await ca.issueCard('wu');
  const card = await one.pcsc.createCard({ stateFile });
  await card.insert(1);
  const reader = await client.untilCard(one.pcsc.readers[1] ?? '');
  await client.request('PATCH', `/api/operators/${supervisor.name}`, { change: 'bindCard', readerId: reader.id });
  answers = false;
  await one.gateway.stop();
  await one.restartGateway();
  const after = await one.staff(supervisor);
  await after.untilCard(one.pcsc.readers[1] ?? '');
  t.match(await sessionOf(await one.staffByCard(reader.id, staffPins[1])), { operator: supervisor.name });
});

await t.test('who came and went, and who did not, is on the record', async (t) => {
  const rows = await auditOf(site);
  const acts = rows.filter(([, action = '']) => /^(staff|operator)\./.test(action));
  t.match(
    acts.find(([, action]) => action === 'staff.locked'),
    [officer.name, 'staff.locked', officer.name, /cardPulled/],
  );
  t.match(
    acts.find(([, action]) => action === 'staff.unlocked'),
    [officer.name, 'staff.unlocked'],
  );
  t.match(
    acts.find(([, action]) => action === 'operator.cardBound'),
    [supervisor.name, 'operator.cardBound', officer.name, /"cardSerial"/],
  );
  t.ok(acts.some(([, action, , facts = '']) => action === 'staff.login' && facts.includes('"by":"card"')));
  t.ok(
    acts.some(([, action, , facts = '']) => action === 'staff.login.failed' && facts.includes('staff.card.revoked')),
  );
  const everything = JSON.stringify(rows) + site.gateway.log.join('');
  for (const pin of Object.values(staffPins)) t.notOk(everything.includes(pin), 'no PIN on the record or in the log');
});
t.end();

/** The audit log, read by another SQLite than the gateway's own. */
async function auditOf(of: Site): Promise<readonly (readonly string[])[]> {
  const program = `import json, sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
print(json.dumps(db.execute('SELECT actor, action, subject, facts_json FROM audit ORDER BY seq').fetchall()))`;
  const file = join(of.gatewaySettings.directory, 'state', 'gateway.db');
  const { code, stdout, stderr } = await runTool('python3', ['-c', program, file]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}
