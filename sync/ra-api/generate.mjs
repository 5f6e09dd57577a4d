/** Writes `schema.generated.ts` from `openapi.yaml`; with `--check` it only says whether the two agree. */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';

const source = new URL('openapi.yaml', import.meta.url);
const target = new URL('schema.generated.ts', import.meta.url);

/** @returns the text that `schema.generated.ts` has to have */
export async function generate() {
  const types = astToString(await openapiTypescript(source, { immutable: true }));
  return `// Generated from openapi.yaml by generate.mjs.\n\n${types}`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const expected = await generate();
  if (process.argv.includes('--check')) {
    if ((await readFile(target, 'utf8').catch(() => '')) !== expected) {
      console.error(
        'sync/ra-api/schema.generated.ts does not agree with openapi.yaml: run node sync/ra-api/generate.mjs',
      );
      process.exitCode = 1;
    }
  } else {
    await writeFile(target, expected);
  }
}
