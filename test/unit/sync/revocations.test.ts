/** Revocation and suspension in the RA's books: which certificates, what is refused, and when the CRL is made again. */
import t from 'tap';
import type { Revocation } from '../../../sync/connector.js';
import { admitOperator, withdrawOperator } from '../../../sync/reference-ra/operators.js';
import { revocationList, revoke, setSuspended } from '../../../sync/reference-ra/operations/revocations.js';
import { Refusal } from '../../../sync/reference-ra/refusal.js';
import type { Books } from './support.js';
import { booksIn, issued } from './support.js';

const later = '2028-01-01T00:00:00.000Z';
const hourMs = 60 * 60 * 1000;

/** One certificate in force, another one, and one that has ended. */
const certificates = { A1: later, A2: later, A3: '2025-12-31T00:00:00.000Z' };

async function ready(books: Books): Promise<(change?: Partial<Revocation>) => ReturnType<typeof revoke>> {
  const registrationId = await issued(books, certificates);
  for (const name of ['one', 'two', 'gone']) await admitOperator(books, name);
  await withdrawOperator(books, 'gone');
  let requests = 0;
  const revocation = { registrationId, serials: null, reason: 'keyCompromise', form: 'inPerson', note: '' } as const;
  return (change = {}) =>
    revoke(
      books,
      { gateway: 'g', key: `key ${++requests}` },
      { ...revocation, askedBy: 'one', approvedBy: 'two', ...change },
    );
}

const stateOf = async ({ db }: Books): Promise<string | undefined> =>
  (await db.get<{ state: string }>('SELECT state FROM registration'))?.state;

/** The reason of a refusal; null: it was carried out. */
const refusalOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refusal) return error.reason;
      throw error;
    },
  );

await t.test('without serials all that are in force are revoked, and the registration with them', async (t) => {
  const books = await booksIn(t);
  const ask = await ready(books);
  t.same((await ask()).serials.toSorted(), ['A1', 'A2']);
  t.equal(await stateOf(books), 'revoked');
  t.same((await books.events()).slice(-2), ['certificateRevoked', 'certificateRevoked']);
  t.equal(await refusalOf(ask()), 'alreadyRevoked');
});

await t.test('named ones are revoked alone; while one is left the registration stays', async (t) => {
  const books = await booksIn(t);
  const ask = await ready(books);
  t.same((await ask({ serials: ['a1', '00A1'] })).serials, ['A1'], 'one serial number, written in two ways');
  t.equal(await stateOf(books), 'issued');
  for (const [serials, reason] of [
    [['FF'], 'certificateUnknown'],
    [['A1'], 'alreadyRevoked'],
    [['A3'], 'noCertificateInForce'],
    [['A2', 'FF'], 'certificateUnknown'],
  ] as const) {
    t.equal(await refusalOf(ask({ serials })), reason, serials.join());
  }
  t.same((await ask({ serials: ['A2'] })).serials, ['A2'], 'a refused request has revoked nothing');
  t.equal(await stateOf(books), 'revoked');
});

await t.test('two people whom the RA knows are needed', async (t) => {
  const books = await booksIn(t);
  const ask = await ready(books);
  for (const [people, reason] of [
    [{ askedBy: 'one', approvedBy: 'one' }, 'badRequest'],
    [{ askedBy: 'stranger', approvedBy: 'two' }, 'operatorUnknown'],
    [{ askedBy: 'one', approvedBy: 'gone' }, 'operatorUnknown'],
  ] as const) {
    t.equal(await refusalOf(ask(people)), reason);
  }
  t.equal(await refusalOf(ask({ registrationId: 'R-9' })), 'registrationUnknown');
  t.equal(await stateOf(books), 'issued');
});

await t.test('a suspension ends; what is revoked is neither suspended nor resumed', async (t) => {
  const books = await booksIn(t);
  const ask = await ready(books);
  const suspendedAt = async (): Promise<unknown> =>
    (await books.db.get<{ at: string | null }>("SELECT suspended_at AS at FROM certificate WHERE serial = 'A1'"))?.at;
  await setSuspended(books, 'a1', true);
  t.equal(await suspendedAt(), '2026-01-02T03:04:05.000Z');
  await setSuspended(books, 'A1', false);
  t.equal(await suspendedAt(), null);
  t.same((await books.events()).slice(-2), ['certificateSuspended', 'certificateResumed']);
  await setSuspended(books, 'A1', true);
  t.same((await ask()).serials.toSorted(), ['A1', 'A2'], 'a suspended one is revoked like another');
  t.equal(await refusalOf(setSuspended(books, 'A1', false)), 'alreadyRevoked');
  t.equal(await refusalOf(setSuspended(books, 'FF', true)), 'certificateUnknown');
});

await t.test('the CRL is made again for another entry, after an hour, and when the clock was set back', async (t) => {
  const books = await booksIn(t);
  const ask = await ready(books);
  const made: (readonly [number: number, entries: readonly string[]])[] = [];
  const ca = {
    revocationList: (number: number, revoked: readonly { readonly serial: string; readonly reason: string }[]) => {
      made.push([number, revoked.map(({ serial, reason }) => `${serial} ${reason}`)]);
      return Promise.resolve(Uint8Array.of(number));
    },
  };
  const list = async (offsetMs: number): Promise<number | undefined> => {
    books.clock.setOffset(offsetMs);
    return (await revocationList({ ...books, ca }))[0];
  };
  t.equal(await list(0), 1);
  t.equal(await list(hourMs - 1), 1);
  t.equal(await list(hourMs), 2);
  t.equal(await list(0), 3, 'its list would be of the future');
  await setSuspended(books, 'A2', true);
  t.equal(await list(0), 4);
  await ask({ serials: ['A1'] });
  t.equal(await list(0), 5);
  t.same(made.slice(3), [
    [4, ['A2 certificateHold']],
    [5, ['A1 keyCompromise', 'A2 certificateHold']],
  ]);
});
