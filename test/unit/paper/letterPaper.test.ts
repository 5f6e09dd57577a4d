/** The password letter as a sheet of paper, judged by poppler. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Secret } from '../../../base/secret.js';
import { configSchema } from '../../../config/schema.js';
import { makePaper } from '../../../daemon/paper/paperProcess.js';
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

async function letter(t: Test, changes: Partial<LetterContent> = {}, copy = 1): Promise<string> {
  const order = {
    kind: 'letters',
    fonts,
    ra: { 'zh-TW': '金融聯合徵信中心', en: 'Joint Credit Information Center' },
    copies: [copy],
    printedOn: '2026/11/22 10:00',
  } as const;
  const secret = Secret.fromText(JSON.stringify({ ...content, ...changes }));
  const file = join(t.testdir(), 'letter.pdf');
  writeFileSync(file, await makePaper(order, [secret]));
  secret.dispose();
  return file;
}

void t.test('one sheet of A4 with every character, also the rare ones, in embedded fonts', async (t) => {
  const file = await letter(t);
  const info = await infoOf(file);
  t.equal(info.get('Pages'), '1');
  t.match(info.get('Page size'), /\(A4\)/);
  t.equal(info.get('Title'), '密碼單', 'nobody’s name stands in the title');
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
  const file = await letter(t);
  const secondFold = 198;
  for (const value of [0, 1]) {
    const y = 208 + 23 * value + 11.5;
    const mirrored = { x: 79, y: 2 * secondFold - y - 5, width: 92, height: 10 };
    const over = (await textIn(file, mirrored)).replaceAll(/\s/g, '');
    t.ok(over.length > 150, `${over.length} characters lie over value ${value + 1}`);
  }
  const window = await textIn(file, { x: 20, y: 45, width: 85, height: 45 });
  t.match(window.replaceAll(/\s/g, ''), '王𪚥明台啟', 'name and address look through the window');
  const above = (await textIn(file, { x: 0, y: 0, width: 210, height: 207 })).replaceAll(/\s/g, '');
  t.notMatch(above, content.values.pin1 ?? '', 'the values stand in the field only');
});

void t.test('a website password; a reprint says so; long names and addresses wrap', async (t) => {
  const name = '臺灣網路認證股份有限公司臺北分公司資訊安全暨憑證業務處第二科𠮷𪚥';
  const changes = { kind: 'websitePassword', name, values: { websitePassword: 'Xy7wQ2mNp4' } } as const;
  const file = await letter(t, changes, 3);
  t.same(await valuesOf(file, 1), ['Xy7wQ2mNp4']);
  const text = await textOf(file);
  t.match(text, /補印 2\s+Reprint 2/);
  t.match(text, 'demo03', 'the account');
  t.equal((await infoOf(file)).get('Pages'), '1');
  const window = (await textIn(file, { x: 20, y: 45, width: 85, height: 45 })).replaceAll(/\s/g, '');
  t.match(window, `${name}台啟`);
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
  const letterContact = '106\t臺北市大安區\r\n信義路四段 1 號\n\n12 樓之 3\u2028收發室\u0007\u001b\n';
  const file = await letter(t, { letterContact, name: '王\n小明' });
  const window = await textIn(file, { x: 20, y: 45, width: 85, height: 45 });
  // Poppler gives the wide blank before 台啟 a line of its own.
  const lines = window.split('\n').filter((line) => line.trim() !== '');
  t.same(
    lines.map((line) => line.replaceAll(/\s+/g, ' ')),
    [...['106 臺北市大安區', '信義路四段 1 號', '12 樓之 3', '收發室', '王', '小明', '台啟']],
  );
});

void t.test(
  'a long address shrinks within the window, long data within their place; what fits at no size fails that letter',
  async (t) => {
    const long = '臺北市大安區信義路四段一號十二樓之三'.repeat(11).slice(0, 196);
    for (const letterContact of [long, 'Very Long Street Name 17, '.repeat(7), '一\n'.repeat(8)]) {
      const file = await letter(t, { letterContact });
      const bottom = await lowestWord(file, { from: 46, to: 94, x: 22 });
      t.ok(bottom <= 91, `${letterContact.slice(0, 12)}: the address ends at ${bottom} mm`);
      const window = (await textIn(file, { x: 20, y: 45, width: 85, height: 45 })).replaceAll(/\s/g, '');
      t.match(window, letterContact.replaceAll(/\s/g, '') + '王𪚥明台啟', 'all of it is seen in the window');
      t.equal((await infoOf(file)).get('Pages'), '1');
    }
    const name = '臺灣網路認證股份有限公司臺北分公司'.repeat(6);
    const file = await letter(t, { name, letterContact: '甲' });
    const bottom = await lowestWord(file, { from: 105, to: 141, x: 64 });
    t.ok(bottom <= 142, `the data end at ${bottom} mm`);
    t.match((await textIn(file, { x: 60, y: 100, width: 140, height: 42 })).replaceAll(/\s/g, ''), name);
    const tooLong = { message: /^tooLong: /, letter: 0 };
    await t.rejects(letter(t, { letterContact: long.repeat(4) }), { ...tooLong, message: 'tooLong: address' });
    await t.rejects(letter(t, { letterContact: '一\n'.repeat(30) }), { ...tooLong, message: 'tooLong: address' });
    await t.rejects(letter(t, { userIdentifier: '7'.repeat(2_500) }), { ...tooLong, message: 'tooLong: particulars' });
    await t.rejects(letter(t, { values: { pin1: 'x'.repeat(64) } }), { ...tooLong, message: 'tooLong: values' });
    await t.rejects(
      letter(t, { values: { pin1: 'aB3d\u0007E6' } }),
      { message: 'characterMissing: U+0007' },
      'never another value',
    );
  },
);

void t.test('what cannot be printed is refused, without a word of the content', async (t) => {
  await t.rejects(letter(t, { name: '王\u{10FFFD}' }), { message: 'characterMissing: U+10FFFD', letter: 0 });
  const secret = Secret.fromText(JSON.stringify(content));
  const order = { kind: 'letters', ra: { 'zh-TW': '甲', en: 'A' }, copies: [1], printedOn: '' } as const;
  const missing = { text: [{ file: '/nowhere.ttf' }], mono: letters.valueFont };
  await t.rejects(makePaper({ ...order, fonts: missing }, [secret]), {
    message: 'fontMissing: /nowhere.ttf',
    letter: null,
  });
  const damaged = Secret.fromText('{"pin1": "aB3dE6gH9kL2"');
  await t.rejects(makePaper({ ...order, fonts }, [secret, damaged]), { message: 'other: SyntaxError', letter: 1 });
});
