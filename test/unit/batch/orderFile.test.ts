/** Order files are read as spreadsheets write them, and every bad line is listed before anything is taken. */
import t from 'tap';
import { csvRows } from '../../../daemon/batch/csvRows.js';
import { textOf } from '../../../kiosk-ui/batch/orders/fileText.js';
import { BadLines, readOrderFile } from '../../../daemon/batch/orderFile.js';
import { listed } from './orderLines.js';

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

await t.test('E3: signs that are not seen, or look alike, make no difference to a number', (t) => {
  const ids = ['R-0027\u200B', 'R\u20130027', '\uFEFFR\u22120027', 'Ｒ－００２７', 'R\u00AD-0027', 'R\u20110027 '];
  const { entries } = readOrderFile('csv', `registrationId\n${ids.join('\n')}`);
  t.same(
    entries.map(({ registrationId }) => registrationId),
    ids.map(() => 'R-0027'),
  );
  t.end();
});

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
t.end();
