/** A socket in a folder whose path is longer than a socket's address. */
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { listenIn, withSocketIn } from '../../../base/unixSocket.js';

await t.test('it answers, for its owner alone, and is gone when it is closed', async (t) => {
  const folder = join(t.testdir(), 'a-folder-with-a-long-name', 'x'.repeat(120));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'some.sock');
  for (const round of ['first', 'second']) {
    const server = createServer((socket) => socket.end(round));
    await listenIn(folder, 'some.sock', server);
    t.equal(statSync(file).mode & 0o777, 0o600);
    t.equal(await withSocketIn(folder, 'some.sock', (address) => text(connect(address))), round);
    server.close();
    await once(server, 'close');
    t.notOk(existsSync(file));
  }
});

await t.test('a folder that is not there', async (t) => {
  const folder = join(t.testdir(), 'none');
  await t.rejects(listenIn(folder, 'some.sock', createServer()), { code: 'ENOENT' });
  await t.rejects(
    withSocketIn(folder, 'some.sock', () => Promise.resolve()),
    { code: 'ENOENT' },
  );
});
