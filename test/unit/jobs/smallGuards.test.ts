/** Small guards of jobs: what each kind is, what a person was shown, when an escrow key may be used, and that facts are sent at once. */
import { createHash } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { jobKindSchema } from '../../../daemon/contract/messages.js';
import { checkEscrow } from '../../../daemon/jobs/certification/release.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { mustFinish } from '../../../daemon/jobs/jobType.js';
import type { Question } from '../../../daemon/jobs/question.js';
import { AskPerson, type AnyStepContext } from '../../../daemon/jobs/step.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { certificateOf, newKey } from '../pki/listMaker.js';

await t.test('what each kind of job is', (t) => {
  const kinds = jobKindSchema.options.map((kind) => {
    const type = jobTypes[kind];
    const { needsRa, makesKeys, bindsCard, onlyReads } = type;
    return [kind, { needsRa, makesKeys, bindsCard, onlyReads, pins: type.pinsBefore?.({ pin: 2 }) ?? [] }];
  });
  const first = { needsRa: 'always', makesKeys: 'first', bindsCard: false, onlyReads: false, pins: [1, 2] };
  const ofPin = { ...first, makesKeys: 'no', pins: [2] };
  t.strictSame(Object.fromEntries(kinds), {
    issueCard: { ...first, bindsCard: true, pins: [] },
    prepareCard: { ...first, bindsCard: true, pins: [] },
    applyCertificates: first,
    renewCertificates: { ...first, makesKeys: 'further' },
    writeCertificates: { ...first, makesKeys: 'no' },
    unblockPin: ofPin,
    changePin: { ...ofPin, needsRa: 'ifGiven' },
    viewCard: { needsRa: 'never', makesKeys: 'no', bindsCard: false, onlyReads: true, pins: [] },
  });
  const input = { certificateUses: 'separate', pin: 1 } as const;
  for (const kind of jobKindSchema.options) {
    const type = jobTypes[kind];
    for (const { name, kind: repeat, long = false } of type.steps(input)) {
      t.equal(long, name.startsWith('generate'), `${kind}: ${name} keeps a person waiting`);
      const binds = mustFinish(type, input, [{ step: name }]);
      const leavesTrace = repeat === 'once' || name.startsWith('createFiles');
      t.equal(binds, type.bindsCard && leavesTrace, `${kind}: given up after ${name}`);
    }
  }
  t.end();
});

await t.test('a job of an earlier version has no word for the last try of a PUK', async (t) => {
  const [, reset] = jobTypes.unblockPin.steps({ pin: 1 });
  const prepareWith = async (left: number): Promise<void> => {
    const services = { pukTries: { missesOf: () => ({ left, refused: true }) } };
    const context = { card: {}, cardSerial: '01', services, input: { pin: 1 }, secret: () => null };
    await reset?.prepare?.(context as unknown as AnyStepContext);
  };
  await t.rejects(prepareWith(1), { code: 'card.puk.lastTry', facts: { pin: 1, triesLeft: 1 } });
  await t.rejects(prepareWith(0), { name: 'PukBlockedError' });
  const reason = { code: 'unblockPin.resetRetryCounter.pukTries', facts: { pin: 1, triesLeft: 2 } };
  await t.rejects(prepareWith(2), new AskPerson({ kind: 'authoriseAgain', pin: 1, reason } as Question));
});

await t.test('an escrow key within its time, and the tolerance for the RA’s clock', async (t) => {
  const key = newKey();
  const from = Date.UTC(2026, 2, 1);
  const to = Date.UTC(2026, 2, 2);
  const certificate = await certificateOf({ name: 'Escrow', key, usages: ['keyAgreement'], from: new Date(from), to: new Date(to) }); // prettier-ignore
  const { publicKey } = certificateParts(certificate);
  const escrowKeys = [createHash('sha256').update(publicKey).digest('hex').toUpperCase()];
  const check = (at: number): void => {
    const services = { profile: { escrowKeys, clockToleranceMinutes: 5 }, now: () => new Date(at).toISOString() };
    checkEscrow({ services } as unknown as Parameters<typeof checkEscrow>[0], certificate);
  };
  const tolerance = 5 * 60_000;
  for (const at of [from - tolerance, from, to]) t.doesNotThrow(() => check(at), new Date(at).toISOString());
  for (const at of [from - tolerance - 1, to + 1_000]) {
    t.throws(() => check(at), { code: 'release.order.otherEscrowKey' }, new Date(at).toISOString());
  }
});

await t.test('the tries that a question showed are those that its answer may use', (t) => {
  const drawer = new SecretDrawer();
  const reason = { code: 'job.verifyPins.typeAgain', facts: {} } as const;
  const shown = (question: Question): number[] => {
    drawer.noteShown(question);
    return [drawer.triesShown(1), drawer.triesShown(2)];
  };
  t.strictSame([drawer.triesShown(1), drawer.triesShown(2)], [0, 0], 'nothing was shown');
  t.strictSame(shown({ kind: 'verifyPins', pins: [{ reference: 1, triesLeft: 3 }], reason }), [3, 0]);
  const both: { reference: 1 | 2; triesLeft: number }[] = [{ reference: 1, triesLeft: 2 }, { reference: 2, triesLeft: 1 }]; // prettier-ignore
  t.strictSame(shown({ kind: 'verifyPins', pins: both, reason }), [2, 1]);
  t.strictSame(shown({ kind: 'tryNewPin', pin: 2, triesLeft: 3, reason }), [2, 3]);
  t.strictSame(shown({ kind: 'authoriseAgain', pin: 1, reason }), [2, 3]);
  t.end();
});

await t.test('a PIN that was refused is zeroed and gone; one that is typed again takes its place', (t) => {
  const [first, second, other] = ['Good1234', 'Good5678', 'Other246'].map((text) => Secret.fromText(text));
  if (first === undefined || second === undefined || other === undefined) throw new Error('three secrets');
  const drawer = new SecretDrawer();
  drawer.take({ kind: 'verifyPins', pin1: first, pin2: other, lastTryConfirmed: false });
  drawer.take({ kind: 'enterPins', pins: { mode: 'chosen', pin1: second } });
  t.ok(first.disposed && !second.disposed);
  t.strictSame([drawer.pin(1), drawer.pin(2)], [second, other]);
  drawer.forgetPin(1);
  t.strictSame([drawer.pin(1), second.disposed, other.disposed], [null, true, false]);
  const fresh = Secret.fromText('Fresh246');
  drawer.take({ kind: 'authoriseAgain', newPin: fresh });
  t.equal(drawer.get('newPin'), fresh);
  drawer.dispose();
  t.ok(fresh.disposed && other.disposed);
  t.equal(drawer.get('newPin'), null);
  t.end();
});
t.end();
