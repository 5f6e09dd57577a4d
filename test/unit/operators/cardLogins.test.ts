/** Login by staff card: what is checked before the PIN is sent, what a card signs, and that no reader stays held for nobody. */
import { randomBytes, sign } from 'node:crypto';
import { pino } from 'pino';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { KeyUse } from '../../../base/terms.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { Operator, Operators } from '../../../daemon/operators/operators.js';
import type { StaffCertificates } from '../../../daemon/operators/staffCertificates.js';
import { StaffCards, type CardLogin } from '../../../daemon/operators/staffCards.js';
import type { ReaderBoard } from '../../../daemon/readers/readerBoard.js';
import type { CardView, ReaderView } from '../../../daemon/readers/readerView.js';
import { certificateOf, newKey } from '../pki/listMaker.js';
import { twoPins } from '../../harness/capabilities.js';

const key = newKey();
const certificate = await certificateOf({ name: 'Lin', key });
const lin: Operator = { name: 'lin', role: 'counterOfficer', ras: null, mustChangePassword: false, version: 1 };
const status = (reference: 1 | 2, pinSet = true) => ({ reference, pukSet: true, pinSet, triesLeft: 3, maxTries: 3 });
const known = (serial: string, pinSet = true): CardView => ({
  ...{ state: 'known', family: 'test', serial, lifeCycle: 'issued', certificates: [], keys: [] },
  pins: [status(2), status(1, pinSet)],
  pinRule: { minLength: 6, maxLength: 8, characters: '[0-9]' },
});
const readerOf = (id: string, card: CardView | null, holder: string | null = null): ReaderView => ({
  ...{ id, name: `reader ${id}`, pcscName: id, insertion: 1, card, holder },
});

interface Wish {
  readonly uses?: readonly KeyUse[];
  readonly place?: 'a' | null;
  readonly certificate?: Uint8Array | null;
  readonly triesLeft?: number;
  readonly signs?: boolean;
  readonly owner?: Operator | null;
  readonly trusted?: boolean;
  readonly off?: boolean;
  readonly enters?: boolean;
  readonly releases?: boolean;
}

/** A reader with one staff card, and everything that happens to it, in order. */
function counterOf(wish: Wish = {}, readers: readonly ReaderView[] = [readerOf('a', known('01AB'))]) {
  const { uses = ['encrypt', 'sign'], place = 'a', triesLeft = 3, owner = lin, trusted = true, enters = true } = wish;
  const done: string[] = [];
  const signed: Uint8Array[] = [];
  const recorded: AuditEntry[] = [];
  const say = <T>(what: string, value: T): Promise<T> => Promise.resolve((done.push(what), value));
  const card = {
    identity: { serial: '01AB' },
    capabilities: twoPins({ rule: { minLength: 6, maxLength: 8, characters: '[0-9]' } }),
    uses: () => Promise.resolve(uses),
    currentPlace: () => Promise.resolve(place),
    readCertificate: (use: string, at: string) =>
      say(`certificate ${use} ${at}`, wish.certificate === undefined ? certificate : wish.certificate),
    pinStatus: (pin: number) => say(`tries ${pin}`, { triesLeft }),
    verifyPin: (pin: number, typed: Secret) => say(`verify ${pin} ${typed.length}`, undefined),
    sign: (use: string, at: string, data: Uint8Array) => {
      signed.push(data);
      const bytes = wish.signs === false ? randomBytes(32) : data;
      return say(`sign ${use} ${at}`, new Uint8Array(sign('sha256', bytes, key.privateKey)));
    },
  };
  const gone = new AbortController();
  const hold = {
    ...{ readerId: 'a', cardGone: gone.signal, openCard: () => say('open', card as unknown as CardDriver) },
    closeCard: (how: string) => say(`close ${how}`, undefined),
    release: () => (wish.releases === false ? Promise.reject(new Error('no reader')) : say('release', undefined)),
  };
  const board = {
    readers: () => readers,
    knownCard: (id: string) => say(`known ${id}`, known('01AB')),
    hold: (id: string, holder: string) => (done.push(`hold ${id} ${holder}`), hold),
  };
  const certificates = {
    check: (der: Uint8Array) =>
      trusted ? say(`check ${der.length}`, 'KEY') : Promise.reject(new Failure('staff.card.foreign', { issuer: '' })),
  };
  const operators = {
    ofCard: (keySha256: string) => say(`owner of ${keySha256}`, owner),
    enter: async (operator: Operator, entry: object, open: () => unknown) => {
      done.push(`enter ${operator.name} ${JSON.stringify(entry)}`);
      if (!enters) throw new Failure('staff.login.changed');
      return Promise.resolve(open());
    },
  };
  const cards = new StaffCards({
    readers: board as unknown as ReaderBoard,
    operators: operators as unknown as Operators,
    certificates: wish.off === true ? null : (certificates as unknown as StaffCertificates),
    audit: { append: (entry) => Promise.resolve(void recorded.push(entry)) },
    logger: pino({ level: 'silent' }),
  });
  return { cards, done, signed, recorded, gone };
}

const credentials = (pin: string, lastTryConfirmed = false) => ({
  ...{ readerId: 'a', pin: Secret.fromText(pin), lastTryConfirmed },
});
const open = (login: CardLogin): CardLogin => login;
const before = ['known a', 'hold a staff', 'open', 'certificate sign a', `check ${certificate.length}`, 'owner of KEY'];
const proof = ['tries 1', 'verify 1 6', 'sign sign a', 'close reset'];

await t.test('a login: certificate, owner, PIN, a fresh challenge; the reader stays the person’s', async (t) => {
  const { cards, done, signed, recorded, gone } = counterOf();
  const typed = credentials('135790');
  const { operator, presence } = await cards.login(typed, open);
  const facts = { role: 'counterOfficer', by: 'card', cardSerial: '01AB' };
  const entered = `enter lin ${JSON.stringify({ action: 'staff.login', facts })}`;
  t.strictSame(done, [...before, ...proof, entered]);
  t.strictSame([operator, presence.cardSerial, typed.pin.disposed, recorded], [lin, '01AB', true, []]);
  const prefix = 'card-gateway staff login\0';
  t.equal(
    Buffer.from(signed[0] ?? [])
      .subarray(0, prefix.length)
      .toString(),
    prefix,
  );
  t.equal(signed[0]?.length, prefix.length + 32);
  t.notOk(presence.gone.aborted);
  gone.abort();
  t.ok(presence.gone.aborted, 'the session learns that the card is gone');
  await Promise.all([presence.release(), presence.release()]);
  t.strictSame(done.filter((what) => what === 'release').length, 1, 'after that the reader may be another’s');
  const again = await cards.login(credentials('135790'), open);
  t.notSame(signed[0], signed[1], 'no challenge twice');
  await again.presence.release();
});

await t.test('refused: the reader is free, the PIN is zeroed, and the reason is recorded', async (t) => {
  const noCertificate = 'staff.card.noCertificate';
  const rows: readonly [what: string, wish: Wish, code: string, pin?: string][] = [
    ['nobody’s card', { owner: null }, 'staff.card.unbound'],
    ['a stranger’s card', { trusted: false }, 'staff.card.foreign'],
    ['a locked PIN', { triesLeft: 0 }, 'staff.card.locked'],
    ['the last try', { triesLeft: 1 }, 'staff.card.lastTry'],
    ['a PIN that is too short', {}, 'card.pin.tooShort', '13579'],
    ['a key for encryption only', { uses: ['encrypt'] }, noCertificate],
    ['no keys', { uses: [] }, noCertificate],
    ['no current key', { place: null }, noCertificate],
    ['no certificate', { certificate: null }, noCertificate],
  ];
  for (const [what, wish, code, pin = '135790'] of rows) {
    const { cards, done, recorded } = counterOf(wish);
    const typed = credentials(pin);
    await t.rejects(cards.login(typed, open), { code }, what);
    t.ok(typed.pin.disposed, what);
    t.notOk(done.some((one) => one.startsWith('verify')), `${what}: no try is spent`); // prettier-ignore
    t.strictSame(done.filter((one) => one === 'release').length, 1, what);
    t.notOk(done.some((one) => one.startsWith('enter')), what); // prettier-ignore
    const entry = { actor: 'gateway', action: 'staff.login.failed', subject: 'staff card', facts: { code } };
    t.strictSame(recorded, [entry], what);
  }
  const forged = counterOf({ signs: false });
  await t.rejects(forged.cards.login(credentials('135790'), open), { code: 'staff.card.notProven' });
  t.equal(forged.done.at(-1), 'release');
  const off = counterOf({ off: true });
  const typed = credentials('135790');
  await t.rejects(off.cards.login(typed, open), { code: 'staff.card.notOffered' });
  t.strictSame([off.done, typed.pin.disposed], [[], true]);
  await t.rejects(off.cards.read('a'), { code: 'staff.card.notOffered' });
});

await t.test('the last try, when its owner confirmed it', async (t) => {
  const { cards } = counterOf({ triesLeft: 1 });
  t.match(await cards.login(credentials('135790', true), open), { operator: lin });
});

await t.test('an account that was changed meanwhile: not let in, and the reader is free', async (t) => {
  const { cards, done } = counterOf({ enters: false });
  await t.rejects(cards.login(credentials('135790'), open), { code: 'staff.login.changed' });
  t.equal(done.at(-1), 'release');
  const held = counterOf({ releases: false });
  const { presence } = await held.cards.login(credentials('135790'), open);
  await presence.release();
  t.pass('a reader that cannot be released is logged, and ends no session');
});

await t.test('a screen is unlocked with the card of its session, wherever it lies', async (t) => {
  const unlock = (counter: ReturnType<typeof counterOf>, cardSerial: string, name = 'lin') => {
    const { pin, lastTryConfirmed } = credentials('135790');
    const outcome = counter.cards.unlock(name, { cardSerial, pin, lastTryConfirmed }, open);
    return outcome.finally(() => t.ok(pin.disposed));
  };
  const readers = [readerOf('b', known('02CD')), readerOf('a', known('01AB'))];
  const counter = counterOf({}, readers);
  t.match(await unlock(counter, '01AB'), { operator: lin, presence: { cardSerial: '01AB' } });
  t.strictSame(counter.done, [
    ...[...before, ...proof],
    `enter lin ${JSON.stringify({ action: 'staff.unlocked', facts: { cardSerial: '01AB' } })}`,
  ]);
  for (const [what, inReaders] of [
    ['another card', [readerOf('a', known('02CD'))]],
    ['a reader that is held', [readerOf('a', known('01AB'), 'job')]],
    ['a card that is being read', [readerOf('a', { state: 'reading' })]],
    ['no card', [readerOf('a', null)]],
  ] as const) {
    const other = counterOf({}, inReaders);
    await t.rejects(unlock(other, '01AB'), { code: 'staff.card.notBack' }, what);
    t.strictSame(other.done, [], what);
  }
  const rebound = counterOf();
  await t.rejects(unlock(rebound, '01AB', 'chen'), { code: 'staff.card.unbound' });
  t.equal(rebound.done.at(-1), 'release');
  t.notOk(rebound.done.some((one) => one.startsWith('enter')));
});

await t.test(
  'an approval at another person’s screen, and a card that is read to be bound: nothing stays held',
  async (t) => {
    const approving = counterOf();
    t.strictSame(await approving.cards.authenticate(credentials('135790')), lin);
    t.strictSame(approving.done, [...before, ...proof, 'release']);
    const binding = counterOf({ owner: null });
    t.strictSame(await binding.cards.read('a'), { keySha256: 'KEY', serial: '01AB' });
    t.strictSame(binding.done, [...before.slice(0, -1), 'release'], 'without a PIN');
    const strange = counterOf({ trusted: false });
    await t.rejects(strange.cards.read('a'), { code: 'staff.card.foreign' });
    t.equal(strange.done.at(-1), 'release');
  },
);

await t.test('the readers as a login screen shows them', (t) => {
  const unknown: CardView = { state: 'unknown', atr: '3B00' };
  const readers = [
    ...[readerOf('a', known('01AB')), readerOf('b', known('02CD')), readerOf('c', known('03EF', false))],
    ...[readerOf('d', known('01AB'), 'job'), readerOf('e', null), readerOf('f', { state: 'reading' })],
    readerOf('g', unknown),
  ];
  const shown = counterOf({}, readers).cards.readersFor('01AB');
  const row = (readerId: string, card: string, triesLeft: number | null, isOwn = false) => ({
    ...{ readerId, name: `reader ${readerId}`, card, triesLeft, isOwn },
  });
  t.strictSame(shown, [
    ...[row('a', 'usable', 3, true), row('b', 'usable', 3), row('c', 'other', null), row('d', 'other', null, true)],
    ...[row('e', 'none', null), row('f', 'reading', null), row('g', 'other', null)],
  ]);
  t.notOk(counterOf({}, readers).cards.readersFor(null).some(({ isOwn }) => isOwn)); // prettier-ignore
  t.ok(counterOf().cards.offered);
  const off = counterOf({ off: true }, readers);
  t.strictSame([off.cards.offered, off.cards.readersFor('01AB')], [false, []]);
  t.end();
});
t.end();
