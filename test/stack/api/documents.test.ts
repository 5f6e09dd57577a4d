/** The OpenAPI document against the running gateway: every GET that it names is asked by curl, as a kiosk and as staff. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { openAt } from '../../harness/testScreen.js';
import { runTool } from '../../harness/runTool.js';
import { maintainer, Site, supervisor, type StaffAccount } from '../../harness/site.js';

interface Described {
  readonly content?: Readonly<Record<string, object>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, Described> }>>>>;
}

interface Answer {
  readonly status: string;
  readonly type: string;
  readonly body: string;
}

const site = await Site.start({ staff: [supervisor, maintainer] });
const folder = mkdtempSync(join(tmpdir(), 'answers-'));
/** What each asker sends as Authorization. */
const tokens = new Map<string, string>();
t.teardown(async () => {
  await site.stop();
  rmSync(folder, { recursive: true });
});
const { url } = site.gateway;

async function curl(asker: string, path: string, ...more: readonly string[]): Promise<Answer> {
  const file = join(folder, 'answer');
  const heads = join(folder, 'heads');
  const authorization = ['--header', `Authorization: Screen ${tokens.get(asker) ?? ''}`];
  const words = [
    '--silent',
    '--max-time',
    '20',
    ...authorization,
    '--dump-header',
    heads,
    '--output',
    file,
    '--write-out',
    '%{http_code} %{content_type}',
  ];
  const { stdout } = await runTool('curl', [...words, ...more, url + path]);
  const token = /^screen-token: (\S+)/im.exec(readFileSync(heads, 'utf8'))?.[1];
  if (token !== undefined) tokens.set(asker, token);
  const [status = '', type = ''] = stdout.split(/[ ;]/);
  return { status, type, body: status === '204' ? '' : readFileSync(file, 'utf8') };
}

async function logIn({ name, password }: StaffAccount): Promise<string> {
  tokens.set(name, await openAt(url, 'status'));
  const sent = ['--header', `Origin: ${url}`, '--json', JSON.stringify({ name, password })];
  const { status, body } = await curl(name, '/api/staff/login', ...sent);
  if (status !== '200') throw new Error(`${name} could not log in: ${body}`);
  return name;
}

const [reader = ''] = site.pcsc.readers;
const card = await site.pcsc.createCard();
await card.insert(0);
const kiosk = await site.kiosk();
const seen = await kiosk.untilCard(reader);
const job = await kiosk.createJob({ kind: 'viewCard', readerId: seen.id });
await kiosk.untilJob(job.id, 'finished');

/** Something that is there, for each parameter; what is not named here is asked for under a name that nothing has. */
const there: Readonly<Record<string, string>> = {
  raId: 'jcic',
  serial: seen.card?.state === 'known' ? seen.card.serial : '',
};
const thereAt: Readonly<Record<string, string>> = { '/api/jobs/{id}': job.id, '/api/ras/{id}/terms': 'jcic' };

function filled(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => thereAt[path] ?? there[name] ?? '1a2b3c4d');
}

tokens.set('kiosk', await openAt(url, 'kiosk'));
const { body } = await curl('kiosk', '/api/docs/openapi.json');
const document = JSON.parse(body) as OpenApi;
// Formats are notes to people here; what an answer is made of is what counts.
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ ...document, $id: 'openapi' });
const pointer = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/** @returns what is wrong with the answer; empty when the document describes it */
function complaints(path: string, { status, type, body }: Answer): string {
  const described = document.paths[path]?.['get']?.responses[status];
  if (described === undefined) return `status ${status} is not described: ${body.slice(0, 300)}`;
  if (described.content === undefined) return body;
  if (!Object.hasOwn(described.content, type)) return `${type} is not described for ${status}`;
  if (type !== 'application/json') return body === '' ? 'empty' : '';
  const where = pointer('paths', path, 'get', 'responses', status, 'content', type, 'schema');
  const isValid = ajv.compile({ $ref: `openapi#${where}` });
  return isValid(JSON.parse(body)) ? '' : `${JSON.stringify(isValid.errors)}: ${body.slice(0, 500)}`;
}

const paths = Object.keys(document.paths).filter((path) => document.paths[path]?.['get'] !== undefined);
const askers = ['kiosk', await logIn(supervisor), await logIn(maintainer)];
const answered = new Set<string>();

for (const path of paths) {
  await t.test(`GET ${path}`, async (t) => {
    for (const asker of askers) {
      const answer = await curl(asker, filled(path));
      t.equal(complaints(path, answer), '', `${asker}: ${answer.status}`);
      if (answer.status.startsWith('2')) answered.add(path);
    }
  });
}

await t.test('somebody got an answer', (t) => {
  // A subscriber's record needs a subscriber; the events need a WebSocket; what is looked for, to be named.
  const none = ['/api/events', '/api/record', '/api/search', '/api/stock/box-of-card'];
  for (const path of paths.filter((path) => !path.includes('{') && !none.includes(path))) {
    t.ok(answered.has(path), path);
  }
  t.ok(Object.keys(thereAt).every((path) => answered.has(path)));
  t.end();
});

await t.test('the judge judges', (t) => {
  const whole = { status: '200', type: 'application/json', body: '{"ok":true,"version":"1"}' };
  t.equal(complaints('/api/health', whole), '');
  t.match(complaints('/api/health', { ...whole, body: '{"ok":true}' }), /version/);
  t.match(complaints('/api/health', { ...whole, body: '{"ok":true,"version":"1","more":1}' }), /additional/);
  t.match(complaints('/api/health', { ...whole, status: '201' }), /not described/);
  t.end();
});

await t.test('the page in both languages needs nothing from elsewhere', async (t) => {
  for (const language of ['zh-TW', 'en']) {
    const { body: page } = await curl('kiosk', `/api/docs?lang=${language}`);
    t.match(page, `<html lang="${language}">`);
    t.notMatch(page, /<script|src=/);
  }
});
