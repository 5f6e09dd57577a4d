/** A table that is exported opens in a spreadsheet as text: no cell is a formula. */
import t from 'tap';
import { csvOf } from '../../../daemon/paper/csv.js';

await t.test('a table that a spreadsheet opens without harm', (t) => {
  const text = csvOf([['項目', 'a,b', 'say "hi"', 'two\nlines'], ['=SUM(A1)', '+1', '-1', '@x', '＝1', -1, 2], []]);
  t.equal(text.codePointAt(0), 0xfeff, 'a byte order mark');
  t.equal(
    text.slice(1),
    '項目,"a,b","say ""hi""","two\nlines"\r\n' + "'=SUM(A1),'+1,'-1,'@x,'＝1,-1,2\r\n" + '\r\n',
    'text is never a formula; numbers stay numbers',
  );
  t.end();
});
t.end();
