/** Each family's card is pulled at APDUs of the jobs that make it; afterwards what the RA holds is on the card, and no try is missing. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openDatabase } from '../../../base/database.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { TransportError } from '../../../card/transport/connection.js';
import { openCard } from '../../../card/drivers/registry.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import type { JobAnswer } from '../../../daemon/jobs/order.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo } from '../card/support/cards.js';
import { CardBench } from './cardBench.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };
const orders = {
  prepareCard: { ...place, kind: 'prepareCard' },
  issueCard: { ...place, kind: 'issueCard', pins: { mode: 'random' } },
} as const;
const families = ['isoapplet-pair', 'myeid', 'piv', 'openpgp'] as const;
const drawAgain: JobAnswer = { kind: 'enterPins', pins: { mode: 'random' } };
/** Every so many APDUs one is tried. */
const stride = Number(process.env['STRIDE'] ?? 31);

/** @param at the APDU at which the card is pulled @returns how many there were */
async function pulled(
  t: Test,
  family: (typeof families)[number],
  kind: keyof typeof orders,
  { at, isExecuted }: { readonly at: number; readonly isExecuted: boolean },
): Promise<number> {
  const card = new VirtualCard(new MemoryCardStore(), undefined, 'quick', family);
  let count = 0;
  const fragile = (): Promise<CardDriver> =>
    openCard(
      directConnection(
        async (command) => {
          const isPull = count++ === at;
          if (isPull && !isExecuted) throw new TransportError('cardRemoved', 'a', 'in the test');
          const answer = await card.execute(command);
          if (isPull) throw new TransportError('cardRemoved', 'a', 'in the test');
          return answer;
        },
        card.reset(),
        card.protocol,
      ),
    );
  const bench = CardBench.of(await fragile(), database);
  const answers = [drawAgain, drawAgain];
  const what = `${family} ${kind}, pulled ${isExecuted ? 'after' : 'before'} APDU ${at}`;
  const result = await bench.run(orders[kind], { answers, putBack: fragile }).catch((error: unknown) => error);
  // It was pulled while it was read for the first time: there is no job.
  if (result instanceof TransportError && bench.calls.length === 0) return count;
  t.match(result, { lifeCycle: kind === 'issueCard' ? 'issued' : 'prepared' }, what);
  if (result instanceof Error) return count;
  const after = await openCard(connectionTo(card));
  t.equal(await after.lifeCycle(), kind === 'issueCard' ? 'issued' : 'prepared', what);
  for (const { reference } of after.capabilities.pins) {
    const { triesLeft, maxTries } = await after.pinStatus(reference);
    t.equal(triesLeft, maxTries, `${what}: tries of PIN ${reference}`);
    const puk = await after.pukTries?.(reference);
    t.equal(puk?.left, puk?.max, `${what}: tries of PUK ${reference}`);
    const letter = await bench.sealed('pinLetter', reference);
    await t.resolves(after.verifyPin(reference, letter), `${what}: the PIN of the letter`);
    await t.resolves(after.resetRetryCounter(reference, await bench.sealed('pukEscrowed', reference), letter), what);
  }
  return count;
}

for (const family of families) {
  for (const kind of ['prepareCard', 'issueCard'] as const) {
    await t.test(`${kind} on ${family}`, async (t) => {
      const whole = await pulled(t, family, kind, { at: -1, isExecuted: false });
      for (let at = 12; at < whole; at += stride) {
        for (const isExecuted of [false, true]) await pulled(t, family, kind, { at, isExecuted });
      }
    });
  }
}

t.end();
