/** A locked counter: what lies behind the lock stays as it was, and is there again when it is opened. */
import t from 'tap';
import type { WireEvent, WireJob, WireReader, WireSession } from '../../../daemon/contract/messages.js';
import { emptyWorld, learn, type Fact, type World } from '../../../kiosk-ui/api/world.js';
import { job, reader, session as kioskSession } from './fixtures.js';

const session: WireSession = { ...kioskSession, role: 'staff', operator: 'lin', staffRole: 'counterOfficer' };
const snapshot = (readers: WireReader[], jobs: WireJob[] = []): WireEvent => ({
  type: 'snapshot',
  pcsc: true,
  readers,
  jobs,
  ras: [],
  claims: [],
});
const after = (world: World, ...facts: readonly Fact[]): World => facts.reduce(learn, world);

await t.test('nothing that a screen without a login is told gets behind the lock', (t) => {
  const whole = snapshot([reader({ id: 'A1' }), reader({ id: 'A2' })], [job({ id: 'j' })]);
  const open = after(emptyWorld, { type: 'session', session }, whole);
  const locked = after(open, { type: 'locked' });
  t.equal(locked.session?.restriction, 'locked');
  const told = after(
    locked,
    { type: 'session', session: { ...session, restriction: 'locked' } },
    snapshot([reader({ id: 'A1' })]),
    { type: 'readerRemoved', readerId: 'A1' },
    { type: 'registrations' },
    { type: 'link', link: 'open' },
  );
  t.strictSame(
    { readers: told.readers, jobs: told.jobs, listVersion: told.listVersion },
    { readers: open.readers, jobs: open.jobs, listVersion: open.listVersion },
  );
  t.equal(told.link, 'open');
  t.ok(told.cardReadersVersion > locked.cardReadersVersion, 'cards may have come and gone');
  const opened = after(told, { type: 'session', session }, snapshot([reader({ id: 'A2' })]));
  t.strictSame(
    opened.readers.map(({ id }) => id),
    ['A2'],
    'opened, it learns everything again',
  );
  t.strictSame(opened.jobs, {});
  t.end();
});
t.end();
