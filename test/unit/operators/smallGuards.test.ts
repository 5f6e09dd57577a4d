/** Small guards of staff: a screen before its login, passwords in memory, words in a password, and lists of several authorities. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { jobKindSchema, placeSchema } from '../../../daemon/contract/messages.js';
import { checkNewPassword } from '../../../daemon/operators/password.js';
import { opaqueString } from '../../../daemon/operators/passwordText.js';
import { isAtKiosk, jobsOf, requireJobPermission } from '../../../daemon/operators/permissions.js';
import { RevocationLists } from '../../../daemon/operators/revocationLists.js';
import { readFetchState } from '../../../daemon/operators/revocationState.js';
import { certificateOf, listOf, newKey } from '../pki/listMaker.js';

await t.test('a screen of staff before its login may do nothing for a subscriber', (t) => {
  for (const place of placeSchema.options) {
    if (place === 'kiosk') continue;
    const screen = { kind: 'kiosk', sessionId: 's', place } as const;
    t.notOk(isAtKiosk(screen), place);
    t.strictSame(jobsOf(screen), [], place);
    for (const kind of jobKindSchema.options) {
      t.throws(() => requireJobPermission(screen, kind), { code: 'api.session.notStaff' }, `${place}: ${kind}`);
    }
  }
  t.notOk(isAtKiosk({ kind: 'staff', sessionId: 's', operator: 'lin', role: 'supervisor', ras: null }));
  t.end();
});

await t.test('of a password in ASCII no string is made, which nobody could zero', (t) => {
  const decoder = globalThis.TextDecoder;
  t.teardown(() => (globalThis.TextDecoder = decoder));
  let decoded = 0;
  globalThis.TextDecoder = class extends decoder {
    override decode(...content: Parameters<InstanceType<typeof decoder>['decode']>): string {
      decoded += 1;
      return super.decode(...content);
    }
  };
  const bytesOf = (text: string) => opaqueString(Secret.fromText(text))?.use((bytes) => Buffer.from(bytes).toString());
  t.equal(bytesOf(' every sign ~!'), ' every sign ~!');
  t.equal(decoded, 0);
  t.equal(bytesOf('e\u0301'), '\u00e9');
  for (const control of ['\u001f', '\u007f', '\u0000']) t.equal(bytesOf(`a${control}b`), undefined);
  t.equal(decoded, 4);
  t.end();
});

await t.test('neighbours in the alphabet count as a run from the third on', (t) => {
  const check = (text: string) => checkNewPassword(Secret.fromText(text), 'lin');
  t.doesNotThrow(() => check('abpqhixymn27'), 'pairs are no run');
  t.doesNotThrow(() => check('abcpqrhijxyz'), 'eight signs that follow from nothing');
  t.throws(() => check('abcdpqrshijz'), { code: 'staff.operator.passwordWeak' }, 'seven');
  t.end();
});

await t.test('a list of another authority takes the place of one only when that has ended', async (t) => {
  const [firstKey, otherKey] = [newKey(), newKey()];
  const first = await certificateOf({ name: 'First', key: firstKey, isCa: true });
  const other = await certificateOf({ name: 'Other', key: otherKey, isCa: true });
  const end = Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000;
  const nextUpdate = new Date(end);
  let offered = listOf({ authority: first, key: firstKey, nextUpdate });
  const server = createServer((_, response) => response.end(offered)).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.crl`;
  const [clock, directory] = [{ ms: Date.now(), now: () => clock.ms }, t.testdir()];
  const parts = { sources: [url], directory, refreshMinutes: 1, clock, logger: pino({ level: 'silent' }) };
  const lists = new RevocationLists(parts);
  const fetched = async (): Promise<unknown> => {
    await lists.all([first, other]);
    return (await readFetchState(directory, url))?.problem;
  };
  t.equal(await fetched(), null);
  offered = listOf({ authority: other, key: otherKey, nextUpdate: new Date(end + 3_600_000) });
  clock.ms = end;
  t.equal(await fetched(), 'older', 'in its last moment');
  clock.ms = end + 60_000;
  t.equal(await fetched(), null, 'it has ended');
});
t.end();
