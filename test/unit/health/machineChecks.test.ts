/** The environment checks of the machine: disk, database, permissions, fonts, printer, browser, copies. */
import t from 'tap';
import { judgeBackup, judgeComparison } from '../../../daemon/health/checks/copies.js';
import { destinationIn, queueStateOf } from '../../../daemon/paper/printQueue.js';
import { judgePrinter } from '../../../daemon/health/checks/printer.js';
import { judgeBrowser, judgeFonts } from '../../../daemon/health/checks/screens.js';
import { judgeSpoolFolder } from '../../../daemon/health/checks/spoolFolder.js';
import { judgeDatabase, judgeDisk, judgeFiles } from '../../../daemon/health/checks/store.js';

const mebibyte = 1024 * 1024;

void t.test('room on the disk', (t) => {
  t.equal(judgeDisk(1024 * mebibyte, 9e9).state, 'ok');
  t.equal(judgeDisk(1024 * mebibyte - 1, 9e9).state, 'warn');
  t.equal(judgeDisk(100 * mebibyte, 9e9).state, 'warn');
  t.match(judgeDisk(100 * mebibyte - 1, 9e9), { state: 'failed', present: { en: /^100\.0 MiB free of 8\.4 GiB$/ } });
  t.end();
});

void t.test('the database', (t) => {
  const whole = { verdict: 'ok', bytes: 200 * mebibyte, freeBytes: 0, logBytes: 0 };
  t.equal(judgeDatabase(whole).state, 'ok');
  t.equal(judgeDatabase({ ...whole, freeBytes: 100 * mebibyte }).state, 'ok', 'half of it');
  t.equal(judgeDatabase({ ...whole, freeBytes: 101 * mebibyte }).state, 'warn');
  t.equal(judgeDatabase({ ...whole, bytes: mebibyte, freeBytes: mebibyte / 1.5 }).state, 'ok', 'small ones are let be');
  t.equal(judgeDatabase({ ...whole, logBytes: 65 * mebibyte }).state, 'warn');
  t.match(judgeDatabase({ ...whole, verdict: '*** in database main ***\nPage 7' }), {
    state: 'failed',
    present: { en: /^Broken: \*\*\* in database main \*\*\*\. Stop the gateway and restore the backup\./ },
  });
  t.end();
});

void t.test('permissions', (t) => {
  const file = (mode: number | null) => ({ path: '/state/key', mode, forbidden: 0o077 });
  t.equal(judgeFiles([file(0o100600), file(null)]).state, 'ok', 'what is not there is not open');
  t.match(judgeFiles([file(0o100600), file(0o100640)]), {
    state: 'failed',
    present: { en: '0640 /state/key' },
    facts: { open: 1 },
  });
  t.equal(judgeFiles([file(0o100604)]).state, 'failed');
  t.end();
});

void t.test('the spool folder of the letters', (t) => {
  t.equal(judgeSpoolFolder(null).state, 'ok');
  const mine = { folder: '/run/letters', mode: 0o40700, hindrance: null };
  t.match(judgeSpoolFolder(mine), { state: 'ok', present: { en: /^\/run\/letters\nThe gateway may write there/ } });
  t.equal(judgeSpoolFolder({ ...mine, mode: 0o40705 }).state, 'warn');
  t.match(judgeSpoolFolder({ ...mine, hindrance: 'EROFS' }), { state: 'failed', present: { en: /EROFS/ } });
  t.match(judgeSpoolFolder({ ...mine, mode: null, hindrance: 'ENOENT' }), {
    state: 'failed',
    present: { en: /no such/ },
  });
  t.end();
});

void t.test('fonts', (t) => {
  const all = 'Noto Sans CJK TC\nTW-Kai,全字庫正楷體';
  t.equal(judgeFonts(all, ['𪚥', '㛢'], []).state, 'ok');
  t.match(judgeFonts(all, ['㛢'], []), { state: 'warn', present: { 'zh-TW': '沒有字型能顯示「𪚥」' } });
  t.equal(judgeFonts('Noto Sans CJK TC', ['𪚥', '㛢'], []).state, 'warn');
  t.equal(judgeFonts('DejaVu Sans', [], []).state, 'failed');
  t.equal(judgeFonts(null, [], []).state, 'unknown');
  t.match(judgeFonts(all, ['𪚥', '㛢'], ['/x.ttf']), { state: 'failed', present: { en: /not there: \/x\.ttf/ } });
  t.end();
});

void t.test('the printer', (t) => {
  t.equal(destinationIn(['lp', '-o', 'media=A4']), null);
  t.equal(destinationIn(['lp', '-d', 'letters']), 'letters');
  t.equal(destinationIn(['lpr', '-Pletters']), 'letters');
  const lp = { command: ['lp'], isInstalled: true };
  const judged = (spooler: string) => judgePrinter({ ...lp, queue: queueStateOf(spooler) });
  t.equal(judged('printer letters is idle.  enabled since Mon').state, 'ok');
  t.equal(judged('printer letters is idle.  enabled since Mon\n\tAlerts: none').state, 'ok');
  t.equal(judged('printer letters now printing letters-7.').state, 'ok');
  t.match(judged('printer letters disabled since Mon -\n\tPaused'), {
    state: 'failed',
    present: { 'zh-TW': /印表機已暫停/ },
  });
  t.match(judged('printer letters disabled since Mon -\n\t印表機卡紙'), {
    state: 'failed',
    present: { 'zh-TW': /停止列印：印表機卡紙/, en: /has stopped: 印表機卡紙/ },
  });
  const idle = (alerts: string) =>
    judged(`printer letters is idle.  enabled since Mon\n\tForm mounted:\n\tAlerts: ${alerts}`);
  t.match(idle('paused'), { state: 'failed', present: { en: /is paused/ } });
  t.match(idle('media-empty-error'), { state: 'failed', present: { en: /out of paper/, 'zh-TW': /缺紙/ } });
  t.match(idle('paused media-needed'), { state: 'failed', present: { en: /out of paper/ } });
  t.match(idle('com.vendor-fuser-error'), { state: 'failed', present: { en: /has stopped: com.vendor/ } });
  t.match(idle('media-empty-warning'), { state: 'warn', present: { en: /out of paper: media-empty-warning/ } });
  t.match(idle('paused-report'), { state: 'warn' });
  t.match(idle('media-empty-warning cover-open'), { state: 'failed', present: { en: /has stopped: cover-open/ } });
  t.equal(judged('printer letters disabled since Mon -\n\tAlerts: media-empty-warning').state, 'failed');
  t.match(idle('toner-low-warning'), { state: 'warn', present: { en: /reports: toner-low-warning/ } });
  t.equal(judged('no system default destination').state, 'failed');
  t.equal(judgePrinter({ ...lp, queue: null }).state, 'unknown', 'a program of one’s own says it when it prints');
  t.match(judgePrinter({ ...lp, isInstalled: false, queue: queueStateOf('lpstat is not installed') }), {
    present: { en: /not there/ },
  });
  t.end();
});

void t.test('the kiosk’s browser and screen', (t) => {
  const report = (width: number, height: number) => ({ width, height, userAgent: 'x', at: '2026-01-01T00:00:00.000Z' });
  const banner = 'Chromium 120.0.6099.224 built on Debian';
  t.match(judgeBrowser(banner, report(1080, 1920)), { state: 'ok', facts: { version: '120.0.6099.224' } });
  t.equal(judgeBrowser(banner, report(1280, 800)).state, 'ok');
  t.equal(judgeBrowser(banner, report(1024, 768)).state, 'warn');
  t.equal(judgeBrowser(banner, null).state, 'unknown');
  t.equal(judgeBrowser(null, report(1280, 800)).state, 'failed');
  t.end();
});
await t.test('copies of the store', (t) => {
  const now = Date.parse('2026-03-10T00:00:00Z');
  t.match(judgeBackup(null, 7, now), { state: 'warn', present: { en: /No copy/ } });
  t.match(judgeBackup('2026-03-03T00:00:00Z', 7, now), { state: 'ok', present: { en: /7 d ago/ } });
  t.equal(judgeBackup('2026-03-02T23:59:59Z', 7, now).state, 'warn');
  const last = { epoch: 1, restoredAt: '2026-03-09T00:00:00Z', copyMadeAt: '2026-03-01T00:00:00Z', comparedAt: null };
  t.equal(judgeComparison({ last: null, cardsLeft: 0, jobsLeft: 0 }).state, 'ok');
  t.match(judgeComparison({ last, cardsLeft: 3, jobsLeft: 1 }), {
    state: 'failed',
    present: { en: /3 cards are not/ },
  });
  const compared = { ...last, comparedAt: '2026-03-09T01:00:00Z' };
  t.match(judgeComparison({ last: compared, cardsLeft: 0, jobsLeft: 1 }), {
    state: 'warn',
    present: { en: /1 jobs wait/ },
  });
  t.equal(judgeComparison({ last: compared, cardsLeft: 0, jobsLeft: 0 }).state, 'ok');
  t.end();
});
