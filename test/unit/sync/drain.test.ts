/** The outbox reaches the RA: in order, each fact until it is answered, one that is refused holding back no other. */
import t from 'tap';
import { RaRefusedError, RaUnavailableError } from '../../../sync/connector.js';
import { away, stage } from './drainStage.js';

void t.test(
  'B6: a batch refused for a reason that nobody knows is set aside with that reason; the RA is not away',
  async (t) => {
    const { outbox, ra, drain, refused, failures } = stage(t);
    const [bad, good] = outbox.add(2);
    ra.answer = (facts) =>
      facts.some(({ id }) => id === bad?.id)
        ? Promise.reject(new RaRefusedError('unrecognised', { reason: 'cardMelted' }))
        : Promise.resolve(facts.map(({ id }) => ({ id, accepted: true })));
    drain.start();
    await drain.flush();
    t.same(ra.taken, [good?.id]);
    t.same([refused, outbox.refused], [[bad?.id], ['cardMelted']]);
    t.same(failures, []);
  },
);

void t.test('facts that cannot be read are set aside, and hold back no other', async (t) => {
  const { outbox, ra, drain, refused, failures } = stage(t, { batchSize: 2 });
  const facts = outbox.add(6);
  const ids = facts.map(({ id }) => id);
  for (const index of [0, 1, 2, 5]) outbox.unreadable.add(ids[index] ?? '');
  drain.start();
  await drain.flush();
  t.same(ra.taken, [ids[3], ids[4]]);
  t.same(refused, [ids[0], ids[1], ids[2], ids[5]]);
  t.same(new Set(outbox.refused), new Set(['unreadable']));
  t.same(failures, [], 'the RA does not count as unreachable');
  t.equal(drain.status.reachable, true);
});

void t.test('facts go in order, in batches, and flush waits for those that were there', async (t) => {
  const { outbox, ra, drain, statuses } = stage(t);
  const facts = outbox.add(250);
  t.equal(drain.status.reachable, false);
  drain.start();
  await drain.flush();
  t.same(
    ra.taken,
    facts.map(({ id }) => id),
  );
  t.same(ra.sizes, [100, 100, 50]);
  t.equal(drain.status.reachable, true);
  t.equal(statuses.length, 1);

  const more = outbox.add(1);
  drain.kick();
  await drain.flush();
  t.equal(ra.taken.at(-1), more[0]?.id);
});

void t.test('flush of an empty outbox asks nobody', async (t) => {
  const { ra, drain } = stage(t);
  ra.answer = away;
  drain.start();
  await drain.flush();
  t.same(ra.sizes, []);
});

void t.test('a refused fact is set aside and holds back no other', async (t) => {
  const { outbox, ra, drain, refused } = stage(t);
  const facts = outbox.add(5);
  const bad = facts[2]?.id ?? '';
  ra.answer = (delivered) =>
    Promise.resolve(
      delivered.map(({ id }) =>
        id === bad ? { id, accepted: false, reason: 'orderUnknown' } : { id, accepted: true },
      ),
    );
  drain.start();
  await drain.flush();
  t.same(refused, [bad]);
  t.same(outbox.refused, ['orderUnknown']);
  t.same(outbox.facts, []);
});

void t.test('a batch that is refused as a whole is parted down to the one that is to blame', async (t) => {
  const { outbox, ra, drain, refused } = stage(t);
  const facts = outbox.add(8);
  const bad = facts[5]?.id ?? '';
  ra.answer = (delivered) =>
    delivered.some(({ id }) => id === bad)
      ? Promise.reject(new RaRefusedError('badRequest'))
      : Promise.resolve(delivered.map(({ id }) => ({ id, accepted: true })));
  drain.start();
  await drain.flush();
  t.same(refused, [bad]);
  t.same(
    ra.taken,
    facts.map(({ id }) => id).filter((id) => id !== bad),
  );
});

void t.test('an outbox that fails does not end the drain, and is not the RA’s fault', async (t) => {
  const { outbox, ra, drain, statuses } = stage(t, { retryMs: 1 });
  outbox.add(1);
  const broken = outbox.markDelivered.bind(outbox);
  outbox.markDelivered = () => Promise.reject(new Error('disk full'));
  drain.start();
  await t.rejects(drain.flush(), { message: 'disk full' });
  outbox.markDelivered = broken;
  await drain.flush();
  t.match(statuses, [{ reachable: true }]);
  t.equal(new Set(ra.taken).size, 1);
});

void t.test('stop: nothing is asked any more, flush is refused, and it can start again', async (t) => {
  const { outbox, ra, drain } = stage(t);
  await t.rejects(drain.flush(), RaUnavailableError, 'not started');
  drain.start();
  await drain.flush();
  await drain.stop();
  outbox.add(1);
  drain.kick();
  await t.rejects(drain.flush(), RaUnavailableError);
  t.equal(ra.taken.length, 0);
  drain.start();
  await drain.flush();
  t.equal(ra.taken.length, 1);
  await drain.stop();
  await drain.stop();
});
