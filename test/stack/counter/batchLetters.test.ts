/** Letters of a batch order: opened by a real RA, set, printed and spooled in card order, each once; judged by poppler and by the RA's books. */
import { readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import type { RaProfile } from '../../../config/raProfile.js';
import { configSchema } from '../../../config/schema.js';

import { Audit } from '../../../daemon/audit/audit.js';
import { BatchLetters, type BatchLettersProgress, type OrderCards } from '../../../daemon/letters/batchLetters.js';
import type { OrderCard } from '../../../daemon/letters/letterRun.js';
import { RaLink } from '../../../daemon/ras/raLink.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { LetterPrintTable } from '../../../daemon/letters/letterPrintTable.js';
import { LetterRunTable } from '../../../daemon/letters/letterRunTable.js';
import { OutboxTable } from '../../../daemon/ras/outboxTable.js';
import { RegistrationTable } from '../../../daemon/ras/registrationTable.js';
import { FaultyRa } from '../../harness/faultyRa.js';
import { infoOf, textOf } from '../../harness/letterPdf.js';
import { query, registerApproved } from '../../harness/raOffice.js';
import { connectorTo, ReferenceRaProcess } from '../../harness/referenceRa.js';
import { accepted, pinFact, SoftCard } from '../sync/card.js';

const orderId = 'B1';
const raId = 'jcic';
const folder = await mkdtemp(join(tmpdir(), 'letters-'));
const [paper, spool] = [join(folder, 'paper'), join(folder, 'spool')];
await mkdir(paper);
await mkdir(spool);
const setMode = (mode: 'on' | 'off' | 'hang') => writeFileSync(join(paper, 'mode'), mode);
const printed = () => readdirSync(paper).filter((file) => file.endsWith('.pdf')).length;

const server = await ReferenceRaProcess.start(join(folder, 'ra'));
const proxy = await FaultyRa.start(server.ready);
const connector = await connectorTo(proxy.ready, 30_000);
const database = await openDatabase(join(folder, 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
const logger = pino({ level: 'silent' });
const audit = new Audit(database, systemClock);
const link = new RaLink({
  ...{ raId, connector, logger, retryMs: 100, refreshMs: 60_000 },
  outbox: new OutboxTable(database, systemClock, raId),
  registrations: new RegistrationTable(database, systemClock),
  statusChanged: () => undefined,
  registrationsChanged: () => undefined,
});
await link.start();
t.teardown(async () => {
  await link.stop();
  await connector.close();
  await proxy.stop();
  await server.stop();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The cards of the order, and the PINs of each: the second one's name cannot be printed. */
const names = ['甲一', '乙\u{10FFFD}', '丙三', '丁四', '戊五'];
const cards: OrderCard[] = [];
for (const [index, name] of names.entries()) {
  // Later numbers are registered first: what orders the letters is the order of the cards alone.
  const [registration] = await registerApproved(server, 1, 50 - index, {
    name,
    channel: 'batch',
    withoutPassword: true,
  });
  const card = new SoftCard();
  const order = await connector.openOrder(registration?.id ?? '', card, randomUUID());
  const number = index + 1;
  await accepted(connector, await pinFact(order, 1, `PIN1of${number}`), await pinFact(order, 2, `PIN2of${number}`));
  cards.push({ number, registrationId: order.registration.id, cardSerial: card.cardSerial });
}
const reset = {
  registrationId: cards[2]?.registrationId ?? '',
  form: 'mail',
  delivery: 'print',
  operator: 'o',
} as const;
await connector.resetWebsitePassword(reset, randomUUID());

const orders: OrderCards = {
  order: () => Promise.resolve({ raId, counts: { issued: cards.length } }),
  entries: (_, { after, limit }) =>
    Promise.resolve({ entries: cards.filter(({ number }) => number > after).slice(0, limit) }),
};
const { letters: settings } = configSchema.parse({ ras: ['profile.yaml'] });
const profile = { id: raId, name: { 'zh-TW': '金融聯合徵信中心', en: 'JCIC' } } as RaProfile;
const printer = fileURLToPath(new URL('./printerMain.js', import.meta.url));

function gateway(): BatchLetters {
  return new BatchLetters({
    ras: new Ras([{ profile, connector, link }]),
    prints: new LetterPrintTable(database, systemClock),
    runs: new LetterRunTable(database, systemClock),
    ...{
      audit,
      clock: systemClock,
      orders: () => orders,
      changed: () => undefined,
      logger,
      portion: 4,
      spoolFolder: spool,
      inPrinter: new Set(),
    },
    fonts: { text: settings.fonts, mono: settings.valueFont },
    printer: { command: [process.execPath, printer, paper], timeoutMs: 60_000 },
  });
}

/** Runs to its end. */
async function run(asked: Partial<Parameters<BatchLetters['print']>[2]> = {}): Promise<BatchLettersProgress> {
  const letters = gateway();
  await letters.print('officer1', orderId, { to: 'printer', numbers: null, ...asked });
  await letters.finished();
  return letters.progress(orderId);
}

/** Every letter that can be printed has been printed. */
async function allPrinted(): Promise<void> {
  setMode('on');
  const { printed: already } = await gateway().progress(orderId);
  if (already < names.length - 1) await run();
}

/** The PINs of each page. */
async function pinsOn(file: string): Promise<string[][]> {
  const pages = (await textOf(file)).split('\f').slice(0, -1);
  return pages.map((page) => [...page.matchAll(/PIN\dof\d/g)].map(([pin]) => pin));
}
const pinsOf = (...numbers: number[]): string[][] => numbers.map((n) => [`PIN1of${n}`, `PIN2of${n}`]);

await t.test('a printer that is off ends the run; what was not begun waits', async (t) => {
  setMode('off');
  const { run: ended, ...progress } = await run();
  t.match(ended, { printed: 0, failed: 4, failure: { code: 'letter.print.refused' }, endedAt: /Z$/ });
  t.match(progress, { total: 5, printed: 0, failed: 3, interrupted: 0, waiting: 2 });
  t.equal(printed(), 0);
});

await t.test('an answer that is lost: nothing is counted', async (t) => {
  proxy.plan(({ path }) => ({ kind: path.endsWith('/letter-releases') ? 'loseAnswer' : 'none' }));
  t.match(await run(), { run: { printed: 0, failure: { code: 'ra.request.unavailable' } }, printed: 0 });
  proxy.fault({ kind: 'none' });
});

await t.test('in card order, a page each, so many in a PDF; one that cannot be set stops no other', async (t) => {
  setMode('on');
  const { run: ended, ...progress } = await run();
  t.match(ended, { printed: 5, failed: 1, failure: null, lastFailure: { code: 'letter.print.characterMissing' } });
  t.match(progress, { printed: 4, failed: 1, interrupted: 0, waiting: 0 });
  t.equal(printed(), 2);
  // The fourth letter is a website password: the third card's second one.
  t.same(await pinsOn(join(paper, '1.pdf')), [...pinsOf(1, 3), []]);
  t.match(await textOf(join(paper, '1.pdf')), '網站密碼單');
  t.same(await pinsOn(join(paper, '2.pdf')), pinsOf(4, 5));
  t.equal((await infoOf(join(paper, '1.pdf'))).get('Pages'), '3');
  await link.flush();
  t.same(await query(server, 'SELECT count(*), max(copy) FROM letter_print'), [[5, 1]], 'the RA knows');
});

await t.test('each once: again only with a reason, which paper and books show', async (t) => {
  await allPrinted();
  const before = printed();
  t.match(await run({ numbers: [1, 3, 4, 5] }), { run: { printed: 0, failed: 0, failure: null }, printed: 4 });
  t.equal(printed(), before);
  t.match(await run({ numbers: [4], reprintReason: '紙張污損' }), { run: { printed: 1 }, printed: 4 });
  t.same(await pinsOn(join(paper, `${before + 1}.pdf`)), pinsOf(4));
  t.match(await textOf(join(paper, `${before + 1}.pdf`)), '補印 1');
  const entries = await audit.about([cards[3]?.registrationId ?? '', orderId], 100);
  t.match(
    entries.filter(({ action }) => action === 'letter.printed').map(({ facts }) => facts),
    [
      { copy: 2, reason: '紙張污損', order: orderId, to: 'printer' },
      { copy: 1, order: orderId },
    ],
  );
  t.match(
    entries.find(({ action }) => action === 'letters.begun'),
    { actor: 'officer1', facts: { reason: '紙張污損' } },
  );
});

await t.test('to the spool folder: whole files for their owner only, in card order by their names', async (t) => {
  await allPrinted();
  await mkdir(spool, { recursive: true });
  writeFileSync(join(spool, '.letters-B1-x.pdf.part'), 'half a letter');
  await gateway().start();
  t.same(readdirSync(spool), [], 'what was left half written is gone');
  const { run: ended } = await run({ to: 'spool', reprintReason: '補寄' });
  const files = readdirSync(spool).sort();
  t.same(ended?.files, files);
  t.match(files, [/^letters-B1-\d{8}T\d{9}-0001\.pdf$/, /-0002\.pdf$/]);
  t.same((await Promise.all(files.map((file) => pinsOn(join(spool, file))))).flat(), [
    ...pinsOf(1, 3),
    [],
    ...pinsOf(4, 5),
  ]);
  for (const file of files) t.equal(statSync(join(spool, file)).mode & 0o777, 0o600);
  rmSync(spool, { recursive: true });
  t.match(await run({ to: 'spool', reprintReason: '再寄' }), {
    run: { printed: 0, failure: { code: 'letter.spool.notWritten' } },
    printed: 4,
  });
});

await t.test(
  'a gateway that ends in the middle: what was in the printer a person tells, the rest goes on',
  async (t) => {
    await allPrinted();
    setMode('hang');
    const watcher = watch(paper);
    const first = gateway();
    await first.print('officer1', orderId, { to: 'printer', numbers: null, reprintReason: '測試' });
    await t.rejects(first.print('officer1', orderId, { to: 'printer', numbers: null }), {
      message: 'letter.run.underWay',
    });
    await t.rejects(first.settleDoubt('officer1', orderId, { numbers: [5], cameOut: true }), {
      message: 'letter.run.underWay',
    });
    while (!readdirSync(paper).includes('begun')) await once(watcher, 'change');
    watcher.close();
    t.match(await first.progress(orderId), { interrupted: 0, inDoubt: [], run: { endedAt: null, brokenOff: false } });

    // The next one finds what the first has written down.
    const next = gateway();
    await next.start();
    t.match(await next.progress(orderId), {
      ...{ interrupted: 2, inDoubt: [1, 3], printed: 2, failed: 1, waiting: 0 },
      run: { begunBy: 'officer1', endedAt: null, brokenOff: true, printed: 0 },
    });
    setMode('on');
    const before = printed();
    await next.resume('officer2', orderId);
    await next.finished();
    t.match(await next.progress(orderId), {
      inDoubt: [1, 3],
      run: { printed: 2, begunBy: 'officer1', failure: null },
    });
    t.equal(printed(), before + 1);
    t.same(await pinsOn(join(paper, `${before + 1}.pdf`)), pinsOf(4, 5), 'only what surely had not left');
    await t.rejects(next.resume('officer2', orderId), { message: 'letter.run.notBrokenOff' });
    await next.settleDoubt('officer2', orderId, { numbers: [1], cameOut: true });
    t.match(await next.settleDoubt('officer2', orderId, { numbers: [3], cameOut: false }), { inDoubt: [], printed: 4 });
    const told = await audit.about([cards[0]?.registrationId ?? ''], 1);
    t.match(told, [{ action: 'letter.printed', facts: { toldBy: 'officer2', reason: '測試' } }]);
    process.kill(Number(readFileSync(join(paper, 'begun'), 'utf8')), 'SIGKILL');
    await first.finished();
    t.match(await next.progress(orderId), { inDoubt: [], printed: 4 }, 'a later word changes nothing');
  },
);

await t.test('what did not leave is as if it had not been begun; the spool folder tells the rest', async (t) => {
  await mkdir(spool, { recursive: true });
  const table = new LetterPrintTable(database, systemClock);
  const attempt = (letterId: string) => ({
    ...{ raId, letterId, copy: 1, operator: 'officer1', reason: null, registrationId: `R-${letterId}` },
    batch: { orderId: 'B2', number: Number(letterId), runId: 'none' },
  });
  const [, hidden, shown, elsewhere] = await table.begin(['1', '2', '3', '4'].map(attempt));
  await table.handing([hidden?.id ?? ''], join(spool, 'letters-2.pdf'));
  await table.handing([shown?.id ?? ''], join(spool, 'letters-3.pdf'));
  await table.handing([elsewhere?.id ?? ''], join(folder, 'gone', 'letters-4.pdf'));
  writeFileSync(join(spool, '.letters-2.pdf.part'), 'whole, and not yet in sight');
  await gateway().start();
  t.same(readdirSync(spool), []);
  t.same(await table.ofBatchOrder('B2'), { printed: 1, failed: 0, unknown: 1 });
  t.same(await table.inDoubt('B2'), [4], 'a folder that cannot be looked into tells nothing');
  const entries = await audit.about(['R-1', 'R-2', 'R-3'], 10);
  t.same(entries.map(({ action, facts }) => `${action} ${String(facts['cause'] ?? facts['seen'])}`).sort(), [
    'letter.failed notSent',
    'letter.failed notSpooled',
    'letter.printed spoolFolder',
  ]);
});

await t.test('what was printed stands nowhere else', async (t) => {
  await allPrinted();
  await link.flush();
  const books = Buffer.concat(
    readdirSync(folder)
      .filter((file) => file.startsWith('gateway.db'))
      .map((file) => readFileSync(join(folder, file))),
  );
  t.ok(books.includes(orderId));
  t.notOk(books.includes('PIN1of'));
});
t.end();
