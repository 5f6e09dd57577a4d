/** `npm run generate`: writes the files that follow from others. With --check it only tells which would change. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { apiPage, asyncApiJson, openApiJson } from './generate/api.mjs';
import { cardFamiliesPage } from './generate/cardFamilies.mjs';
import { configurationPage } from './generate/configuration.mjs';
import { failuresPage } from './generate/failures.mjs';
import { buildNode } from './setup/build.mjs';
import { root, run } from './setup/command.mjs';
import { runMain, say } from './setup/say.mjs';

/** Each page and what makes it; made from the compiled sources. */
const pages = {
  'docs/cards/README.md': cardFamiliesPage,
  'docs/configuration.md': configurationPage,
  'docs/failures.md': failuresPage,
  'docs/api.md': apiPage,
  'docs/openapi.json': openApiJson,
  'docs/asyncapi.json': asyncApiJson,
};

/** Generators that belong to one room; they take --check too. */
const otherGenerators = ['sync/ra-api/generate.mjs'];

/**
 * @param {string} path
 * @param {() => Promise<string>} make
 * @param {boolean} onlyCheck
 * @returns {Promise<boolean>} is the file as it should be?
 */
async function bringUpToDate(path, make, onlyCheck) {
  const file = join(root, path);
  const wanted = await format(await make(), {
    ...(await resolveConfig(file)),
    parser: path.endsWith('.json') ? 'json' : 'markdown',
  });
  const present = await readFile(file, 'utf8').catch(() => null);
  if (present === wanted) return true;
  if (onlyCheck) {
    say(`${path} is out of date: npm run generate`);
    return false;
  }
  await writeFile(file, wanted);
  say(`wrote ${path}`);
  return true;
}

await runMain(async () => {
  const onlyCheck = process.argv.includes('--check');
  await buildNode();
  const verdicts = await Promise.all(Object.entries(pages).map(([path, make]) => bringUpToDate(path, make, onlyCheck)));
  for (const generator of otherGenerators) {
    const { status, output } = await run(process.execPath, [generator, ...(onlyCheck ? ['--check'] : [])]);
    if (output !== '') say(output.trimEnd());
    verdicts.push(status === 0);
  }
  return verdicts.every((ok) => ok) ? 0 : 1;
});
