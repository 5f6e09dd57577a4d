/** The cases of the counter through the API, with two consoles and the real RA. */
import { execFileSync } from 'node:child_process';
import t from 'tap';
import type { WireCardRecord, WireRegistrationRecord, WireSearchResult } from '../../../daemon/contract/messages.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const [first, second] = [await site.staff(), await site.staff()];
const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;
const card = await site.pcsc.createCard();
await card.insert(0);
const reader = await first.untilCard(readerName);
const serial = reader.card?.state === 'known' ? reader.card.serial : '';
const order = { kind: 'issueCard', readerId: reader.id, registrationId: 'R-0001', pins };

await t.test('two officers do not take one case', async (t) => {
  const path = '/api/cases/jcic/R-0001/claim';
  t.match(await first.request('POST', path, {}), { mine: true });
  await second.until(() => second.claims.length === 1);
  t.match(second.claims, [{ registrationId: 'R-0001', mine: false }]);
  await t.rejects(second.request('POST', path, {}), { message: 'case.claim.taken' });
  await t.rejects(second.createJob(order), { message: 'case.claim.taken' });
  t.match(await second.request('POST', path, { takeOver: true }), { mine: true });
  await first.until(() => first.claims[0]?.mine === false);
  await t.rejects(first.createJob(order), { message: 'case.claim.taken' });
  await second.request('DELETE', path);
  await first.until(() => first.claims.length === 0);
  await first.request('POST', path, {});
  const third = await site.staff();
  await third.request('POST', '/api/cases/jcic/R-0002/claim', {});
  await first.until(() => first.claims.length === 2);
  await third.request('POST', '/api/staff/logout');
  await first.until(() => first.claims.length === 1);
});

await t.test('a case that is issued is nobody’s', async (t) => {
  const { id } = await first.createJob(order);
  t.match(await first.untilJob(id, 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  await first.until(() => first.claims.length === 0);
  await first.until(() => first.ra?.outbox === 0);
});

await t.test('the record of a person: data, certificates, and what happened, by time', async (t) => {
  const record = await first.request<WireRegistrationRecord>('GET', '/api/registrations/jcic/R-0001');
  t.match(record, {
    registration: { id: 'R-0001', state: 'issued', cardSerial: serial },
    account: 'demo01',
    accountState: 'active',
    letterContact: /臺北市/,
  });
  t.same(record.certificates.map(({ use, status }) => `${use} ${status}`).sort(), ['encrypt valid', 'sign valid']);
  const times = record.history.map(({ at }) => Date.parse(at));
  t.same(
    times,
    times.toSorted((a, b) => b - a),
    'newest first',
  );
  const told = record.history.map((entry) =>
    entry.source === 'job' ? entry.kind : entry.source === 'ra' ? entry.event : entry.action,
  );
  t.ok(['issueCard', 'cardIssued', 'card.issued', 'case.takenOver', 'orderOpened'].every((one) => told.includes(one)));
  await t.rejects(first.request('GET', '/api/registrations/jcic/R-9999'), {
    message: 'ra.refused.registrationUnknown',
  });
  await t.rejects(first.request('GET', '/api/registrations/nobody/R-0001'), { message: 'ra.choose.unknown' });
});

await t.test(
  'a card, a certificate and their owner are found by serial, as a scanner or a person types it',
  async (t) => {
    const { certificates } = await first.request<WireRegistrationRecord>('GET', '/api/registrations/jcic/R-0001');
    const wide = (text: string) =>
      Array.from(text, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join('');
    const spaced = serial.toLowerCase().replaceAll(/(..)(?=.)/g, '$1 ');
    for (const text of [serial, spaced, wide(serial), certificates[0]?.serial ?? '']) {
      const found = await first.request<WireSearchResult>('GET', `/api/search?text=${encodeURIComponent(text)}`);
      t.match(found, { registrations: [{ raId: 'jcic', id: 'R-0001' }], cards: [], certificates: [] }, text);
    }
    const nothing = { registrations: [], cards: [], certificates: [], unreachable: [] };
    t.same(await first.request('GET', '/api/search?text=ABCDEF'), nothing);
    t.same(await first.request('GET', `/api/search?text=${encodeURIComponent('王小明')}`), nothing, 'nobody');
    // Of the seeded batch order: on no work list.
    for (const text of ['m110482756', 'M110482756-01-0004', '洪𪚥德 ', 'R-0028', 'demo28']) {
      const found = await first.request<WireSearchResult>('GET', `/api/search?text=${encodeURIComponent(text)}`);
      t.match(found, { ...nothing, registrations: [{ raId: 'jcic', id: 'R-0028' }] }, text);
    }
  },
);

await t.test('a card that lies there, and one that nobody knows', async (t) => {
  const found = await first.request<WireCardRecord>('GET', `/api/cards/${serial}`);
  t.match(found, {
    cardSerial: serial,
    ras: [{ raId: 'jcic', record: { state: 'issued', registration: { id: 'R-0001' }, pukReleases: 0 } }],
  });
  t.ok(found.history.some((entry) => entry.source === 'job' && entry.kind === 'issueCard'));
  t.match(await first.request('GET', '/api/cards/00AABBCC'), {
    stockNumber: null,
    ras: [{ record: { state: 'unknown', registration: null } }],
    history: [],
  });
});

await t.test('a certificate is saved as a file that openssl reads', async (t) => {
  const { certificates } = await first.request<WireRegistrationRecord>('GET', '/api/registrations/jcic/R-0001');
  const certificate = certificates[0]?.serial ?? '';
  const { headers, content } = await first.file(`/api/certificates/${certificate}.cer?raId=jcic`);
  t.match(headers.get('content-disposition'), new RegExp(`^attachment; filename="?[\\w-]+${certificate}.cer"?$`));
  t.match(headers.get('content-type'), 'application/pkix-cert');
  const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-serial'], { input: content });
  t.equal(text.toString().trim(), `serial=${certificate}`);
  await t.rejects(first.file('/api/certificates/00.cer'), { message: 'case.certificate.unknown' });
});

await t.test('the RA is away: what the gateway knows itself stands', async (t) => {
  await site.ra.stop();
  t.match(await first.request('GET', `/api/cards/${serial}`), { ras: [{ raId: 'jcic', record: null }] });
  t.match(await first.request('GET', `/api/search?text=${serial}`), { unreachable: ['jcic'] });
  await t.rejects(first.request('GET', '/api/registrations/jcic/R-0001'), { message: 'ra.request.unavailable' });
  await site.restartRa();
});

await t.test('none of it is for a kiosk', async (t) => {
  const kiosk = await site.kiosk();
  for (const path of ['/api/search?text=00', '/api/registrations/jcic/R-0001', `/api/cards/${serial}`]) {
    await t.rejects(kiosk.request('GET', path), { message: 'api.session.notStaff' }, path);
  }
  t.same(kiosk.claims, []);
});
t.end();
