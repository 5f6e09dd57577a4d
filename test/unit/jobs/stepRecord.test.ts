/** What is written of a step: with its outcome all that follows from it, and before the card what must not be lost. */
import { createHash } from 'node:crypto';
import t from 'tap';
import { toBase64 } from '../../../base/bytes.js';
import { systemClock } from '../../../base/clock.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { setPuk } from '../../../daemon/jobs/preparation.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { jobType, type AnyJobType } from '../../../daemon/jobs/jobType.js';
import type { AnyStep } from '../../../daemon/jobs/step.js';
import { prepareCard } from '../../../daemon/jobs/kinds/prepareCard.js';
import type { JobInput } from '../../../daemon/jobs/job.js';
import { asViewCard, lockedCard, serial, startEngine, type Engine } from './engine.js';

const label = { 'zh-TW': '記錄', en: 'Recording' };

async function begin(engine: Engine): Promise<string> {
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  const order = { kind: 'viewCard', raId: 'test', readerId: 'kiosk', cardSerial: serial, input: {} } as const;
  const who = { actorKind: 'staff', actor: 'officer1', sessionId: 's' } as const;
  const rest = { idempotencyKey: 'key', authorisationId: null, secrets: new SecretDrawer() };
  const { id } = await engine.jobBoard.begin({ ...order, ...who, ...rest });
  return id;
}

async function ended(engine: Engine): Promise<void> {
  await engine.until(() => engine.readers.reader('kiosk')?.holder === null);
  await engine.jobBoard.idle();
}

/** What stands in the store, by table. */
async function written({ store }: Engine): Promise<{ outcomes: number; facts: { id: string }[]; entries: number }> {
  const outcomes = await store.all("SELECT 1 FROM journal WHERE phase = 'outcome'");
  const facts = await store.all<{ id: string }>('SELECT id FROM outbox');
  const entries = await new Audit(store, systemClock).about([serial], 10);
  return { outcomes: outcomes.length, facts, entries: entries.length };
}

const reports: AnyJobType = jobType<'viewCard', JobInput, { report: object }>({
  ...asViewCard,
  steps: () => [
    {
      name: 'report',
      kind: 'repeatable',
      label,
      run({ enqueue, audit }) {
        enqueue('cardPrepared', { cardSerial: serial, orderId: 'O-1' });
        audit('card.prepared', { order: 'O-1' });
        return Promise.resolve({});
      },
    },
  ],
});

for (const refused of [/INTO journal/, /INTO outbox/, /INTO audit/]) {
  await t.test(`outcome, fact and audit entry are all there or none: ${refused.source} fails`, async (t) => {
    const engine = await startEngine(t, { viewCard: reports });
    let lines = 0;
    // The intent is a line of the journal too: the second one is the outcome. From there on the disk is full.
    engine.refuses = (sql) => (engine.storeFails = refused.test(sql) && (!sql.includes('journal') || ++lines > 1));
    const id = await begin(engine);
    await ended(engine);
    const { outcomes, facts, entries } = await written(engine);
    t.same([outcomes, facts.length, entries], [0, 0, 0]);
    t.equal(engine.delivered, 0);
    engine.refuses = () => false;
    engine.storeFails = false;
    engine.transport.remove('kiosk');
    engine.transport.insert('kiosk');
    await engine.until(() => engine.jobBoard.openJobs().length === 0);
    const after = await written(engine);
    t.same([after.outcomes, after.facts.length, after.entries], [1, 1, 1]);
    t.equal(engine.delivered, 1, 'and sent at once');
    t.match(await engine.jobs.byId(id), { state: 'finished' });
  });
}

await t.test('a sealed secret is in the outbox before the card is given it', async (t) => {
  const recipient = await createOperationRecipient('escrow');
  t.teardown(() => recipient.dispose());
  const order: AnyStep = {
    name: 'openOrder',
    kind: 'repeatable',
    label,
    run: () =>
      Promise.resolve({
        ...{ orderId: 'O-1', registrationId: 'R-1', userIdentifier: 'A-1' },
        escrowCertificate: toBase64(recipient.certificate),
      }),
  };
  const drawn = prepareCard.steps({ registrationId: 'R-1' }).find(({ name }) => name === 'setInitialPin1');
  const escrows: AnyJobType = {
    ...asViewCard,
    steps: () => [order, setPuk(1) as unknown as AnyStep, ...(drawn === undefined ? [] : [drawn])],
  };
  const { publicKey } = certificateParts(recipient.certificate);
  const escrowKeys = [createHash('sha256').update(publicKey).digest('hex').toUpperCase()];
  const engine = await startEngine(t, { viewCard: escrows, escrowKeys });
  const atTheCard: unknown[] = [];
  const look = async (): Promise<void> => {
    const facts = await engine.store.all<{ kind: string }>('SELECT kind FROM outbox ORDER BY seq');
    atTheCard.push(facts.map(({ kind }) => kind));
  };
  const blank = lockedCard();
  engine.open = () => ({ ...blank, setPuk: look, setInitialPin: look });
  await begin(engine);
  await ended(engine);
  t.same(atTheCard, [['pukEscrowed'], ['pukEscrowed', 'pinLetter']]);
});
