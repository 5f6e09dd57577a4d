/** Cards and registrations that more than one RA has to do with, for staff of one of them. */
import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import type { RaProfile } from '../../../config/raProfile.js';
import { RaUnavailableError, type CardRecord, type RaConnector } from '../../../sync/connector.js';
import { systemClock } from '../../../base/clock.js';
import { History } from '../../../daemon/cases/history.js';
import { Records, type RecordsParts } from '../../../daemon/cases/records.js';
import type { Job } from '../../../daemon/jobs/job.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import type { StaffActor } from '../../../daemon/operators/actor.js';
import type { RaLink } from '../../../daemon/ras/raLink.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { anna, openBooks } from './books.js';

const card = '00AA';
const ofA: StaffActor = { ...anna, ras: ['a'] };

async function open(t: Test) {
  const { database, audit, cards } = await openBooks(t);
  const jobs = new JobTable(database, systemClock);
  const history = new History(jobs, audit);
  /** What each RA says of the card; null: it is away. */
  const says = new Map<string, CardRecord['state'] | null>([
    ['a', 'unknown'],
    ['b', 'unknown'],
  ]);
  const ras = new Ras(
    [...says.keys()].map((id) => {
      const cardRecord = (): Promise<unknown> => {
        const state = says.get(id) ?? null;
        return state === null
          ? Promise.reject(new RaUnavailableError('away'))
          : Promise.resolve({ state, history: [] });
      };
      const connector = { cardRecord } as unknown as RaConnector;
      return { profile: { id } as RaProfile, connector, link: {} as unknown as RaLink };
    }),
  );
  const boxes = { ofCard: () => Promise.resolve(null) };
  const records = new Records({ ras, cards, boxes, history } as unknown as RecordsParts);
  const worked = async (kind: Job['kind'], raId: string | null, registrationId = 'R-1'): Promise<string> => {
    const id = randomUUID();
    const inputs: Partial<Record<Job['kind'], Job['input']>> = {
      issueCard: { registrationId, pinMode: 'random', certificateUses: 'single' },
      changePin: { pin: 1, lastTryConfirmed: false },
    };
    const of = { readerId: 'r', cardSerial: card, actorKind: 'staff', makesKeys: false, state: 'finished' } as const;
    const input = inputs[kind] ?? {};
    await jobs.insert({ ...of, id, idempotencyKey: id, kind, raId, input, actor: 'x' });
    return id;
  };
  return { audit, history, records, says, worked };
}

await t.test('what RAs say of a card outweighs who worked with it here', async (t) => {
  const { records, says, worked } = await open(t);
  await worked('changePin', 'b');
  await worked('viewCard', null);
  t.equal(await records.whose(card, ['a']), 'own', 'any card in a reader can be put through these');
  await worked('issueCard', 'b');
  t.equal(await records.whose(card, ['a']), 'others');
  says.set('a', 'issued');
  t.equal(await records.whose(card, ['a']), 'own', 'it changed hands');
  t.equal(await records.whose(card, ['b']), 'others');
  t.equal(await records.whose(card, null), 'own');
});

await t.test('a card that nobody knows is not the own one while another RA cannot be asked', async (t) => {
  const { records, says } = await open(t);
  says.set('b', null);
  t.equal(await records.whose(card, ['a']), 'unasked');
  t.equal(await records.whose(card, ['a', 'b']), 'own');
  says.set('a', 'issued');
  t.equal(await records.whose(card, ['a']), 'own');
  says.set('a', null);
  t.equal(await records.whose(card, ['a']), 'unasked');
});

const shown = (entries: Awaited<ReturnType<History['ofCard']>>) =>
  entries.flatMap((entry) => (entry.source === 'job' ? entry.jobId : entry.source === 'audit' ? entry.actor : []));

await t.test('the history of a card has the jobs that this person may see', async (t) => {
  const { history, worked } = await open(t);
  const own = await worked('issueCard', 'a');
  await worked('viewCard', null);
  t.same(shown(await history.ofCard(card, [], ofA)), [own]);
  t.equal(shown(await history.ofCard(card, [], { ...ofA, operator: 'x' })).length, 2, 'whoever began it');
  t.equal(shown(await history.ofCard(card, [], anna)).length, 2, 'whoever works for all');
});

await t.test('the history of a registration has nothing of another RA', async (t) => {
  const { audit, history, worked } = await open(t);
  const jobs = [await worked('issueCard', 'a'), await worked('viewCard', null)];
  await worked('issueCard', 'b');
  await worked('issueCard', 'b', 'R-2');
  const asked = (ra: string) => ({ request: JSON.stringify({ ra, note: 'lost' }) });
  const entry = (actor: string, action: string, subject: string, facts: Record<string, string>) =>
    audit.append({ actor, action, subject, facts });
  await entry('a1', 'approval.asked', 'R-1', asked('a'));
  await entry('b1', 'approval.asked', 'R-1', asked('b'));
  await entry('b2', 'card.spoiled', card, { ra: 'b', note: 'lost' });
  await entry('a2', 'card.issued', card, {});
  await entry('a3', 'approval.asked', 'R-1', { request: 'no JSON' });
  const seen = shown(await history.ofRegistration({ raId: 'a', registrationId: 'R-1' }, [card], []));
  t.same(seen.sort(), [...jobs, 'a1', 'a2', 'a3'].sort());
  t.notOk(shown(await history.ofCard(card, [], ofA)).includes('b2'));
});
t.end();
