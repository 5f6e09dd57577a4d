/** Orders before they are jobs: whose they are, which RA they are for, what is known of a PUK, and what an authorisation is good for. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { RaProfile } from '../../../config/raProfile.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { Admission, subjectOf, type AdmissionParts, type CardOfPerson } from '../../../daemon/jobs/admission.js';
import { checkAnswer } from '../../../daemon/jobs/answers.js';
import { Beginning, type BeginningParts } from '../../../daemon/jobs/beginning.js';
import type { AdmissionContext } from '../../../daemon/jobs/jobType.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { obtainedCertificates } from '../../../daemon/jobs/storedJob.js';
import type { JobAnswer, JobOrder } from '../../../daemon/jobs/order.js';
import type { Question } from '../../../daemon/jobs/question.js';
import type { Actor, StaffActor } from '../../../daemon/operators/actor.js';
import { Ras, type Ra } from '../../../daemon/ras/ras.js';
import type { KnownCard } from '../../../daemon/readers/readerView.js';
import { toBase64 } from '../../../base/bytes.js';
import { certificateOf, newKey } from '../pki/listMaker.js';

const rule = { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
const pinPolicy = { ...rule, weak: { patterns: true, personal: true, common: [] } };
const profile = { id: 'test', certificateUses: 'single', terms: { version: '3' } } as unknown as RaProfile;
const bothPins = [{ reference: 1 }, { reference: 2 }];
const card = { serial: '01', lifeCycle: 'issued', pins: bothPins, pinRule: rule } as unknown as KnownCard;
const person = { identifiers: [], birthDate: null };
const newPin = { card: rule, policy: pinPolicy, person };
const lin: StaffActor = { kind: 'staff', sessionId: 's', operator: 'lin', role: 'counterOfficer', ras: null };
const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
const secret = (text: string): Secret => Secret.fromText(text);
const prepare: JobOrder = { kind: 'prepareCard', readerId: 'a', registrationId: 'R-1' };
const write = (registrationId?: string): JobOrder => ({
  ...{ kind: 'writeCertificates', readerId: 'a', ...(registrationId !== undefined && { registrationId }) },
  ...{ pin1: secret('Good1234'), pin2: secret('Good5678'), lastTryConfirmed: false },
});

function admissionOf(login: { raId: string; registrationId: string; id: string } | null = null, served?: Ras) {
  const claimed: unknown[] = [];
  const ras = {
    within: () => ras,
    choose: (raId?: string) => {
      if (raId !== undefined && raId !== 'test') throw new Failure('ra.choose.unknown');
      return { profile };
    },
    ...{ only: () => 'the only one', byId: () => ({ profile }), pinPolicy: () => pinPolicy },
  };
  const parts = {
    ...{
      types: jobTypes,
      ras: served ?? ras,
      subscribers: { loginOf: () => login, unblockOf: () => ({ id: 'A-unblock' }) },
    },
    claims: { requireNotTaken: (_: unknown, caseId: unknown) => void claimed.push(caseId) },
    ...{ cards: { requireUsable: () => undefined }, quarantines: { admit: () => undefined } },
    ...{ pukTries: { missesOf: () => null }, readers: { withCard: () => [] } },
  };
  const admission = new Admission(parts as unknown as AdmissionParts);
  /** As `Beginning` does it. */
  const admit = (actor: Actor, order: JobOrder, cardOfPerson: CardOfPerson) => {
    const type = jobTypes[order.kind];
    const { raId, context } = admission.admit(actor, subjectOf(order), cardOfPerson);
    return { raId, input: type.admit(order, context), authorisationId: type.authorisedOnce?.(order, context) ?? null };
  };
  return { claimed, admission: { admit } };
}

await t.test('at the counter the officer says whose card it is, at the kiosk the login', (t) => {
  const { admission, claimed } = admissionOf();
  const at = { card, person };
  const input = { registrationId: 'R-1', authorisationId: null, certificateUses: 'single', pins: [1, 2] };
  t.strictSame(admission.admit(lin, write('R-1'), at), { raId: 'test', input, authorisationId: null });
  t.strictSame(claimed, [{ raId: 'test', registrationId: 'R-1' }], 'two officers do not take one case');
  t.throws(() => admission.admit(lin, write(), at), { code: 'job.create.registrationMissing' });
  t.throws(() => admission.admit(kiosk, write(), at), { code: 'job.create.notLoggedIn' });
  const loggedIn = admissionOf({ raId: 'test', registrationId: 'R-2', id: 'A-login' });
  const own = { ...input, registrationId: 'R-2', authorisationId: 'A-login' };
  t.strictSame(loggedIn.admission.admit(kiosk, write('R-1'), at).input, own, 'whatever the order names');
  t.strictSame(loggedIn.claimed, []);
  const elsewhere = admissionOf({ raId: 'other', registrationId: 'R-2', id: 'A-login' });
  t.throws(() => elsewhere.admission.admit(kiosk, write(), at), { code: 'job.create.notLoggedIn' });
  t.end();
});

await t.test('for which RA', (t) => {
  const raOf = (order: JobOrder) => admissionOf().admission.admit(lin, order, { card, person }).raId;
  t.equal(raOf(prepare), 'test');
  t.throws(() => raOf({ ...prepare, raId: 'other' }), { code: 'ra.choose.unknown' });
  t.equal(raOf({ kind: 'viewCard', readerId: 'a' }), null);
  const pins = { pin: 1, oldPin: secret('Good1234'), newPin: secret('Good5678'), lastTryConfirmed: false } as const;
  const withPin = { ...card, pins: [{ reference: 1, triesLeft: 3 }] } as unknown as KnownCard;
  const change = (raId?: string) =>
    admissionOf().admission.admit(
      lin,
      { kind: 'changePin', readerId: 'a', ...pins, ...(raId !== undefined && { raId }) },
      { card: withPin, person },
    ).raId;
  t.equal(change(), 'the only one');
  t.equal(change('test'), 'test');
  t.end();
});

await t.test('an order that names no RA is for none where there are several, whoever gives it', (t) => {
  const ras = new Ras(['a', 'b'].map((id) => ({ profile: { ...profile, id, pinPolicy } }) as unknown as Ra));
  const { admission } = admissionOf(null, ras);
  const ofA: Actor = { ...lin, ras: ['a'] };
  const pins = { pin: 1, oldPin: secret('Good1234'), newPin: secret('Good5678'), lastTryConfirmed: false } as const;
  const withPin = { ...card, pins: [{ reference: 1, triesLeft: 3 }] } as unknown as KnownCard;
  const change = (raId?: string) =>
    admission.admit(
      ofA,
      { kind: 'changePin', readerId: 'a', ...pins, ...(raId !== undefined && { raId }) },
      { card: withPin, person },
    ).raId;
  t.equal(change(), null, 'the card may be that of the other RA');
  t.equal(change('a'), 'a');
  t.throws(() => change('b'), { code: 'ra.choose.unknown' });
  t.end();
});

await t.test('unblockPin: what is known of the PUK decides who may use it', (t) => {
  type Misses = ReturnType<AdmissionContext['pukMissesOf']>;
  const admit = (isStaff: boolean, misses: Misses, lastTryConfirmed?: boolean) => {
    const order = { kind: 'unblockPin', readerId: 'a', pin: 2, newPin: secret('Good1234'), lastTryConfirmed } as const;
    const context = { isStaff, newPinRule: newPin, pukMissesOf: () => misses, unblockOf: () => 'A' };
    return jobTypes.unblockPin.admit(order, context as unknown as AdmissionContext);
  };
  const known = (pukTriesLeft: number, lastTryConfirmed = false) => ({ pin: 2, pukTriesLeft, lastTryConfirmed });
  const refused = (code: string, triesLeft?: number) => ({
    code,
    facts: { pin: 2, ...(triesLeft !== undefined && { triesLeft }) },
  });
  for (const [isStaff, left, wasRefused, confirmed, outcome] of [
    [true, 4, true, false, known(4)],
    [true, 4, false, true, known(4, true)],
    [true, 1, true, true, known(1, true)],
    [true, 1, true, false, refused('unblockPin.create.lastTry')],
    [true, 0, true, true, refused('unblockPin.create.pukBlocked')],
    [false, 4, false, false, known(4)],
    [false, 4, true, true, refused('unblockPin.create.pukRefused', 4)],
    [false, 1, false, true, refused('unblockPin.create.pukRefused', 1)],
    [false, 0, true, true, refused('unblockPin.create.pukBlocked')],
  ] as const) {
    const what = JSON.stringify({ isStaff, left, wasRefused, confirmed });
    const run = () => admit(isStaff, { left, refused: wasRefused }, confirmed);
    if ('code' in outcome) t.throws(run, outcome, what);
    else t.strictSame(run(), outcome, what);
  }
  t.strictSame(admit(false, null), { pin: 2 }, 'nothing is known to be spent');
  t.strictSame(admit(true, { left: 2, refused: true }), known(2), 'unsaid is not confirmed');
  t.end();
});

await t.test('an authorisation to unblock is good for one job; a login is not used up', async (t) => {
  const forgotten: string[] = [];
  const begun: unknown[] = [];
  const persons: unknown[] = [];
  const lying = { ...card, pins: [{ reference: 1, triesLeft: 2 }, { reference: 2, triesLeft: null }] }; // prettier-ignore
  const parts = {
    ...{ types: jobTypes, jobs: { byIdempotencyKey: () => Promise.resolve(null) } },
    readers: { reader: () => ({ card: lying, holder: null }), knownCard: () => Promise.resolve(lying) },
    registrations: { personOf: () => Promise.resolve(person) },
    jobBoard: { begin: (job: object) => Promise.resolve((begun.push(job), job)) },
    admission: {
      admit: (_actor: Actor, _order: unknown, { person: whose }: { person: object }) => {
        persons.push(whose);
        return {
          raId: 'test',
          context: { card: lying, newPinRule: newPin, pukMissesOf: () => null, unblockOf: () => 'A' },
        };
      },
    },
    subscribers: { forgetUnblock: ({ sessionId }: Actor) => void forgotten.push(sessionId) },
    visibility: { seesReader: () => true, seesJob: () => true },
  };
  const beginning = new Beginning(parts as unknown as BeginningParts);
  await beginning.begin(kiosk, { kind: 'viewCard', readerId: 'a' }, { idempotencyKey: '1' });
  t.strictSame(forgotten, []);
  t.strictSame(persons, [{ identifiers: ['01'], birthDate: null }], 'no PIN is compared with anybody');
  const unblock: JobOrder = { kind: 'unblockPin', readerId: 'a', pin: 1, newPin: secret('Good1234') };
  await beginning.begin(kiosk, unblock, { idempotencyKey: '2' });
  t.strictSame(forgotten, ['k']);
  await beginning.begin(lin, prepare, { idempotencyKey: '3', journal: [] });
  t.match(begun, [
    { idempotencyKey: '1', actorKind: 'kiosk', actor: 'kiosk', sessionId: 'k', cardSerial: '01' },
    { idempotencyKey: '2', authorisationId: 'A' },
    { idempotencyKey: '3', actorKind: 'staff', actor: 'lin', sessionId: 's', journal: [] },
  ]);
  const [{ secrets }] = begun as [{ secrets: { triesShown(pin: 1 | 2): number } }];
  t.strictSame([secrets.triesShown(1), secrets.triesShown(2)], [2, 0], 'what the person was shown');
  const other = { idempotencyKey: '4', cardSerial: '02' };
  await t.rejects(beginning.begin(lin, prepare, other), { code: 'card.identify.other', facts: { found: '01' } });
});

await t.test('answers: each to its own question, with the terms in force and a word for the last try', (t) => {
  const reason = { code: 'job.verifyPins.typeAgain', facts: {} } as const;
  const [good, short] = [secret('Good1234'), secret('ab')];
  const terms: Question = { kind: 'confirmTerms', registration: {}, certificates: [], termsVersion: '3', reason } as unknown as Question; // prettier-ignore
  const verify = (triesLeft: number): Question => ({ kind: 'verifyPins', pins: [{ reference: 1, triesLeft }], reason });
  const tryNew = (triesLeft: number): Question => ({ kind: 'tryNewPin', pin: 2, triesLeft, reason });
  const pin1 = (typed: Secret | undefined, lastTryConfirmed: boolean): JobAnswer => ({
    ...{ kind: 'verifyPins', ...(typed && { pin1: typed }), lastTryConfirmed },
  });
  const fresh = (lastTryConfirmed: boolean): JobAnswer => ({ kind: 'tryNewPin', newPin: good, lastTryConfirmed });
  const [notExpected, lastTry] = ['job.answer.notExpected', 'job.answer.lastTry'];
  for (const [question, answer, code] of [
    [terms, { kind: 'confirmTerms', termsVersion: '3' }, null],
    [terms, { kind: 'confirmTerms', termsVersion: '2' }, 'job.confirmTerms.otherVersion'],
    [verify(3), { kind: 'confirmTerms', termsVersion: '3' }, notExpected],
    [null, { kind: 'confirmTerms', termsVersion: '3' }, notExpected],
    [verify(2), pin1(good, false), null],
    [verify(1), pin1(good, false), lastTry],
    [verify(1), pin1(good, true), null],
    [verify(2), pin1(undefined, false), notExpected],
    [terms, pin1(good, false), notExpected],
    [tryNew(2), fresh(false), null],
    [tryNew(1), fresh(false), lastTry],
    [tryNew(1), fresh(true), null],
    [terms, fresh(true), notExpected],
    [null, { kind: 'decide', decision: 'stop' }, null],
  ] as readonly [Question | null, JobAnswer, string | null][]) {
    const check = () => checkAnswer(question, answer, { newPin, profile });
    const what = `${question?.kind} ${answer.kind}`;
    if (code === null) t.doesNotThrow(check, what);
    else t.throws(check, { code }, what);
  }
  const tooShort: JobAnswer = { kind: 'tryNewPin', newPin: short, lastTryConfirmed: true };
  t.throws(() => checkAnswer(tryNew(3), tooShort, { newPin, profile }), { name: 'PinRuleError' });
  t.throws(() => checkAnswer(tryNew(3), tooShort, { newPin: { ...newPin, card: null }, profile }), { name: 'PinRuleError' }); // prettier-ignore
  const noRa = { newPin, profile: null };
  t.throws(() => checkAnswer(terms, { kind: 'confirmTerms', termsVersion: '3' }, noRa), { code: notExpected });
  t.end();
});

await t.test('the certificates that an RA gave a job, by use', async (t) => {
  const certificate = toBase64(await certificateOf({ name: 'Lin', key: newKey() }));
  const found = obtainedCertificates(JSON.stringify({ v: 1, encrypt: certificate, sign: certificate }), 'job');
  t.match(found, [{ use: 'sign' }, { use: 'encrypt' }]);
  t.throws(() => obtainedCertificates('{"v":1,"sign":1}', 'job'), { name: 'UnreadableRowError' });
});
t.end();
