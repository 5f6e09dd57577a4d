/** A card that is spoiled (作廢): written down once, and no job goes on with it. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { RaRefusedError, type RaConnector } from '../../../sync/connector.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { Cards } from '../../../daemon/cases/cards.js';
import type { RaProfile } from '../../../config/raProfile.js';
import type { RaLink } from '../../../daemon/ras/raLink.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { CardTable } from '../../../daemon/cases/cardTable.js';
import { serial, startEngine, type Engine } from '../jobs/engine.js';

const spoiledAt = '2026-03-01T02:00:00Z';

/** @param spoilCard what the RA answers */
async function cardsOf(engine: Engine, spoilCard: RaConnector['spoilCard']): Promise<Cards> {
  const link = { refreshRegistrations: () => Promise.resolve() } as unknown as RaLink;
  const connector = { spoilCard } as unknown as RaConnector;
  const cards = new Cards({
    database: engine.store,
    cards: new CardTable(engine.store, systemClock),
    ras: new Ras([{ profile: { id: 'test' } as RaProfile, connector, link }]),
    jobBoard: engine.jobBoard,
    readers: engine.readers,
    audit: new Audit(engine.store, systemClock),
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    changed: () => undefined,
  });
  await cards.start();
  return cards;
}

const request = { raId: undefined, reason: 'damaged', note: '' } as const;

await t.test('the job of a card that was being spoiled when the gateway ended is over at the next start', async (t) => {
  const engine = await startEngine(t);
  const id = randomUUID();
  const job = {
    id,
    idempotencyKey: id,
    kind: 'prepareCard',
    state: 'running',
    raId: 'test',
    readerId: 'counter',
  } as const;
  const input = { registrationId: 'R-1' };
  await engine.jobs.insert({ ...job, cardSerial: serial, actorKind: 'staff', actor: 'anna', input, makesKeys: true });
  const spoil = { at: spoiledAt, reason: 'damaged', note: '', operator: 'anna', raId: 'test' } as const;
  await new CardTable(engine.store, systemClock).spoil(engine.store, serial, spoil);
  const cards = await cardsOf(engine, () => Promise.reject(new Error('the RA is not asked')));
  await engine.jobBoard.start();
  await cards.endJobs();
  t.equal(engine.jobBoard.openJobOfCard(serial), null);
  t.match(await engine.jobs.byId(id), { state: 'cancelled', failure: { code: 'job.spoil.spoiled' } });
});

await t.test('asked for twice, it stands in the audit log once', async (t) => {
  const engine = await startEngine(t);
  let asked = 0;
  const cards = await cardsOf(engine, () =>
    ++asked === 1 ? Promise.resolve({ spoiledAt }) : Promise.reject(new RaRefusedError('cardSpoiled')),
  );
  await cards.spoil('anna', serial, { ...request, idempotencyKey: randomUUID() });
  await cards.spoil('boss', serial, { ...request, idempotencyKey: randomUUID() });
  const rows = await new Audit(engine.store, systemClock).about([serial], 10);
  t.match(rows, [{ actor: 'anna', action: 'card.spoiled', facts: { ra: 'test', reason: 'damaged' } }]);
  t.equal(rows.length, 1);
});
t.end();
