/** The table of routes as a whole: what its type does not hold. */
import t from 'tap';
import { z } from 'zod';
import { routes } from '../../../daemon/api/routes/index.js';

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
