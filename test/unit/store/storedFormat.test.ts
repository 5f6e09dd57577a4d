/** JSON in a column: each version is read as itself and upgraded, the newest is written, anything else is an error with its row. */
import t from 'tap';
import { z } from 'zod';
import { StoredFormat, UnreadableRowError } from '../../../daemon/store/storedFormat.js';

const first = StoredFormat.of('job.params_json', z.strictObject({ pin: z.int() }));
const second = first.next(z.strictObject({ pins: z.array(z.int()) }), ({ pin }) => ({ pins: [pin] }));
const third = second.next(z.strictObject({ pins: z.array(z.int()), by: z.string() }), ({ pins }) => ({
  ...{ pins, by: 'unknown' },
}));

await t.test('every version, and one of before versions were', (t) => {
  const read = (value: object) => third.read(JSON.stringify(value), '7');
  const before = { pins: [1], by: 'unknown' };
  t.strictSame(read({ pin: 1 }), before, 'without a number it is of version 1');
  t.strictSame(read({ v: 1, pin: 1 }), before);
  t.strictSame(read({ v: 2, pins: [1] }), before);
  t.strictSame(read({ v: 3, pins: [1], by: 'lin' }), { pins: [1], by: 'lin' });
  const texts = StoredFormat.of('letter.texts_json', z.array(z.string()));
  t.strictSame(texts.read('["a","b"]', '7'), ['a', 'b'], 'the first version may be a list');
  const named = StoredFormat.of('letter.names_json', z.strictObject({ v: z.string() }));
  t.strictSame(named.read('{"v":"a text"}', '7'), { v: 'a text' }, 'a v that is no number is content');
  t.end();
});

await t.test('the newest version is written, with its number', (t) => {
  t.equal(first.write({ pin: 1 }), '{"v":1,"pin":1}');
  t.equal(third.write({ pins: [1], by: 'lin' }), '{"v":3,"pins":[1],"by":"lin"}');
  t.equal(third.writeNullable({ pins: [], by: 'lin' }), '{"v":3,"pins":[],"by":"lin"}');
  t.equal(third.writeNullable(null), null);
  t.equal(third.readNullable(null, '7'), null);
  t.strictSame(third.readNullable('{"v":3,"pins":[],"by":"lin"}', '7'), { pins: [], by: 'lin' });
  t.end();
});

await t.test('what no version allows', (t) => {
  for (const [json, why] of [
    ['{"v":4,"pins":[1],"by":"lin"}', /version 4 is not known/],
    ['{"v":0,"pin":1}', /version 0 is not known/],
    ['{"v":2,"pin":1}', /pins/],
    ['{"pins":[1]}', /pin/],
    ['null', /job\.params_json of 7/],
    ['7', /job\.params_json of 7/],
    ['not JSON', /job\.params_json of 7/],
  ] as const) {
    const error = t.throws(() => third.read(json, '7'), { message: why }, json);
    if (!(error instanceof UnreadableRowError)) throw new Error('another error');
    t.match(error, { column: 'job.params_json', row: '7' });
    t.throws(() => third.readNullable(json, '7'), { message: why }, json);
  }
  t.end();
});
t.end();
