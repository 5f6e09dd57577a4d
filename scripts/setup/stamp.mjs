/** Stamps: what a piece of work was done from, so that it is done again only when that changed. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from './command.mjs';

/**
 * Every file below a folder, as paths from the project's root, sorted.
 * @param {string} folder
 * @param {(name: string) => boolean} [wanted]
 * @returns {Promise<string[]>}
 */
export async function filesBelow(folder, wanted = () => true) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.includes('node_modules/'))
    .sort();
}

/**
 * @param {readonly string[]} files from the project's root
 * @param {readonly string[]} [facts] what else the work depends on
 */
export async function digest(files, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`${fact}\0`);
  for (const file of files) hash.update(`${file}\0`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

/**
 * @param {string} stampFile from the project's root
 * @param {string} value
 */
export async function isStamped(stampFile, value) {
  return (await readFile(join(root, stampFile), 'utf8').catch(() => '')) === value;
}

/**
 * @param {string} stampFile
 * @param {string} value
 */
export async function writeStamp(stampFile, value) {
  await mkdir(dirname(join(root, stampFile)), { recursive: true });
  await writeFile(join(root, stampFile), value);
}
