/** Any file is read as an order or refused in words. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { z } from 'zod';
import { csvRows } from '../../../daemon/batch/csvRows.js';
import { readOrderFile } from '../../../daemon/batch/orderFile.js';
import { csvOf } from '../../../daemon/paper/csv.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';

const pieces = fc.constantFrom(
  'registrationId',
  '用戶名稱',
  ',',
  '"',
  '""',
  '\r\n',
  '\n',
  '\r',
  ' ',
  'R-1',
  '１',
  '\uFEFF',
  '{',
  '[',
);
const letters = fc.oneof(
  fc.constantFrom('"', ',', ' ', '\t', '\u3000', '\r', '\n', '\f'),
  fc.string({ minLength: 1, maxLength: 1 }),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
);

void t.test('a file is read or refused in words, whatever stands in it', (t) => {
  fc.assert(
    fc.property(texts, fc.boolean(), fc.constantFrom('csv', 'json'), (text, headed, format) => {
      try {
        const file = readOrderFile(format, headed ? `registrationId\n${text}` : text);
        return file.count >= file.entries.length && file.entries.every(({ registrationId }) => registrationId !== '');
      } catch (error) {
        return error instanceof Failure && error.code.startsWith('batch.file.');
      }
    }),
  );
  t.end();
});

void t.test('any JSON is an order or refused in words', (t) => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (list) => {
      try {
        return readOrderFile('json', JSON.stringify(list)).count === list.length;
      } catch (error) {
        return error instanceof Failure;
      }
    }),
  );
  t.end();
});

const formula = /^[=+\-@＝＋－＠\t\r\n]/;

/** What a cell is in the file: text that a spreadsheet would take for a formula has an apostrophe before it. */
const written = (text: string): string => (formula.test(text) ? `'${text}` : text);

const cells = fc.oneof(
  fc.string({ unit: letters }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'), fc.string({ unit: letters }))
    .map((parts) => parts.join('')),
);
const tables = fc.array(fc.array(cells, { minLength: 1, maxLength: 4 }), { maxLength: 6 });

void t.test('what the gateway writes as CSV is read again', (t) => {
  fc.assert(
    fc.property(tables, (rows) => {
      // The reader takes any line end for `\n`, and a row whose cells are all empty for none.
      const expected = rows
        .map((row) => row.map((cell) => written(cell).replace(/\r\n?/g, '\n')))
        .filter((row) => row.some((cell) => cell.trim() !== ''));
      t.same(
        csvRows(csvOf(rows), 10).map((row) => row.cells),
        expected,
      );
    }),
  );
  t.end();
});

void t.test('and by another program, to the last character', (t) => {
  const sample = fc.sample(tables, { numRuns: 100 });
  const program =
    'import csv, io, json, sys\n' +
    'texts = json.load(sys.stdin)\n' +
    'print(json.dumps([list(csv.reader(io.StringIO(text[1:], newline=""), strict=True)) for text in texts]))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(sample.map((rows) => csvOf(rows))),
    encoding: 'utf8',
  });
  const expected = sample.map((rows) => rows.map((row) => row.map(written)));
  // A row of one empty cell is an empty line, which Python reads as a row without cells.
  const read = z.array(z.array(z.array(z.string()))).parse(stderr === '' ? JSON.parse(stdout) : stderr);
  t.same(
    read.map((rows) => rows.map((row) => (row.length === 0 ? [''] : row))),
    expected,
  );
  t.end();
});
