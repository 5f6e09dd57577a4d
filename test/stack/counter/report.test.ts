/** The end of a day: the real gateway's report, read by pdftotext and by Python's csv module. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { taipeiDay } from '../../../base/taipei.js';
import type { WireReport, WireStock } from '../../../daemon/contract/messages.js';
import { runTool } from '../../harness/runTool.js';
import { auditor, officer, Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2, staff: [auditor] });
t.teardown(() => site.stop());
const [, counterReader = ''] = site.pcsc.readers;
const staff = await site.staff();
const day = taipeiDay(Date.now());

const card = await site.pcsc.createCard();
await staff.request('POST', '/api/stock/movements', { kind: 'received', count: 50, note: '一盒' });
await card.insert(1);
const { id: readerId } = await staff.untilCard(counterReader);
const { id } = await staff.createJob({
  kind: 'issueCard',
  readerId,
  registrationId: 'R-0003',
  pins: { mode: 'random' },
});
await staff.untilJob(id, 'finished', 'failed');
await staff.until(() => staff.ra?.outbox === 0);
await staff.request('POST', '/api/stock/movements', { kind: 'counted', count: 48 });

/** A file of the API, with the session's cookie: what a browser saves. */
async function saved(path: string, name: string): Promise<string> {
  const file = join(site.directory, name);
  writeFileSync(file, (await staff.file(path)).content);
  return file;
}

await t.test('the books', async (t) => {
  t.match(await staff.request<WireStock>('GET', '/api/stock'), { balance: 48 });
  t.match(await staff.request<WireReport>('GET', `/api/reports/${day}`), {
    day,
    work: [{ action: 'card.issued', raId: 'jcic', operator: officer.name, count: 1 }],
    letters: { printed: 0, reprinted: 0, failed: 0, outstanding: 1 },
    stock: {
      opening: 0,
      received: 50,
      returned: 0,
      used: 1,
      spoiled: 0,
      missing: 0,
      expected: 49,
      counted: 48,
      difference: -1,
    },
    facts: [],
  });
  const [year = '', month, date] = day.split('-');
  for (const typed of [`${year}/${month}/${date}`, `${Number(year) - 1911}/${month}/${date}`]) {
    const path = `/api/reports/${encodeURIComponent(typed)}`;
    t.match(await staff.request('GET', path), { day }, typed);
  }
  for (const typed of ['2026-02-30', 'today', '11-30-2026']) {
    await t.rejects(staff.request('GET', `/api/reports/${typed}`), { message: 'report.day.notADay' });
  }
});

await t.test('on paper', async (t) => {
  const file = await saved(`/api/reports/${day}/pdf`, 'report.pdf');
  const { code, stdout } = await runTool('pdftotext', ['-layout', file, '-']);
  t.equal(code, 0);
  for (const words of ['日結報表', day, '製卡', officer.name, '金融聯合徵信中心', '盤點', '密碼單']) {
    t.match(stdout.replaceAll(' ', ''), words.replaceAll(' ', ''), words);
  }
  const fonts = await runTool('pdffonts', [file]);
  t.notMatch(fonts.stdout, /\bno\s+\w+\s+\w+\s+\d+\s+\d+$/m, 'every font is embedded');
  const english = await saved(`/api/reports/${day}/pdf?lang=en`, 'report-en.pdf');
  t.match((await runTool('pdftotext', [english, '-'])).stdout, /End-of-day report/);
});

await t.test('for a spreadsheet', async (t) => {
  const file = await saved(`/api/reports/${day}/csv`, 'report.csv');
  const program = 'import csv, sys, json\nprint(json.dumps(list(csv.reader(open(sys.argv[1], encoding="utf-8-sig")))))';
  const { stdout } = await runTool('python3', ['-c', program, file]);
  const rows = JSON.parse(stdout) as string[][];
  t.same(rows[0], ['日結報表', day]);
  t.ok(rows.some((row) => row[2] === officer.name && row[3] === '1'));
  t.ok(rows.some(([item, count]) => item === '盤點' && count === '48'));
});

await t.test('an auditor reads and records nothing', async (t) => {
  const looking = await site.staff(auditor);
  t.match(await looking.request<WireReport>('GET', `/api/reports/${day}`), { day });
  await t.rejects(looking.request('POST', '/api/stock/movements', { kind: 'received', count: 1 }), {
    message: 'api.session.notPermitted',
  });
});
t.end();
