/** Every route is either judged by the RAs that a member of staff works for, or said to be of no RA. */
import t from 'tap';
import { admitRa } from '../../../daemon/api/raGate.js';
import { routes } from '../../../daemon/api/routes/index.js';
import type { ApiContext } from '../../../daemon/api/context.js';
import { namesRa } from '../../../daemon/contract/route.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { Ras } from '../../../daemon/ras/ras.js';

/** Their handlers ask the RAs, or filter, within the actor's scope. test/stack/ras/staffScope.test.ts asks each of them. */
const withinScope = [
  'GET /api/session',
  'GET /api/set-aside-facts',
  'POST /api/set-aside-facts/{id}/send',
  'GET /api/jobs',
  'GET /api/jobs/{id}',
  'POST /api/jobs/{id}/answer',
  'POST /api/jobs/{id}/cancel',
  'GET /api/events',
  'GET /api/registrations',
  'GET /api/search',
  'GET /api/cards/{serial}',
  'GET /api/letters',
  'GET /api/quarantines/{id}/cards',
  'GET /api/quarantines/{id}/cards.csv',
  'GET /api/reports/{day}',
  'GET /api/reports/{day}/pdf',
  'GET /api/reports/{day}/csv',
  'GET /api/batch',
  'PUT /api/batch/readers/{readerId}',
  'GET /api/batch/ra-orders',
  'GET /api/batch/orders',
  'POST /api/batch/orders',
  'GET /api/cards/{serial}/recovery',
  'POST /api/operators',
  'PATCH /api/operators/{name}',
  'GET /api/approvals',
  'POST /api/approvals/{id}/decision',
  'POST /api/approvals/{id}/approval-here',
  'POST /api/approvals/{id}/execution',
  'POST /api/approvals/{id}/withdrawal',
  'GET /api/audit',
  'GET /api/audit/json',
  'GET /api/audit/csv',
];

/** What they show and do is of this machine, its staff, its blank cards, or of the session's own subscriber. */
const ofNoRa = [
  'GET /api/health',
  'DELETE /api/authorisations',
  'POST /api/screens',
  'POST /api/screens/challenges',
  'POST /api/session',
  'GET /api/screens',
  'POST /api/screens/codes',
  'DELETE /api/screens/{id}',
  'POST /api/staff/login',
  'GET /api/staff/card-readers',
  'POST /api/staff/card-login',
  'POST /api/staff/unlock',
  'POST /api/staff/logout',
  'POST /api/staff/password',
  'GET /api/ras/{id}/terms',
  'GET /api/record',
  'GET /api/save-targets',
  'POST /api/saves',
  'GET /api/stock',
  'POST /api/stock/movements',
  'POST /api/stock/movements/{id}/undo',
  'GET /api/stock/boxes',
  'POST /api/stock/boxes',
  'GET /api/stock/box-of-card',
  'GET /api/stock/boxes/{id}',
  'POST /api/stock/boxes/{id}/movements',
  'GET /api/quarantines',
  'POST /api/quarantines',
  'POST /api/quarantines/{id}/lift',
  'GET /api/operators',
  'GET /api/environment',
  'POST /api/environment/repairs',
  'POST /api/screen-report',
  'GET /api/docs',
  'GET /api/docs/openapi.json',
  'GET /api/docs/asyncapi.json',
];

const ras = new Ras(['jcic', 'other'].map((id) => ({ profile: { id } }) as unknown as Ras['all'][number]));
const batch = { orders: { order: () => Promise.resolve({ raId: 'other' }) } } as unknown as ApiContext['batch'];
const lin: Actor = { kind: 'staff', sessionId: 's', operator: 'lin', role: 'supervisor', ras: ['jcic'] };

await t.test('each route is judged, or named here as one of no RA', (t) => {
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  const gated = routes.filter((route) => namesRa(route) || route.path.includes('{orderId}'));
  const known = [...withinScope, ...ofNoRa, ...gated.map(({ method, path }) => `${method} ${path}`)];
  t.same(
    names.filter((name) => !known.includes(name)),
    [],
    'judge them, and add them to the one list or the other',
  );
  t.same(
    [...withinScope, ...ofNoRa].filter((name) => !names.includes(name)),
    [],
    'and none that is not there any more',
  );
  t.end();
});

await t.test('whatever names another RA or its order is refused as unknown, at every route', async (t) => {
  let judged = 0;
  for (const route of routes) {
    const sent = { params: {}, query: { raId: 'other' }, body: undefined };
    const ask = (actor: Actor, what = sent): Promise<void> => admitRa(route, { actor, sent: what }, { ras, batch });
    if (namesRa(route)) {
      judged += 1;
      await t.rejects(ask(lin), new Failure('ra.choose.unknown', { ra: 'other' }), route.path);
      await t.resolves(ask(lin, { ...sent, query: { raId: 'jcic' } }));
      await t.resolves(ask({ ...lin, ras: null }));
    }
    if (route.path.includes('{orderId}')) {
      judged += 1;
      const order = { params: { orderId: 'o' }, query: {}, body: undefined } as unknown as typeof sent;
      await t.rejects(ask(lin, order), new Failure('batch.order.unknown'), route.path);
      await t.resolves(ask({ ...lin, ras: ['other'] }, order));
    }
  }
  t.ok(judged > 25, `${judged} routes`);
});

await t.test('with one RA alone, a request that leaves it out is about that one', async (t) => {
  const [route] = routes.filter((one) => namesRa(one) && one.method === 'POST');
  const one = new Ras(ras.all.filter(({ profile }) => profile.id === 'other'));
  const nothing = { params: {}, query: {}, body: {} };
  if (route === undefined) throw new Error('no route');
  await t.rejects(admitRa(route, { actor: lin, sent: nothing }, { ras: one, batch }), { code: 'ra.choose.unknown' });
  await t.resolves(admitRa(route, { actor: lin, sent: nothing }, { ras, batch }), 'of several none is meant yet');
});
t.end();
