/** The audit log over the API: who may read it, filters, pages, and exports that a program of other people can check. */
import { spawn } from 'node:child_process';
import { text as readText } from 'node:stream/consumers';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import type { WireAuditList } from '../../../daemon/contract/messages.js';
import { passwordOf, startApi, type Api } from '../api/support.js';

const card = 'A1B2C3D4';

async function filled(api: Api): Promise<void> {
  const audit = new Audit(api.database, api.clock);
  const facts = { ra: 'twca', reader: 'r-1', order: 'o-1' };
  await audit.append({ actor: 'kiosk', action: 'pin.changed', subject: card, facts: { ...facts, pin: 1 } });
  api.clock.advance(24 * 3_600_000);
  await audit.append({ actor: 'lin.yijun', action: 'card.issued', subject: card, facts });
  await audit.append({ actor: '=王小明', action: 'operator.cardBound', subject: '陳', facts: { cardSerial: card } });
}

const listOf = async (api: Api, token: string, query = '') =>
  JSON.parse((await api.get(`/api/audit${query}`, token)).text) as WireAuditList;

interface Export {
  readonly head: { readonly seq: number; readonly hash: string };
  readonly exported: { readonly count: number; readonly first: object | null; readonly last: object | null };
  readonly entries: readonly { seq: number; actor: string; action: string; facts: string; hash: string }[];
}

async function checkedByPython(text: string): Promise<{ readonly rows: number; readonly problems: readonly string[] }> {
  const program = projectPath('test', 'stack', 'audit', 'check.py');
  const child = spawn('python3', [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(text);
  return JSON.parse(await readText(child.stdout)) as { rows: number; problems: string[] };
}

void t.test('supervisors and auditors read it, nobody else', async (t) => {
  const api = await startApi(t);
  for (const role of ['counterOfficer', 'batchOperator', 'supervisor', 'maintainer', 'auditor'] as const) {
    const token = await api.staffOf(`the.${role.toLowerCase()}`, role);
    const reads = role === 'supervisor' || role === 'auditor';
    for (const path of ['/api/audit', '/api/audit/json', '/api/audit/csv'])
      t.equal((await api.get(path, token)).status, reads ? 200 : 403, `${role} ${path}`);
  }
  t.equal((await api.get('/api/audit', await api.openScreen())).code, 'api.session.notStaff');
});

void t.test('filters and pages', async (t) => {
  const api = await startApi(t);
  await filled(api);
  const token = await api.staffOf('ho', 'auditor');
  const actions = async (query: string) => (await listOf(api, token, query)).entries.map(({ action }) => action);
  t.same(await actions('?actor=kiosk'), ['pin.changed']);
  t.same(await actions('?action=card.issued'), ['card.issued']);
  t.same(await actions(`?subject=${card}`), ['operator.cardBound', 'card.issued', 'pin.changed']);
  t.same(await actions('?reader=r-1'), ['card.issued', 'pin.changed']);
  t.same(await actions(`?subject=${card}&to=2025-01-01`), ['pin.changed'], 'days of Taipei');
  t.same(await actions(`?subject=${card}&from=114/1/2&to=114/1/2`), ['operator.cardBound', 'card.issued']);
  t.same(await actions("?subject=' OR 1=1 --"), []);
  t.equal((await api.get('/api/audit?from=2025-02-30', token)).code, 'report.day.notADay');
  t.equal((await api.get('/api/audit/csv?to=yesterday', token)).code, 'report.day.notADay');

  const [newest] = (await listOf(api, token, `?subject=${card}`)).entries;
  t.match(newest, { actor: '=王小明', subject: '陳', card, reader: null });
  t.match((await listOf(api, token, '?actor=kiosk')).entries, [{ card, reader: 'r-1', facts: { pin: 1 } }]);

  const all = (await listOf(api, token)).entries.map(({ seq }) => seq);
  t.same(
    all,
    [...all].sort((a, b) => b - a),
    'the newest first',
  );
  const seen: number[] = [];
  for (let before = ''; ;) {
    const { entries, more } = await listOf(api, token, `?limit=2${before}`);
    seen.push(...entries.map(({ seq }) => seq));
    before = `&before=${seen.at(-1)}`;
    if (!more) break;
  }
  t.same(seen, all, 'each once');
});

void t.test('a log of many rows: a rare entry is found, and an export has all of them', async (t) => {
  const api = await startApi(t);
  await filled(api);
  const token = await api.staffOf('ho', 'auditor');
  const { seq } = (await listOf(api, token)).entries[0] ?? { seq: 0 };
  await api.database.run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
     INSERT INTO audit SELECT ? + i, '2025-01-03T00:00:00.000Z', 'gateway', 'quarantine.cardMet', 'x', '{}', 'p', 'h' FROM n`,
    [seq],
  );
  t.same(
    (await listOf(api, token, '?actor=kiosk')).entries.map(({ action }) => action),
    ['pin.changed'],
  );
  const made = JSON.parse((await api.get('/api/audit/json?action=quarantine.cardMet', token)).text) as Export;
  t.equal(made.exported.count, 25_000);
  t.equal(made.entries.length, 25_000);
});

void t.test('an export can be checked with Python; it is recorded and holds no secret', async (t) => {
  const api = await startApi(t);
  await filled(api);
  const token = await api.staffOf('ho', 'auditor');
  const answer = await api.get('/api/audit/json', token);
  t.match(answer.headers.get('content-disposition'), /attachment; filename="?audit-2025-01-02\.json/);
  const made = JSON.parse(answer.text) as Export;
  t.match(made.entries.at(-1), { actor: 'ho', action: 'audit.exported', facts: '{"format":"json"}' });
  t.equal(made.entries.at(-1)?.hash, made.head.hash);
  t.same(await checkedByPython(answer.text), { rows: made.entries.length, problems: [] });
  t.notOk(answer.text.includes(passwordOf('ho')), 'no password');

  // Each column in turn: the independent program sees every change.
  for (const name of ['at', 'actor', 'action', 'subject', 'facts', 'previousHash'] as const) {
    const entries = made.entries.map((entry, i) => (i === 2 ? { ...entry, [name]: 'other' } : entry));
    t.match((await checkedByPython(JSON.stringify({ ...made, entries }))).problems[0], /^row 3 does not/, name);
  }
  const filtered = await api.get(`/api/audit/json?subject=${card}`, token);
  t.same(await checkedByPython(filtered.text), { rows: 3, problems: [] }, 'a part of the log');
  const none = JSON.parse((await api.get('/api/audit/json?actor=nobody', token)).text) as Export;
  t.match(none, { entries: [], exported: { count: 0, first: null, last: null } });
});

void t.test('as CSV: the same entries and hashes, no formula for a spreadsheet', async (t) => {
  const api = await startApi(t);
  await filled(api);
  const token = await api.staffOf('ho', 'auditor');
  const { text } = await api.get(`/api/audit/csv?subject=${card}`, token);
  const lines = text.split('\r\n');
  t.equal(lines[0], 'seq,at,actor,action,subject,facts,previous_hash,hash');
  t.match(
    lines[3],
    /^\d+,[^,]+,'=王小明,operator\.cardBound,陳,"\{""cardSerial"":""A1B2C3D4""\}",[0-9a-f]{64},[0-9a-f]{64}$/,
  );
  t.equal(lines[5], 'count,3');
  t.match(lines.slice(6), [
    /^made,/,
    /^first,\d+,[0-9a-f]{64}$/,
    /^last,\d+,[0-9a-f]{64}$/,
    /^head,\d+,[0-9a-f]{64}$/,
    '',
  ]);
});
