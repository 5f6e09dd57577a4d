/** JSON with secrets: the same document as JSON.parse makes, whatever is in it, and no secret in a string. */
import fc from 'fast-check';
import t from 'tap';
import { SecretJson } from '../../../base/secretJson.js';

const isSecret = (name: string): boolean => name === 'pin' || name === 'password';
const parse = (text: string | Buffer): SecretJson => SecretJson.parse(Buffer.from(text), isSecret);

/** The document with the secrets as strings again. */
function restored(json: SecretJson, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => restored(json, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]: [string, unknown]) => {
      if (typeof one !== 'string' || !isSecret(name) || one === '') return [name, restored(json, one)];
      const text = json.secretOf(one).use((bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      t.equal(one.length, text.length, 'a placeholder is as long as its secret');
      return [name, text];
    }),
  );
}

void t.test('any document is read as JSON.parse reads it', (t) => {
  const name = fc.oneof(fc.constantFrom('pin', 'password', 'p\u0069n', 'a"b', '\\'), fc.string({ unit: 'binary' }));
  const { document } = fc.letrec<{ document: unknown }>((tie) => ({
    document: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'binary' }),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.constantFrom(true, false, null, '"', '\\', '\u001f', '{"pin":"x"}'),
      fc.array(tie('document'), { maxLength: 3 }),
      fc.dictionary(name, tie('document'), { maxKeys: 4 }),
    ),
  }));
  const escapedDocument = fc.tuple(document, fc.boolean(), fc.nat({ max: 2 }));
  fc.assert(
    fc.property(escapedDocument, ([value, ascii, indent]) => {
      const plain = JSON.stringify(value, null, indent);
      if (plain.includes('"__proto__"')) return;
      // Every character outside ASCII as an escape, in half of the runs.
      const text = ascii
        ? plain.replace(/[^\x20-\x7e\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : plain;
      const json = parse(text);
      t.same(restored(json, json.value), JSON.parse(text));
    }),
  );
  t.end();
});

void t.test('what is no JSON is refused, and the error quotes nothing', (t) => {
  const refused = [
    '{"pin":"Canary1',
    '{"pin" "Canary1"}',
    '{"pin":"Canary1\\x"}',
    '{"pin":"Canary1\\u12g4"}',
    '{"pin":"Canary1\n"}',
    '{"pin":"Canary1"',
    '{"pin":"Canary1"}}',
    'Canary1',
    '{"__proto__":{"pin":"Canary1"}}',
    Buffer.from([...Buffer.from('{"pin":"'), 0xff, ...Buffer.from('"}')]),
    `[${Array.from({ length: 65 }, () => '{"pin":"Canary1"}').join()}]`,
  ];
  for (const text of refused) t.throws(() => parse(text), new SyntaxError('this is not JSON'), String(text));
  t.end();
});

void t.test('of a field that is there twice the last one counts, and all are zeroed', (t) => {
  const json = parse('{"pin":"first1","pin":"second","password":["third3"]}');
  t.same(restored(json, json.value), { pin: 'second', password: ['third3'] });
  const { pin } = json.value as { pin: string };
  const secret = json.secretOf(pin);
  json.dispose();
  t.ok(secret.disposed);
  t.throws(() => json.secretOf('other'), RangeError);
  t.end();
});
