/** The end of a certificate that has none (RFC 5280 §4.1.2.5), wherever an end is printed. */
import t from 'tap';
import { hasNoEnd, readDay, taipeiEnd } from '../../../base/taipei.js';
import { createCertificate, readCertificate } from '../../../base/pki/certificate.js';
import { judgeEnd } from '../../../daemon/health/checks/dates.js';
import { renewalOf } from '../../../kiosk-ui/kiosk/renewal.js';
import { makeWords } from '../../../kiosk-ui/words/say.js';
import { openssl, softKey, Workbench } from '../sync/openssl.js';

const never = '9999-12-31T23:59:59.000Z';

await t.test('D10: 99991231235959Z is no end, in a file, on a screen and in the environment check', async (t) => {
  const bench = await Workbench.open();
  t.teardown(() => bench.close());
  const key = softKey('ec');
  const name = [{ type: 'CN', value: 'CA' }] as const;
  const template = { serialNumber: Uint8Array.of(1), subject: name, issuer: name, publicKey: key.publicKey };
  const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date(never) };
  const certificate = await createCertificate({ ...template, ...dates, extensions: [] }, key);
  const path = await bench.put('never.cer', certificate);
  t.match(await openssl(`x509 -inform DER -in ${path} -noout -enddate`), 'Dec 31 23:59:59 9999 GMT');
  const { notAfter } = readCertificate(certificate);
  t.equal(notAfter, never);
  t.equal(taipeiEnd(Date.parse(notAfter), 'zh-TW'), '無期限');
  t.equal(taipeiEnd(Date.parse('2028-11-22T15:59:59Z'), 'en'), '2028/11/22 23:59');
  t.equal(makeWords('zh-TW', {}).time(notAfter), '無期限');
  t.equal(makeWords('en', {}).date(notAfter), 'No end');
  t.equal(makeWords('en', {}).date('2028-11-22'), '11/22/2028');
  t.match(judgeEnd(notAfter, Date.now()), { state: 'ok', words: { en: 'No end' } });
  t.equal(renewalOf({ certificates: [{ use: 'sign', serial: '01', notAfter }] } as never, Date.now()), null);
});

await t.test('E7: a day as people write it', (t) => {
  for (const text of [
    ...['2026-11-30', '2026/11/30', '2026.11.30', ' 2026 / 11 / 30 ', '２０２６／１１／３０', '2026年11月30日'],
    ...['115/11/30', '115-11-30', '115.11.30', '民國115年11月30日', '民國 115/11/30'],
  ]) {
    t.equal(readDay(text), '2026-11-30', text);
  }
  t.equal(readDay('2026/1/5'), '2026-01-05');
  t.equal(readDay('99/12/31'), '2010-12-31');
  t.equal(readDay('113/2/29'), '2024-02-29');
  for (const text of ['', 'today', '2026-02-30', '115/2/29', '2026-11/30', '1/2/3', '30/11/2026', '民國2026/11/30']) {
    t.equal(readDay(text), null, text);
  }
  t.end();
});

await t.test('every time that is the year 10000 in Taipei', (t) => {
  t.ok(hasNoEnd(Date.parse('9999-12-31T16:00:00Z')));
  t.notOk(hasNoEnd(Date.parse('9999-12-31T15:59:59Z')));
  t.equal(taipeiEnd(Date.parse('9999-12-31T15:59:59Z'), 'en'), '9999/12/31 23:59');
  t.end();
});
