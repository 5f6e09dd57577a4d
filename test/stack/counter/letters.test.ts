/** Password letters from the RA to the paper: what was printed opens the card, and stands nowhere else. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type { WireLetterList, WirePrintedLetter, WireRegistrationRecord } from '../../../daemon/contract/messages.js';
import { infoOf, textOf, valuesOf } from '../../harness/letterPdf.js';
import { query } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const paper = mkdtempSync(join(tmpdir(), 'paper-'));
const printer = fileURLToPath(new URL('./printerMain.js', import.meta.url));
const setMode = (mode: 'on' | 'off' | 'hang') => writeFileSync(join(paper, 'mode'), mode);
const pagesSoFar = () => readdirSync(paper).filter((file) => file.endsWith('.pdf')).length;
const page = (number: number) => join(paper, `${number}.pdf`);

const printCommand = [process.execPath, printer, paper];
const site = await Site.start({ readers: 2, settings: { letters: { printCommand, timeoutSeconds: 2 } } });
t.teardown(async () => {
  await site.stop();
  rmSync(paper, { recursive: true, force: true });
});
const [readerName = ''] = site.pcsc.readers;
let staff = await site.staff();
const card = await site.pcsc.createCard();
await card.insert(0);
const { id: readerId } = await staff.untilCard(readerName);

/** 王𪚥明 */
const registrationId = 'R-0003';
const job = await staff.createJob({ kind: 'issueCard', readerId, registrationId, pins: { mode: 'random' } });
await staff.untilJob(job.id, 'finished', 'failed', 'waitingForPerson');
await staff.until(() => staff.ra?.outbox === 0);

async function letters(): Promise<WireLetterList['letters']> {
  return (await staff.request<WireLetterList>('GET', '/api/letters')).letters;
}
const [letter] = await letters();
const path = `/api/letters/jcic/${letter?.id ?? ''}/print`;
const print = (reprintReason?: string) => staff.request<WirePrintedLetter>('POST', path, { reprintReason });

/** Neither in a file of the gateway nor in its log. */
async function standNowhere(t: Test, printed: readonly string[]): Promise<void> {
  await staff.until(() => staff.ra?.outbox === 0);
  const files = readdirSync(site.gatewaySettings.directory, { recursive: true, withFileTypes: true });
  const read = files.filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name)));
  const everything = Buffer.concat([...read, Buffer.from(site.gateway.log.join('\n'))]);
  for (const secret of printed) {
    t.ok(secret.length >= 6);
    t.equal(everything.indexOf(secret), -1);
    t.equal(everything.indexOf(Buffer.from(secret, 'utf16le')), -1);
  }
}

await t.test('the letter of a card: printed once, again only with a reason, and kept nowhere', async (t) => {
  let pins: string[] = [];

  await t.test('the letter of a card waits for the printer', async (t) => {
    t.match(await letters(), [{ kind: 'cardPins', registrationId, name: '王𪚥明', printed: 0, delivery: 'print' }]);
  });

  await t.test(
    'a printer that is off: nothing is counted, and it may be printed as if for the first time',
    async (t) => {
      setMode('off');
      await t.rejects(print(), { message: 'letter.print.refused', failure: { facts: { detail: /printer is off/ } } });
      t.match(await letters(), [{ printed: 0, interrupted: false }]);
      t.equal(pagesSoFar(), 0);
    },
  );

  await t.test('printed once: the PINs on the paper are the card’s', async (t) => {
    setMode('on');
    t.match(await print(), { copy: 1 });
    pins = await valuesOf(page(1), 2);
    const text = await textOf(page(1));
    t.match(text, '王𪚥明');
    t.notMatch(text, '補印');
    t.equal((await infoOf(page(1))).get('Pages'), '1');
    for (const pin of [1, 2] as const) {
      await staff.untilCard(readerName);
      const change = { kind: 'changePin', readerId, pin, oldPin: pins[pin - 1], newPin: pins[pin - 1] };
      const { id } = await staff.createJob(change);
      t.match(await staff.untilJob(id, 'finished', 'failed'), { state: 'finished' }, `PIN ${pin}`);
    }
    await staff.until(() => staff.ra?.outbox === 0);
    t.match(await letters(), [{ printed: 1 }]);
    t.match(await query(site.ra, 'SELECT operator, copy FROM letter_print'), [['officer1', 1]], 'the RA knows');
  });

  await t.test('printed again only with a reason, which the paper and the books show', async (t) => {
    await t.rejects(print(), { message: 'letter.print.reasonMissing', failure: { facts: { printed: 1 } } });
    await t.rejects(print('  '), { message: 'api.request.invalid' });
    t.equal(pagesSoFar(), 1);
    t.match(await print('紙張污損'), { copy: 2 });
    t.match(await textOf(page(2)), /補印 1\s+Reprint 1/);
    t.same(await valuesOf(page(2), 2), pins);
    const { history } = await staff.request<WireRegistrationRecord>('GET', `/api/registrations/jcic/${registrationId}`);
    const entries = history.flatMap((entry) => (entry.source === 'audit' ? [entry] : []));
    t.match(
      entries.filter(({ action }) => action.startsWith('letter.')).map(({ action, facts }) => [action, facts.copy]),
      [
        ['letter.printed', 2],
        ['letter.printed', 1],
        ['letter.failed', 1],
      ],
    );
    t.match(entries[0]?.facts, { reason: '紙張污損' });
  });

  await t.test(
    'a print program that took the letter and does not end: whether it came out a person sees',
    async (t) => {
      setMode('hang');
      await t.rejects(print('再印'), { message: 'letter.print.interrupted' });
      t.match(await letters(), [{ printed: 2, interrupted: true }]);
      t.equal(pagesSoFar(), 2);
    },
  );

  await t.test('the gateway ends while it prints: a person looks at the printer and says so', async (t) => {
    setMode('hang');
    const begun = join(paper, 'begun');
    rmSync(begun);
    const watcher = watch(paper);
    const cut = print('再印').catch(() => undefined);
    while (!existsSync(begun)) await once(watcher, 'change');
    watcher.close();
    await site.gateway.kill();
    await cut;
    process.kill(Number(readFileSync(begun, 'utf8')), 'SIGKILL');
    await site.restartGateway();
    staff = await site.staff();
    setMode('on');
    t.match(await letters(), [{ printed: 2, interrupted: true }]);
    await t.rejects(print(), { message: 'letter.print.interrupted' });
    t.match(await print('印表機上沒有紙'), { copy: 4 });
  });

  await t.test('what was printed stands nowhere else', async (t) => {
    t.equal(pins.length, 2);
    await standNowhere(t, pins);
  });
});

await t.test('a website password is reset: the letter’s password opens the account', async (t) => {
  setMode('on');
  const reset = { registrationId, form: 'inPerson', delivery: 'print' };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const ask = () => staff.request<{ letterId: string }>('POST', '/api/password-resets', reset, headers);
  const { letterId } = await ask();
  t.same(await ask(), { letterId }, 'asked twice, reset once');
  const before = pagesSoFar();
  await staff.request('POST', `/api/letters/jcic/${letterId}/print`, {});
  const [password = ''] = await valuesOf(page(before + 1), 1);
  const kiosk = await site.kiosk();
  const credentials = { account: 'demo03', password };
  await t.rejects(kiosk.request('POST', '/api/logins', credentials), { message: 'ra.refused.passwordChangeRequired' });
  const sent = { ...reset, delivery: 'contact' };
  const byMail = await staff.request<{ letterId: string }>('POST', '/api/password-resets', sent, {
    'idempotency-key': crypto.randomUUID(),
  });
  await t.rejects(staff.request('POST', `/api/letters/jcic/${byMail.letterId}/print`, {}), {
    message: 'ra.refused.letterNotForPrint',
  });
  await standNowhere(t, [password]);
});

await t.test('only who may print letters sees them', async (t) => {
  const kiosk = await site.kiosk();
  await t.rejects(kiosk.request('GET', '/api/letters'), { message: 'api.session.notStaff' });
  await t.rejects(kiosk.request('POST', path, {}), { message: 'api.session.notStaff' });
});
t.end();
