/** Order files are read as spreadsheets write them, and every bad line is listed before anything is taken. */
import t from 'tap';
import { csvRows } from '../../../daemon/batch/csvRows.js';
import { compareLine, DryRuns, withoutRepeated } from '../../../daemon/batch/dryRun.js';
import { textOf } from '../../../kiosk-ui/batch/orders/fileText.js';
import { BadLines, readOrderFile } from '../../../daemon/batch/orderFile.js';
import { Ras } from '../../../daemon/ras/ras.js';
import type { RaConnector, Registration } from '../../../sync/connector.js';
import { RaUnavailableError } from '../../../sync/connector.js';

const registration = (id: string, more: Partial<Registration> = {}): Registration => ({
  ...{ id, state: 'approved', subscriberId: '70759028', userIdentifier: 'U-1', name: '王小明', approvedAt: null },
  cardSerial: null,
  ...more,
});
const line = (registrationId: string, userIdentifier: string | null = null, name: string | null = null) => ({
  ...{ line: 2, registrationId, userIdentifier, name },
});
const listed = (bad: BadLines) => bad.listed.map(({ line, field, value, reason }) => [line, field, value, reason.code]);

await t.test('CSV as spreadsheets write it', (t) => {
  const rows = (text: string) => csvRows(text, 100).map(({ line, cells }) => [line, ...cells]);
  t.same(rows('\uFEFFa,b\r\n1,2\r\n'), [
    [1, 'a', 'b'],
    [2, '1', '2'],
  ]);
  t.same(
    rows('a,b\n\n , \n1,2'),
    [
      [1, 'a', 'b'],
      [4, '1', '2'],
    ],
    'empty rows are no rows',
  );
  t.same(rows('"a,1","say ""yes"""\n"two\r\nlines",x\ny'), [
    [1, 'a,1', 'say "yes"'],
    [2, 'two\nlines', 'x'],
    [4, 'y'],
  ]);
  t.same(rows('a\rb'), [
    [1, 'a'],
    [2, 'b'],
  ]);
  t.same(rows(' "a" ,b,'), [[1, 'a', 'b', '']]);
  t.same(rows('\n\n"x\r\n\ny",b\n\nc'), [
    [3, 'x\n\ny', 'b'],
    [7, 'c'],
  ]);
  t.same(rows(''), []);
  for (const [text, line] of [
    ['a\n"b', 2],
    ['a"b', 1],
    ['"a"b', 1],
    ['"x\ny"\nz,"', 3],
  ] as const) {
    t.throws(() => rows(text), { name: 'CsvError', line }, JSON.stringify(text));
  }
  t.end();
});

await t.test('what a file says', (t) => {
  const csv =
    '註冊編號, 用戶識別名稱 ,NAME\r\nＲ－０００１,70759028－00－000000000002,"王小明, 先生"\r\n R-0002 ,,\r\n';
  t.same(readOrderFile('csv', csv), {
    count: 2,
    entries: [
      { line: 2, registrationId: 'R-0001', userIdentifier: '70759028-00-000000000002', name: '王小明, 先生' },
      { line: 3, registrationId: 'R-0002', userIdentifier: null, name: null },
    ],
    bad: new BadLines(),
  });
  t.match(readOrderFile('json', '[{"registrationId":"R-1","name":"A"},{"registrationId":"7"}]'), {
    count: 2,
    entries: [
      { line: 1, registrationId: 'R-1', name: 'A' },
      { line: 2, registrationId: '7' },
    ],
  });
  t.end();
});

await t.test('E1: a number is no text', (t) => {
  const file = readOrderFile(
    'json',
    '[{"registrationId": 9007199254740993}, {"registrationId":"R-1","name":12}, {"registrationId":"9007199254740993"}]',
  );
  t.same(listed(file.bad), [
    [1, 'registrationId', '', 'batch.line.number'],
    [2, 'name', '', 'batch.line.number'],
  ]);
  t.match(file, { count: 3, entries: [{ line: 3, registrationId: '9007199254740993' }] });
  t.equal(file.entries.length, 1);
  t.end();
});

await t.test('E2: two columns for one field refuse the file, and both are named', (t) => {
  for (const [format, content, first, second] of [
    ['csv', 'registrationId,name,name\nR-1,A,B', 'name', 'name'],
    ['csv', 'registrationId,name,用戶名稱\nR-1,A,B', 'name', '用戶名稱'],
    ['csv', '註冊編號,REGISTRATIONID\nR-1,R-2', '註冊編號', 'REGISTRATIONID'],
    ['json', '[{"registrationId":"R-1"},{"registrationId":"R-1","註冊編號":"R-2"}]', 'registrationId', '註冊編號'],
  ] as const) {
    t.throws(() => readOrderFile(format, content), { code: 'batch.file.twoColumns', facts: { first, second } });
  }
  t.end();
});

await t.test(
  'E3: signs that are not seen, or look alike, make no difference; where there is one, its code points are told',
  (t) => {
    const ids = ['R-0027\u200B', 'R\u20130027', '\uFEFFR\u22120027', 'Ｒ－００２７', 'R\u00AD-0027', 'R\u20110027 '];
    const { entries } = readOrderFile('csv', `registrationId\n${ids.join('\n')}`);
    t.same(
      entries.map(({ registrationId }) => registrationId),
      ids.map(() => 'R-0027'),
    );
    const differences = (given: string, expected: string) => {
      const bad = new BadLines();
      compareLine(line('R', null, given), registration('R', { name: expected }), undefined, bad);
      return bad.listed.map(({ reason: { code, facts } }) => ({ code, facts }));
    };
    for (const sign of ['\u00B7', '\u2027', '\u30FB', '\u2022', '\u22C5', '\uFF65']) {
      t.same(differences(`谷辣斯${sign}尤達卡`, '谷辣斯‧尤達卡'), [], sign);
    }
    for (const sign of ["'", '\u2019', '\u2018', '\u02BC', '\u0060', '\uFF07']) {
      t.same(differences(`O${sign}Neil`, "O'Neil"), [], sign);
    }
    t.same(differences('葛\u{E0100}城', '葛城'), [], 'a variation selector');
    t.match(differences('王曉明', '王晓明'), [
      { code: 'batch.line.nameDiffers', facts: { expected: '王晓明', signs: 'U+66C9', expectedSigns: 'U+6653' } },
    ]);
    t.match(differences('Аnna', 'Anna'), [{ facts: { signs: 'U+0410', expectedSigns: 'U+0041' } }]);
    t.end();
  },
);

await t.test('every line that says nothing useful is listed with its field and value', (t) => {
  const long = 'x'.repeat(90);
  const csv = readOrderFile(
    'csv',
    `registrationId,color,name\r\n,red,a\r\n${long},,b\r\nR-1,red,c,too,much\r\nR-2,red,d\r\n`,
  );
  t.same(listed(csv.bad), [
    [1, 'color', '', 'batch.line.unknownColumn'],
    [2, 'registrationId', '', 'batch.line.empty'],
    [3, 'registrationId', `${'x'.repeat(79)}…`, 'batch.line.tooLong'],
    [4, '', 'R-1,red,c,too,much', 'batch.line.moreCells'],
  ]);
  t.match(csv, { count: 4, entries: [{ registrationId: 'R-2', line: 5 }] });
  const json = readOrderFile('json', '[null,{"registrationId":"R-1","size":3},{"name":"x"},{"registrationId":["R"]}]');
  t.same(listed(json.bad), [
    [1, '', 'null', 'batch.line.notAnObject'],
    [2, 'size', '', 'batch.line.unknownColumn'],
    [3, 'registrationId', '', 'batch.line.empty'],
    [4, '', '{"registrationId":["R"]}', 'batch.line.notAnObject'],
  ]);
  t.end();
});

await t.test('a file of another kind, in which everything is wrong: some of it is listed, the rest counted', (t) => {
  const line = `{${Array.from({ length: 50 }, (_, n) => `"${n}":0`).join(',')}}`;
  const { bad } = readOrderFile('json', `[${Array.from({ length: 10_000 }, () => line).join(',')}]`);
  t.same([bad.count, bad.listed.length], [510_000, 500]);
  const wide = JSON.stringify([Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, 0]))]);
  t.match(listed(readOrderFile('json', wide).bad), [[1, '', String, 'batch.line.notAnObject']]);
  t.end();
});

await t.test('tabs and semicolons, as Excel writes them, are found from the heading', async (t) => {
  const expected = [{ line: 2, registrationId: 'R-0001', userIdentifier: null, name: '王小明; 先生' }];
  const files = [
    '\uFEFF註冊編號\t用戶名稱\r\nR-0001\t"王小明; 先生"\r\n',
    '註冊編號;用戶名稱\r\nR-0001;"王小明; 先生"\r\n',
    '\uFEFF"註冊編號";"用戶名稱"\nR-0001;"王小明; 先生"',
    'registrationId,name\nR-0001,王小明; 先生',
    '"x,y,z";註冊編號;用戶名稱\n"1,2";R-0001;"王小明; 先生"',
    '\n\t\n註冊編號\t"備\t註,;"\t用戶名稱\nR-0001\t\t王小明; 先生',
  ];
  for (const file of files) t.match(readOrderFile('csv', file).entries, [{ ...expected[0], line: Number }], file);
  t.match(readOrderFile('csv', 'registrationId\tname\n\tA\nR-2\t\n').entries, [
    { line: 3, registrationId: 'R-2', name: null },
  ]);
  t.match(listed(readOrderFile('csv', 'registrationId;name\nR-1;A;B\nR-2;C').bad), [
    [2, '', 'R-1;A;B', 'batch.line.moreCells'],
  ]);
  t.throws(() => readOrderFile('csv', '編號;用戶名稱\nR-1;A'), {
    code: 'batch.file.noRegistrationColumn',
    facts: { line: 1, heading: '編號 | 用戶名稱' },
  });
  const text = '註冊編號\t用戶名稱\r\nR-0001\t王𪚥明\r\n';
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  for (const bytes of [little, Buffer.from(little).swap16(), Buffer.from(`\uFEFF${text}`), Buffer.from(text)]) {
    t.match(readOrderFile('csv', await textOf(new Blob([bytes]))).entries, [
      { registrationId: 'R-0001', name: '王𪚥明' },
    ]);
  }
});

await t.test('files that cannot be read at all', (t) => {
  const big5 = new TextDecoder().decode(Buffer.from('registrationId\r\n\xb5\xf9\xa5U\r\n', 'latin1'));
  for (const [format, content, code] of [
    ['csv', big5, 'batch.file.notUtf8'],
    ['csv', 'registrationId\r\nR-1\0', 'batch.file.notUtf8'],
    ['csv', 'registrationId\r\n"R-1', 'batch.file.notCsv'],
    ['csv', 'name\r\nA', 'batch.file.noRegistrationColumn'],
    ['csv', 'PK\u0003\u0004\u0014\0\u0006\0', 'batch.file.workbook'],
    ['csv', new TextDecoder().decode(Buffer.from('d0cf11e0a1b11ae100', 'hex')), 'batch.file.workbook'],
    ['csv', 'registrationId\r\n', 'batch.file.empty'],
    ['csv', '', 'batch.file.empty'],
    ['csv', `${'x,'.repeat(1_900_000)}registrationId\nR-1`, 'batch.file.notCsv'],
    ['csv', `registrationId\n${'R\n'.repeat(50_001)}`, 'batch.file.tooLong'],
    ['json', '{', 'batch.file.notJson'],
    ['json', '{"registrationId":"R-1"}', 'batch.file.notJson'],
    ['json', '[]', 'batch.file.empty'],
  ] as const) {
    t.throws(() => readOrderFile(format, content), { code }, code);
  }
  t.end();
});

await t.test('what the RA says of a line', (t) => {
  type Given = Parameters<typeof compareLine>;
  const codes = (entry: Given[0], found: Given[1], otherOrder: Given[2]) => {
    const bad = new BadLines();
    t.equal(compareLine(entry, found, otherOrder, bad), bad.count === 0);
    return listed(bad).map(([, field, , code]) => [field, code]);
  };
  t.same(codes(line('R'), registration('R'), undefined), []);
  t.same(codes(line('R', 'U-1', '王小明'), registration('R', { userIdentifier: 'Ｕ－1' }), undefined), []);
  t.same(codes(line('R'), null, undefined), [['registrationId', 'batch.line.registrationUnknown']]);
  for (const state of ['pending', 'revoked'] as const) {
    t.same(codes(line('R'), registration('R', { state }), undefined), [['registrationId', 'batch.line.notApproved']]);
  }
  for (const state of ['issuing', 'prepared', 'issued'] as const) {
    t.same(codes(line('R'), registration('R', { state }), undefined), [['registrationId', 'batch.line.hasCard']]);
  }
  t.same(
    codes(line('R', 'U-2', '王大明'), registration('R'), '上週'),
    [
      ['registrationId', 'batch.line.inOtherOrder'],
      ['userIdentifier', 'batch.line.userIdentifierDiffers'],
      ['name', 'batch.line.nameDiffers'],
    ],
    'everything that is wrong with it',
  );
  const twice = new BadLines();
  const once = withoutRepeated([line('R'), { ...line('S'), line: 3 }, { ...line('R'), line: 4 }], twice);
  t.same(
    once.map(({ line }) => line),
    [2, 3],
  );
  t.match(twice.listed, [{ line: 4, value: 'R', reason: { code: 'batch.line.twice', facts: { line: 2 } } }]);
  t.end();
});

function dryRuns(lookUp: RaConnector['lookUpRegistrations'], now = () => 0): DryRuns {
  const ra = { profile: { id: 'jcic' }, connector: { lookUpRegistrations: lookUp } } as unknown as Ras['all'][number];
  return new DryRuns({
    ras: new Ras([ra]),
    entries: { inOpenOrders: () => Promise.resolve(new Map([['R-3', 'other']])) },
    clock: { now },
    needsApproval: (total) => total > 1000,
  });
}

await t.test(
  'a dry run of many lines: asked by the five hundred, bad ones counted and listed to a limit',
  async (t) => {
    const asked: number[] = [];
    const runs = dryRuns((ids) => {
      asked.push(ids.length);
      return Promise.resolve(ids.map((id) => (id.startsWith('X') ? null : registration(id))));
    });
    const ids = Array.from({ length: 1_200 }, (_, n) => (n % 2 === 0 ? `X-${n}` : `R-${n}`));
    const run = await runs.run({ format: 'csv', content: `registrationId\n${ids.join('\n')}\nX-0\n` });
    t.same(asked, [500, 500, 200]);
    t.match(run, { raId: 'jcic', count: 1201, good: 599, badCount: 602, blanks: 599, needsApproval: false });
    t.equal(run.bad.length, 500);
    t.same(
      run.bad.map(({ line }) => line),
      run.bad.map(({ line }) => line).toSorted((a, b) => a - b),
      'as the file has them',
    );
    t.equal(runs.find(run.id).entries.length, 599);
    t.same(
      runs.find(run.id).entries.map(({ number }) => number),
      Array.from({ length: 599 }, (_, n) => n + 1),
    );
  },
);

await t.test('a dry run is good for an hour, and nothing is taken while the RA is away', async (t) => {
  let ms = 0;
  const runs = dryRuns(
    (ids) => Promise.resolve(ids.map((id) => registration(id))),
    () => ms,
  );
  const { id } = await runs.run({ format: 'json', content: '[{"registrationId":"R-1"}]' });
  t.equal(runs.find(id).entries.length, 1);
  ms = 61 * 60_000;
  t.throws(() => runs.find(id), { code: 'batch.place.dryRunGone' });
  t.throws(() => runs.find('other'), { code: 'batch.place.dryRunGone' });
  const away = dryRuns(() => Promise.reject(new RaUnavailableError('away')));
  await t.rejects(away.run({ format: 'csv', content: 'registrationId\nR-1' }), { code: 'ra.request.unavailable' });
});
t.end();
