/** Module hook: loads one module with a fault in it. Nothing on the disk is changed. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup/command.mjs';
import { mutated } from './mutated.mjs';

/** @type {import('./mutants.mjs').Mutant} */
const mutant = JSON.parse(process.env.MUTANT ?? '{}');
const place = pathToFileURL(join(root, mutant.file)).href;

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  if (url !== place || loaded.source === undefined || loaded.source === null) return loaded;
  const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
  return { ...loaded, source: mutated(text, mutant) };
}
