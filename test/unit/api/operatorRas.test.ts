/** The RAs of an account: to a supervisor of some RAs, another one is as unknown as one that is not served. */
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import t from 'tap';
import type { ApiContext } from '../../../daemon/api/context.js';
import { operatorHandlers } from '../../../daemon/api/routes/operators.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { Ras, type Ra } from '../../../daemon/ras/ras.js';
import type { RaScope } from '../../../daemon/ras/raScope.js';

const ras = new Ras(['a', 'b'].map((id) => ({ profile: { id } }) as unknown as Ra));
const account = { name: 'lin', role: 'auditor', ras: ['a'], enabled: true, mustChangePassword: true, cardSerial: null };

/** @returns `done`, or the failure's code and the RA that it names */
async function outcomeOf(method: 'POST' | 'PATCH', scope: RaScope, fields: object): Promise<string> {
  const route = operatorHandlers.find((one) => one.method === method);
  const bytes = Buffer.from(JSON.stringify(fields));
  const request = Object.assign(Readable.from([bytes]), {
    headers: { 'content-type': 'application/json', 'content-length': String(bytes.length) },
    params: { name: 'lin' },
    query: {},
  });
  const actor = { kind: 'staff', sessionId: 's', operator: 'wu', role: 'supervisor', ras: scope };
  const context = {
    ras,
    limits: { bodyBytes: 16_384 },
    sessionOf: () => ({ actor, restriction: null, screen: { place: 'counter' } }),
    staff: {
      accounts: { create: () => Promise.resolve(account) },
      administration: { change: () => Promise.resolve({ operator: account }) },
    },
  } as unknown as ApiContext;
  const response: object = { status: () => response, json: () => response };
  return (
    route
      ?.serve(request as unknown as Request, response as unknown as Response, context)
      .then(() => 'done')
      .catch((error: unknown) =>
        error instanceof Failure ? `${error.code} ${String(error.facts['ra'])}` : String(error),
      ) ?? 'no route'
  );
}

const created = { name: 'lin', role: 'auditor', password: 'counter-test-2468' };
for (const [what, outcome] of [
  ['a new account', (scope: RaScope, id: string) => outcomeOf('POST', scope, { ...created, ras: [id] })],
  ['a change', (scope: RaScope, id: string) => outcomeOf('PATCH', scope, { change: 'ras', ras: [id] })],
] as const) {
  await t.test(what, async (t) => {
    t.equal(await outcome(null, 'b'), 'done');
    t.equal(await outcome(null, 'c'), 'ra.choose.unknown c');
    t.equal(await outcome(['a'], 'a'), 'done');
    t.equal(await outcome(['a'], 'b'), 'ra.choose.unknown b');
    t.equal(await outcome(['a'], 'c'), 'ra.choose.unknown c');
  });
}
t.end();
