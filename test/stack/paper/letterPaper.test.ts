/** The password letter as a sheet of paper, judged by poppler. All letters are one PDF, because opening the fonts takes a second. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { configSchema } from '../../../config/schema.js';
import { CharacterMissingError } from '../../../daemon/paper/fontBook.js';
import { LetterError, LetterFitError, letterPaper } from '../../../daemon/paper/letterPaper.js';
import { makePaper } from '../../../daemon/paper/paperProcess.js';
import type { SheetFonts } from '../../../daemon/paper/sheet.js';
import type { LetterContent } from '../../../sync/connector.js';
import { runTool } from '../../harness/runTool.js';
import { fontsOf, infoOf, textIn, textOf, valuesOf } from '../../harness/letterPdf.js';

const { letters } = configSchema.parse({ ras: ['profile.yaml'] });
const fonts = { text: letters.fonts, mono: letters.valueFont };

const content: LetterContent = {
  letterId: 'L-000012',
  kind: 'cardPins',
  name: '王𪚥明',
  userIdentifier: 'A123456789-01-0012',
  letterContact: '106 臺北市大安區信義路四段 1 號 12 樓之 3（林㛢雯 代收）',
  account: 'demo03',
  cardSerial: '4790501740A10F2C55E1',
  values: { pin1: 'aB3dE6gH9kL2', pin2: '0O1lI5S8BzZ2mnqR' },
};

const order = {
  kind: 'letters',
  fonts,
  ra: { 'zh-TW': '金融聯合徵信中心', en: 'Joint Credit Information Center' },
  printedOn: '2026/11/22 10:00',
} as const;

const longName = '臺灣網路認證股份有限公司臺北分公司資訊安全暨憑證業務處第二科𠮷𪚥';
const longest = '臺北市大安區信義路四段一號十二樓之三'.repeat(11).slice(0, 196);
const longAddresses = [longest, 'Very Long Street Name 17, '.repeat(7), '一\n'.repeat(8)] as const;
const longData = '臺灣網路認證股份有限公司臺北分公司'.repeat(6);

interface Printed {
  readonly changes: Partial<LetterContent>;
  readonly copy?: number;
}

/** What is printed, in the order of the pages. */
const printed = {
  pins: { changes: {} },
  website: { changes: { kind: 'websitePassword', name: longName, values: { websitePassword: 'Xy7wQ2mNp4' } }, copy: 3 },
  breaks: {
    changes: {
      letterContact: '106\t臺北市大安區\r\n信義路四段 1 號\n\n12 樓之 3\u2028收發室\u0007\u001b\n',
      name: '王\n小明',
    },
  },
  longest: { changes: { letterContact: longAddresses[0] } },
  manyWords: { changes: { letterContact: longAddresses[1] } },
  manyLines: { changes: { letterContact: longAddresses[2] } },
  longData: { changes: { name: longData, letterContact: '甲' } },
} as const satisfies Record<string, Printed>;

const folder = t.testdir();
const whole = join(folder, 'letters.pdf');
const pages = Object.keys(printed);
/** The letter as a PDF of its own. */
const pageOf = (name: keyof typeof printed): string => join(folder, `page-${pages.indexOf(name) + 1}.pdf`);
const windowOf = async (file: string): Promise<string> => textIn(file, { x: 20, y: 45, width: 85, height: 45 });
const squeezed = (text: string): string => text.replaceAll(/\s/g, '');

t.before(async () => {
  const all: readonly Printed[] = Object.values(printed);
  const secrets = all.map(({ changes }) => Secret.fromText(JSON.stringify({ ...content, ...changes })));
  writeFileSync(whole, await makePaper({ ...order, copies: all.map(({ copy = 1 }) => copy) }, secrets));
  for (const secret of secrets) secret.dispose();
  const { code, stderr } = await runTool('pdfseparate', [whole, join(folder, 'page-%d.pdf')]);
  if (code !== 0) throw new Error(stderr);
});

void t.test('each letter is one page', async (t) => {
  t.equal((await infoOf(whole)).get('Pages'), String(pages.length));
  t.equal((await infoOf(whole)).get('Title'), '密碼單', 'nobody’s name stands in the title');
});

void t.test('one sheet of A4 with every character, also the rare ones, in embedded fonts', async (t) => {
  const file = pageOf('pins');
  t.match((await infoOf(file)).get('Page size'), /\(A4\)/);
  const text = await textOf(file);
  for (const written of ['王𪚥明', '林㛢雯', '4790501740A10F2C55E1', 'A123456789-01-0012', '106 臺北市大安區']) {
    t.match(text, written);
  }
  t.same(await valuesOf(file, 2), [content.values.pin1, content.values.pin2]);
  const used = await fontsOf(file);
  t.ok(used.length > 1 && used.every(({ embedded, unicode }) => embedded && unicode), 'all embedded');
  t.ok(
    used.some(({ name }) => name.includes('TW-Kai')),
    '𪚥 comes from the second family',
  );
  t.notMatch(text, '補印');
});

void t.test('what is folded onto the values is dense: nothing is read through the paper', async (t) => {
  const file = pageOf('pins');
  const secondFold = 198;
  for (const value of [0, 1]) {
    const y = 208 + 23 * value + 11.5;
    const mirrored = { x: 79, y: 2 * secondFold - y - 5, width: 92, height: 10 };
    const over = (await textIn(file, mirrored)).replaceAll(/\s/g, '');
    t.ok(over.length > 150, `${over.length} characters lie over value ${value + 1}`);
  }
  t.match(squeezed(await windowOf(file)), '王𪚥明台啟', 'name and address look through the window');
  const above = (await textIn(file, { x: 0, y: 0, width: 210, height: 207 })).replaceAll(/\s/g, '');
  t.notMatch(above, content.values.pin1 ?? '', 'the values stand in the field only');
});

void t.test('a website password; a reprint says so; long names and addresses wrap', async (t) => {
  const file = pageOf('website');
  t.same(await valuesOf(file, 1), ['Xy7wQ2mNp4']);
  const text = await textOf(file);
  t.match(text, /補印 2\s+Reprint 2/);
  t.match(text, 'demo03', 'the account');
  t.match(squeezed(await windowOf(file)), `${longName}台啟`);
});

/** Lowest edge of the words, in mm, of those between two heights that stand right of an edge: poppler measures. */
async function lowestWord(file: string, { from, to, x }: { from: number; to: number; x: number }): Promise<number> {
  const { stdout } = await runTool('pdftotext', ['-bbox', file, '-']);
  const words = [...stdout.matchAll(/xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">/g)].map((word) =>
    word.slice(1, 4).map((points) => (Number(points) * 25.4) / 72),
  );
  const found = words.filter(([left = 0, top = 0]) => left >= x && top >= from && top < to);
  return Math.max(...found.map(([, , bottom = 0]) => bottom));
}

void t.test('breaks break, tabs are blanks, and other control characters print nothing', async (t) => {
  // Poppler gives the wide blank before 台啟 a line of its own.
  const lines = (await windowOf(pageOf('breaks'))).split('\n').filter((line) => line.trim() !== '');
  t.same(
    lines.map((line) => line.replaceAll(/\s+/g, ' ')),
    [...['106 臺北市大安區', '信義路四段 1 號', '12 樓之 3', '收發室', '王', '小明', '台啟']],
  );
});

void t.test('a long address shrinks within the window, long data within their place', async (t) => {
  for (const [index, name] of (['longest', 'manyWords', 'manyLines'] as const).entries()) {
    const bottom = await lowestWord(pageOf(name), { from: 46, to: 94, x: 22 });
    t.ok(bottom <= 91, `${name}: the address ends at ${bottom} mm`);
    const all = squeezed(longAddresses[index] ?? '') + '王𪚥明台啟';
    t.match(squeezed(await windowOf(pageOf(name))), all, 'all of it is seen in the window');
  }
  const bottom = await lowestWord(pageOf('longData'), { from: 105, to: 141, x: 64 });
  t.ok(bottom <= 142, `the data end at ${bottom} mm`);
  t.match(squeezed(await textIn(pageOf('longData'), { x: 60, y: 100, width: 140, height: 42 })), longData);
});

void t.test('what fits at no size fails that letter, and no other value is ever printed', (t) => {
  const set = (changes: Partial<LetterContent>) => () =>
    letterPaper({ ...order, copies: [1] }, [JSON.stringify({ ...content, ...changes })]);
  const address = new LetterError(0, new LetterFitError('address'));
  t.throws(set({ letterContact: longest.repeat(4) }), address);
  t.throws(set({ letterContact: '一\n'.repeat(30) }), address);
  t.throws(set({ userIdentifier: '7'.repeat(2_500) }), new LetterError(0, new LetterFitError('particulars')));
  t.throws(set({ values: { pin1: 'x'.repeat(64) } }), new LetterError(0, new LetterFitError('values')));
  t.throws(set({ values: { pin1: 'aB3d\u0007E6' } }), new LetterError(0, new CharacterMissingError('\u0007')));
  t.end();
});

void t.test('what cannot be printed is refused, without a word of the content', async (t) => {
  const make = async (
    changes: readonly (Partial<LetterContent> | string)[],
    more: { readonly fonts?: SheetFonts } = {},
  ) => {
    const contents = changes.map((change) =>
      typeof change === 'string' ? change : JSON.stringify({ ...content, ...change }),
    );
    await makePaper(
      { ...order, ...more, copies: changes.map(() => 1) },
      contents.map((text) => Secret.fromText(text)),
    );
  };
  await t.rejects(make([{ name: '王\u{10FFFD}' }]), { message: 'characterMissing: U+10FFFD', letter: 0 });
  await t.rejects(make([{ letterContact: longest.repeat(4) }]), { message: 'tooLong: address', letter: 0 });
  const missing = { text: [{ file: '/nowhere.ttf' }], mono: letters.valueFont };
  await t.rejects(make([{}], { fonts: missing }), { message: 'fontMissing: /nowhere.ttf', letter: null });
  await t.rejects(make([{}, '{"pin1": "aB3dE6gH9kL2"']), { message: 'other: SyntaxError', letter: 1 });
});

t.end();
