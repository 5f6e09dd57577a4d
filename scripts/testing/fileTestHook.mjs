/** Module hook: a test file that imports `tap` gets the test that stands for the file, not the one of the whole process. */

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  const importer = context.parentURL ?? '';
  if (specifier !== 'tap' || !importer.endsWith('.test.js')) return nextResolve(specifier, context);
  return { url: `file-test:${importer}`, shortCircuit: true, format: 'module' };
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file-test:')) return nextLoad(url, context);
  const tests = JSON.stringify(new URL('./fileTest.mjs', import.meta.url).href);
  const file = JSON.stringify(url.slice('file-test:'.length));
  const source = `import { testOfFile } from ${tests};\nexport default testOfFile.get(${file});`;
  return { format: 'module', source, shortCircuit: true };
}
