/** Revocation lists of staff cards: long ones, other algorithms, what they do not say, and how a fetched one takes another's place. */
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pino } from 'pino';
import t from 'tap';
import { reportLists } from '../../../base/pki/revocationReports.js';
import { RevocationLists } from '../../../daemon/operators/revocationLists.js';
import { readFetchState } from '../../../daemon/operators/revocationState.js';
import { StaffCertificates } from '../../../daemon/operators/staffCertificates.js';
import { anExtension, certificateOf, listOf, newKey, serialOf, type ListWish } from '../pki/listMaker.js';
import { openssl, pem, Workbench } from '../sync/openssl.js';

const hourMs = 3_600_000;
const bench = await Workbench.open();
t.teardown(() => bench.close());
const logger = pino({ level: 'silent' });

const caKey = newKey();
const cardKey = newKey();
const ca = await certificateOf({ name: 'CA', key: caKey, isCa: true });
const card = await certificateOf({ name: 'Lin', key: cardKey, by: { name: 'CA', key: caKey } });
const cardSerial = serialOf(card);
const caFile = await bench.put('ca.pem', pem(ca));
const unknownId = '1.3.6.1.4.1.55555.1';

const list = (wish: Partial<ListWish> = {}): Uint8Array => listOf({ authority: ca, key: caKey, ...wish });

interface Check {
  readonly authorities?: readonly Uint8Array[];
  readonly certificate?: Uint8Array;
  readonly sources: readonly string[];
  readonly directory?: string;
  readonly clock?: { now(): number };
}

function certificates({ authorities = [ca], sources, directory = bench.directory, clock = Date }: Check) {
  const revocationLists = new RevocationLists({ sources, directory, refreshMinutes: 60, clock, logger });
  return new StaffCertificates({ authorities, revocationLists, clock });
}

let files = 0;
async function checkWith(content: Uint8Array, more: Partial<Check> = {}): Promise<string> {
  const file = await bench.put(`${++files}.crl`, content);
  return certificates({ sources: [file], ...more }).check(more.certificate ?? card);
}

const unknown = { code: 'staff.card.revocationUnknown' };
const revoked = { code: 'staff.card.revoked' };

await t.test('D1: a list of any length, and nothing else waits for it', async (t) => {
  for (const wish of [{ more: 4_000 }, { more: 2_000, reasons: true }]) {
    t.ok(await checkWith(list(wish)), JSON.stringify(wish));
    await t.rejects(checkWith(list({ ...wish, revoked: [cardSerial] })), revoked);
  }
  const long = list({ more: 550_000, revoked: [cardSerial], reasons: true });
  t.ok(long.length > 17 * 1024 * 1024, 'longer than the library takes (16 MiB)');
  const path = await bench.put('long.crl', long);
  t.match(await openssl(`crl -inform DER -in ${path} -noout -verify -CAfile ${caFile}`), /verify OK/);
  const begun = performance.now();
  reportLists({ files: [long], authorities: [ca], serials: [] });
  const blocking = performance.now() - begun;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await t.rejects(certificates({ sources: [path] }).check(card), revoked);
  delay.disable();
  t.comment(`reading takes ${Math.round(blocking)} ms; the longest pause was ${Math.round(delay.max / 1e6)} ms`);
  t.ok(delay.max / 1e6 < Math.max(250, blocking / 2), 'the event loop goes on');
  const tooLarge = await bench.put('too-large.crl', new Uint8Array(33 * 1024 * 1024));
  await t.rejects(certificates({ sources: [tooLarge] }).check(card), { code: 'staff.card.revocationTooLarge' });
});

await t.test('D2: a list is verified with the algorithm that its signature names', async (t) => {
  for (const hash of ['sha256', 'sha384', 'sha512'] as const) {
    t.ok(await checkWith(list({ hash })), hash);
    await t.rejects(checkWith(list({ hash, revoked: [cardSerial] })), revoked);
  }
  const changed = list({ hash: 'sha512' });
  changed[60] = (changed[60] ?? 0) ^ 1;
  await t.rejects(checkWith(changed), unknown, 'changed afterwards');
});

await t.test('D3: a list that we do not understand, or whose signer may not sign lists, says nothing', async (t) => {
  for (const [name, wish] of [
    ['an unknown extension', { extensions: [anExtension(unknownId, true)] }],
    [
      'a part of the certificates',
      { extensions: [anExtension('2.5.29.28', true, Uint8Array.of(0x30, 3, 0x81, 1, 0xff))] },
    ],
    [
      'the same, not critical',
      { extensions: [anExtension('2.5.29.28', false, Uint8Array.of(0x30, 3, 0x81, 1, 0xff))] },
    ],
    ['a delta', { extensions: [anExtension('2.5.29.27', true, Uint8Array.of(0x02, 1, 1))] }],
    ['an entry of another issuer', { more: 1, entryExtensions: [anExtension('2.5.29.29', true)] }],
  ] as const) {
    await t.rejects(checkWith(list(wish)), unknown, name);
    await t.rejects(checkWith(list({ ...wish, revoked: [cardSerial] })), unknown, `${name}, and the card is on it`);
  }
  t.ok(await checkWith(list({ extensions: [anExtension(unknownId, false)] })), 'not critical');
  const noLists = await certificateOf({ name: 'CA', key: caKey, isCa: true, usages: ['keyCertSign'] });
  await t.rejects(checkWith(list(), { authorities: [noLists] }), unknown, 'without cRLSign');
});

async function serve(t: { teardown(end: () => unknown): unknown }, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

await t.test('D4: the kept list gives way only to one that is signed, complete, begun and not older', async (t) => {
  const directory = t.testdir();
  let offered = list({ revoked: [cardSerial], number: 5 });
  const url = `${await serve(t, (_, response) => response.end(offered))}/ca.crl`;
  let now = Date.now();
  const clock = { now: () => now };
  const checked = certificates({ sources: [url], directory, clock });
  await t.rejects(checked.check(card), revoked);
  const state = () => readFetchState(directory, url);
  t.match(await state(), { problem: null });
  const otherKey = newKey();
  const other = await certificateOf({ name: 'CA', key: otherKey, isCa: true });
  for (const [problem, replacement] of [
    ['foreign', listOf({ authority: other, key: otherKey, number: 6 })],
    ['notBegun', list({ number: 6, thisUpdate: new Date(now + 5 * hourMs), nextUpdate: new Date(now + 9 * hourMs) })],
    ['partial', list({ number: 6, extensions: [anExtension('2.5.29.27', true, Uint8Array.of(0x02, 1, 1))] })],
    ['older', list({ number: 4 })],
    ['unreadable', Buffer.from('<html>')],
    ['tooLarge', Buffer.alloc(33 * 1024 * 1024)],
  ] as const) {
    offered = new Uint8Array(replacement);
    now += hourMs;
    await t.rejects(checked.check(card), revoked, problem);
    t.match(await state(), { problem });
  }
  offered = list({ number: 6 });
  now += hourMs;
  t.ok(await checked.check(card), 'a newer one');
  t.match(await state(), { problem: null, foundAt: url });
});

await t.test('D5: a few redirects are followed', async (t) => {
  const content = list();
  const address = await serve(t, ({ url = '' }, response) => {
    const left = Number(/^\/(\d+)$/.exec(url)?.[1] ?? -1);
    if (left > 0) response.writeHead(301, { location: `/${left - 1}` }).end();
    else if (left === 0) response.end(content);
    else response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  });
  for (const [path, problem, foundAt] of [
    ['/1', null, `${address}/0`],
    ['/3', null, `${address}/0`],
    ['/4', 'tooManyRedirects', null],
    ['/elsewhere', 'unreachable', null],
  ] as const) {
    const directory = t.testdir();
    const url = `${address}${path}`;
    const checked = certificates({ sources: [url], directory }).check(card);
    if (problem === null) t.ok(await checked, path);
    else await t.rejects(checked, unknown, path);
    t.match(await readFetchState(directory, url), { problem, foundAt });
  }
});

await t.test('D6: a critical extension that we do not process, on the card or above it', async (t) => {
  const by = { name: 'CA', key: caKey };
  const extension = anExtension(unknownId, true);
  const strange = await certificateOf({ name: 'Lin', key: cardKey, by, extensions: [extension] });
  await t.rejects(checkWith(list(), { certificate: strange }), { code: 'staff.card.unknownExtension' });
  const plain = await certificateOf({ name: 'Lin', key: cardKey, by, extensions: [anExtension(unknownId, false)] });
  t.ok(await checkWith(list(), { certificate: plain }), 'not critical');
  const strangeCa = await certificateOf({ name: 'CA', key: caKey, isCa: true, extensions: [extension] });
  await t.rejects(checkWith(list(), { authorities: [strangeCa] }), { code: 'staff.card.foreign' });
  const server = anExtension('2.5.29.37', true, Uint8Array.of(0x30, 10, 0x06, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1));
  const ofServer = await certificateOf({ name: 'Lin', key: cardKey, by, extensions: [server] });
  await t.rejects(checkWith(list(), { certificate: ofServer }), { code: 'staff.card.wrongUsage' }, 'for a server');
});

await t.test('D7: the order of the authorities in their file decides nothing', async (t) => {
  const past = { from: new Date(Date.now() - 9 * hourMs), to: new Date(Date.now() - hourMs) };
  const expired = await certificateOf({ name: 'CA', key: caKey, isCa: true, ...past });
  const other = await certificateOf({ name: 'CA', key: newKey(), isCa: true });
  for (const authorities of [
    [expired, ca],
    [ca, expired],
    [other, expired, ca],
  ]) {
    t.ok(await checkWith(list(), { authorities }));
  }
  await t.rejects(checkWith(list(), { authorities: [expired, other] }), { code: 'staff.card.foreign' });
  const middleKey = newKey();
  const middle = { name: 'Middle', key: middleKey, by: { name: 'CA', key: caKey }, isCa: true };
  const [renewed, ended] = await Promise.all([certificateOf(middle), certificateOf({ ...middle, ...past })]);
  const below = await certificateOf({ name: 'Lin', key: cardKey, by: middle });
  const both = await bench.put('middle.crl', listOf({ authority: renewed, key: middleKey }));
  const top = await bench.put('top.crl', list());
  for (const authorities of [
    [ended, renewed, expired, ca],
    [ca, renewed, ended],
  ]) {
    t.ok(await certificates({ authorities, sources: [both, top] }).check(below));
  }
});

await t.test('the lists that are made here are lists to openssl', async (t) => {
  for (const [index, made] of [list({ hash: 'sha384', more: 3, reasons: true }), list()].entries()) {
    const path = join(bench.directory, `made-${index}.crl`);
    writeFileSync(path, made);
    t.match(await openssl(`crl -inform DER -in ${path} -noout -verify -CAfile ${caFile}`), /verify OK/);
    t.equal(readFileSync(path).length, made.length);
  }
});
