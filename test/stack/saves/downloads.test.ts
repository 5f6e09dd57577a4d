/** One-time downloads as a phone meets them: curl asks. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { DownloadServer } from '../../../daemon/saves/downloadServer.js';
import { Links } from '../../../daemon/saves/links.js';
import { runTool } from '../../harness/runTool.js';

let nowMs = 1_000;
const links = new Links({ now: () => nowMs }, 60_000);
const server = new DownloadServer(links, { host: '127.0.0.1', port: 0 });
const folder = mkdtempSync(join(tmpdir(), 'downloads-'));
await server.start();
t.teardown(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const base = `http://127.0.0.1:${server.port}`;
const sign = { name: 'Z123456789-01-0058-sign-0A.cer', content: new Uint8Array(Buffer.from('sign')) };
const encrypt = { name: 'Z123456789-01-0058-encrypt-0B.cer', content: new Uint8Array(Buffer.from('encrypt')) };

/** @returns status and body */
async function curl(path: string, ...args: readonly string[]): Promise<{ status: string; body: string }> {
  const { stdout } = await runTool('curl', ['--silent', '--write-out', '\n%{http_code}', ...args, base + path]);
  const end = stdout.lastIndexOf('\n');
  return { status: stdout.slice(end + 1), body: stdout.slice(0, end) };
}

await t.test('one certificate: looked at often, taken once', async (t) => {
  const { token } = links.offer([sign]);
  for (const look of [[], [], ['--head']]) t.equal((await curl(`/d/${token}`, ...look)).status, '200');
  t.match((await curl(`/d/${token}`)).body, sign.name);
  const file = join(folder, 'one.cer');
  const headers = join(folder, 'headers');
  const taken = await curl(`/d/${token}`, '--request', 'POST', '--output', file, '--dump-header', headers);
  t.equal(taken.status, '200');
  t.equal(readFileSync(file, 'utf8'), 'sign');
  t.match(readFileSync(headers, 'utf8'), /content-type: application\/pkix-cert/i);
  t.match(readFileSync(headers, 'utf8'), /filename\*=UTF-8''Z123456789-01-0058-sign-0A\.cer/i);
  t.match(await curl(`/d/${token}`), { status: '410', body: /已失效/ });
  t.equal((await curl(`/d/${token}`, '--request', 'POST')).status, '410');
});

await t.test('two certificates come as a zip that other programs read', async (t) => {
  const { token } = links.offer([sign, encrypt]);
  const file = join(folder, 'two.zip');
  await curl(`/d/${token}`, '--request', 'POST', '--output', file);
  const target = join(folder, 'two');
  const { code, stderr } = await runTool('python3', ['-m', 'zipfile', '--extract', file, target]);
  t.equal(code, 0, stderr);
  t.same(readdirSync(target).sort(), [encrypt.name, sign.name].sort());
  t.equal(readFileSync(join(target, encrypt.name), 'utf8'), 'encrypt');
});

/** Sends a request and hangs up. @param how `end`: with the request; `reset`: at once and hard */
async function cut(path: string, how: 'end' | 'reset' | 'body'): Promise<void> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const length = how === 'body' ? 'Content-Length: 100\r\n' : '';
  const request = `POST ${path} HTTP/1.1\r\nHost: x\r\n${length}\r\n`;
  await new Promise((resolve) => socket.write(request, resolve));
  const closed = once(socket, 'close');
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
  await closed;
}

await t.test('a download that is cut before the answer can be repeated, one that is whole cannot', async (t) => {
  for (const how of ['end', 'reset', 'body'] as const) {
    const { token } = links.offer([sign]);
    for (let times = 0; times < 5; times += 1) await cut(`/d/${token}`, how);
    t.same(await curl(`/d/${token}`, '--request', 'POST'), { status: '200', body: 'sign' }, how);
    t.equal((await curl(`/d/${token}`, '--request', 'POST')).status, '410', how);
  }
});

await t.test('what a program that shares the address adds to it changes nothing', async (t) => {
  const { token } = links.offer([sign]);
  t.match((await curl(`/d/${token}?fbclid=x`)).body, sign.name);
  t.equal((await curl(`/d/${token}?fbclid=x&y=/d/`, '--request', 'POST')).body, 'sign');
  t.equal((await curl(`/d/${token}?fbclid=z`)).status, '410');
});

await t.test('an offer ends with its time', async (t) => {
  const { token, expiresAt } = links.offer([sign]);
  nowMs = expiresAt;
  t.equal((await curl(`/d/${token}`)).status, '410');
});

await t.test('nothing else is there', async (t) => {
  for (const path of ['/', '/d/', '/d/short', '/api/session', '/d/../etc/passwd', `/d/${'A'.repeat(22)}`, '/kiosk']) {
    t.equal((await curl(path, '--path-as-is')).status, '410', path);
  }
  t.equal((await curl('/d/x', '--request', 'PUT', '--data', 'x')).status, '410');
});
t.end();
