/** The secrets of an order are found by name, also inside other fields, and beside fields that hold nothing. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { secretsOf } from '../../../daemon/jobs/secretDrawer.js';

await t.test('secrets are found by their names, at any depth', (t) => {
  const [pin1, pin2, other] = [Secret.fromText('74019382'), Secret.fromText('Good1234'), Secret.fromText('Good5678')];
  const sent = {
    kind: 'changePin',
    note: null,
    nothing: undefined,
    number: 1,
    pin1,
    other,
    inside: { empty: null, pin2 },
  };
  const found = secretsOf(sent);
  t.same(
    found.map(([name]) => name),
    ['pin1', 'pin2'],
  );
  t.equal(found[0]?.[1], pin1);
  t.equal(found[1]?.[1], pin2);
  t.end();
});
t.end();
