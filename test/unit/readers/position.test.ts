/** A reader keeps its place and its label whatever index pcscd gives it. */
import t from 'tap';
import { readerPosition } from '../../../daemon/readers/position.js';

await t.test('a reader with a serial keeps its position whatever index pcscd gives it', (t) => {
  const first = readerPosition('Gemalto PC Twin Reader (70D7E2EE) 00 00', {});
  const later = readerPosition('Gemalto PC Twin Reader (70D7E2EE) 03 00', {});
  t.equal(first.id, later.id);
  t.not(first.id, readerPosition('Gemalto PC Twin Reader (70D7E2EF) 00 00', {}).id);
  t.not(
    first.id,
    readerPosition('Gemalto PC Twin Reader (70D7E2EE) 00 01', {}).id,
    'its second slot is another position',
  );
  t.end();
});

await t.test('equal readers without a serial are told apart by index', (t) => {
  t.not(readerPosition('Virtual PCD 00 00', {}).id, readerPosition('Virtual PCD 00 01', {}).id);
  t.match(readerPosition('Virtual PCD 00 0A', {}).id, /^[a-z0-9-]+$/);
  t.end();
});

await t.test('a label is found by the full name or by the name without index', (t) => {
  const name = 'Gemalto PC Twin Reader (70D7E2EE) 00 00';
  t.equal(readerPosition(name, {}).name, name);
  t.equal(readerPosition(name, { [name]: 'A1' }).name, 'A1');
  t.equal(readerPosition(name, { 'Gemalto PC Twin Reader (70D7E2EE)': 'A2' }).name, 'A2');
  t.end();
});
