/** A job that needs an RA waits while the RA is away or refuses the gateway, and no longer than its card is there. */
import { pino } from 'pino';
import t from 'tap';
import { RaRefusedError, RaUnavailableError, type RaConnector } from '../../../sync/connector.js';
import { RaLink } from '../../../daemon/ras/raLink.js';
import type { OutboxTable } from '../../../daemon/ras/outboxTable.js';
import type { RegistrationTable } from '../../../daemon/ras/registrationTable.js';

/** @param answers to one ping after the other; the last one stands */
function linkTo(answers: readonly (Error | null)[]): { readonly link: RaLink; readonly pings: () => number } {
  let count = 0;
  const ping: RaConnector['ping'] = () => {
    const error = answers[Math.min(count++, answers.length - 1)] ?? null;
    return error === null
      ? Promise.resolve({ time: '2026-01-01T00:00:00Z', minimumGatewayVersion: '0.1.0' })
      : Promise.reject(error);
  };
  const link = new RaLink({
    raId: 'jcic',
    refreshMs: 60_000,
    connector: { ping } as unknown as RaConnector,
    outbox: {} as unknown as OutboxTable,
    registrations: {} as unknown as RegistrationTable,
    retryMs: 1,
    logger: pino({ level: 'silent' }),
    statusChanged: () => undefined,
    registrationsChanged: () => undefined,
  });
  return { link, pings: () => count };
}

await t.test('a job waits for an RA that refuses the gateway as for one that is away', async (t) => {
  const { link, pings } = linkTo([new RaUnavailableError('away'), new RaRefusedError('notAllowed'), null]);
  await link.back(new AbortController().signal);
  t.equal(pings(), 3);
});

await t.test('the wait ends when the card goes', async (t) => {
  const gone = new AbortController();
  const waiting = linkTo([new RaRefusedError('notAllowed')]).link.back(gone.signal);
  gone.abort();
  await t.rejects(waiting, { name: 'AbortError' });
});
t.end();
