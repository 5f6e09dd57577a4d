/** Jobs that begin with both PINs of a card: a locked PIN, a last try and a PIN that the card cannot have are refused before any APDU. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { entryKey, isLineJob, orderKeyPrefix, readEntryKey } from '../../../daemon/jobs/entryKey.js';
import type { AdmissionContext, AnyJobType } from '../../../daemon/jobs/jobType.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { JobOrder } from '../../../daemon/jobs/order.js';

const pinRule = { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
const profile = { certificateUses: 'separate', terms: { version: '3' } };

function admit(kind: JobOrder['kind'], tries: readonly (number | null)[], more: object = {}): () => unknown {
  const pins = tries.map((triesLeft, index) => ({ reference: index + 1, triesLeft }));
  const person = { registrationId: 'R-1', authorisationId: null };
  const context = { card: { pins, pinRule }, profile, personOf: () => person };
  const typed = { pin1: Secret.fromText('Good1234'), pin2: Secret.fromText('Good5678'), lastTryConfirmed: false };
  const order = { kind, readerId: 'a', ...typed, termsVersion: '3', ...more };
  const type: AnyJobType = jobTypes[kind];
  return () => type.admit(order as unknown as JobOrder, context as unknown as AdmissionContext);
}

for (const kind of ['applyCertificates', 'renewCertificates', 'writeCertificates'] as const) {
  await t.test(kind, (t) => {
    t.doesNotThrow(admit(kind, [3, 2]));
    t.doesNotThrow(admit(kind, [null, null]), 'the job itself finds out that no PIN is set');
    t.doesNotThrow(admit(kind, [1, 1], { lastTryConfirmed: true }));
    for (const pin of [1, 2] as const) {
      const tries = (left: number) => (pin === 1 ? [left, 3] : [3, left]);
      t.throws(admit(kind, tries(0)), { code: `${kind}.create.locked`, facts: { pin } });
      t.throws(admit(kind, tries(0), { lastTryConfirmed: true }), { code: `${kind}.create.locked` });
      t.throws(admit(kind, tries(1)), { code: 'job.create.lastTry', facts: { pin } });
      t.throws(admit(kind, [3, 3], { [`pin${pin}`]: Secret.fromText('12345') }), { name: 'PinRuleError' });
    }
    t.end();
  });
}

await t.test('the key of a job of the line says whose it is, and no other key does', (t) => {
  const entry = { orderId: 'B-1', number: 12, tries: 3 };
  t.equal(entryKey(entry), 'batch:B-1:12:3');
  t.strictSame(readEntryKey(entryKey(entry)), entry);
  t.ok(entryKey(entry).startsWith(orderKeyPrefix('B-1')));
  t.notOk(entryKey({ ...entry, orderId: 'B-11' }).startsWith(orderKeyPrefix('B-1')), 'of one order alone');
  for (const key of ['0b7c3a52-3c49-4b5e-9f1e-6a0a54f2b3c1', 'batch:B-1:12', 'batch:B-1:12:3:4', 'xbatch:B-1:1:1']) {
    t.equal(readEntryKey(key), null, key);
    t.notOk(isLineJob({ idempotencyKey: key }), key);
  }
  t.ok(isLineJob({ idempotencyKey: entryKey(entry) }));
  t.end();
});
t.end();
