/** Any file is read as an order or refused in words. */
import fc from 'fast-check';
import t from 'tap';
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

void t.test('what the gateway writes as CSV is read again', (t) => {
  // A cell that a spreadsheet would take for a formula is written otherwise.
  const cell = fc.string({ unit: letters }).filter((text) => !/^[=+\-@＝＋－＠\t\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constant('x'), cell), { maxLength: 6 }), (rows) => {
      const read = rows.map((cells) => cells.map((value) => value.replace(/\r\n?/g, '\n')));
      t.same(
        csvRows(csvOf(rows), 10).map(({ cells }) => cells),
        read,
      );
    }),
  );
  t.end();
});
