/** The table of routes as a whole: what its type does not hold. */
import t from 'tap';
import { z } from 'zod';
import { routes } from '../../../daemon/api/routes/index.js';
import { secretFields } from '../../../daemon/contract/messages.js';

void t.test('each route stands once, with its parameters described', (t) => {
  const names = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
  t.strictSame([...new Set(names)], names, 'no route hides another');
  for (const { method, path, params, body, title } of routes) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const described = params instanceof z.ZodObject ? Object.keys(params.shape) : [];
    t.strictSame(described, inPath, `${method} ${path}: its parameters`);
    t.notOk(method === 'GET' && body !== undefined, `${method} ${path}: nothing is sent with GET`);
    t.match(title['zh-TW'], /\p{Script=Han}/u, `${method} ${path}: a title in Chinese`);
  }
  t.end();
});

/** Each property of a JSON Schema, also of those inside. */
function properties(schema: unknown): [string, object][] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inside]: [string, unknown]) => {
    const own = name === 'properties' && typeof inside === 'object' && inside !== null ? Object.entries(inside) : [];
    return [...own.map(([field, of]: [string, object]): [string, object] => [field, of]), ...properties(inside)];
  });
}

void t.test('a text in a field that has the name of a secret is one, and no other field carries one', (t) => {
  let secrets = 0;
  for (const { method, path, body } of routes) {
    if (body === undefined) continue;
    for (const [field, schema] of properties(z.toJSONSchema(body, { io: 'input' }))) {
      const isText = 'type' in schema && schema.type === 'string';
      const isSecret = 'format' in schema && schema.format === 'password';
      const isNamed = secretFields.some((name) => name === field);
      t.equal(isSecret, isNamed && isText, `${method} ${path}: ${field}`);
      if (isSecret) secrets += 1;
    }
  }
  t.ok(secrets > 20, 'there are some');
  t.end();
});
