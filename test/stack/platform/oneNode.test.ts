/** Every process of ours runs on the Node of the test: otherwise a run on another Node would try only half of the program there. */
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { processTree } from '../../bench/processTree.js';
import { Site } from '../../harness/site.js';

/** What a process runs; nulls for one that has ended. */
function running(pid: number): { readonly node: string | null; readonly program: string | null } {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const program = words.find((word, i) => i > 0 && word.endsWith('.js')) ?? null;
    return { node: readlinkSync(`/proc/${pid}/exe`), program: program === null ? null : resolve(program) };
  } catch {
    return { node: null, program: null };
  }
}

/** Virtual cards and readers, the RA and its token, the gateway, and what the gateway starts. */
const programs = [
  ['test', 'harness', 'rackMain.js'],
  ['sync', 'reference-ra', 'main.js'],
  ['base', 'pkcs11', 'pkcs11Child.js'],
  ['daemon', 'main.js'],
  ['card', 'transport', 'pcscChild.js'],
].map((path) => projectPath('dist', ...path));

await t.test('the gateway, the RA, the virtual cards and their child processes', async (t) => {
  const site = await Site.start();
  t.teardown(() => site.stop());
  const seen = processTree(process.pid)
    .map(running)
    .filter(({ node }) => node !== null && basename(node) === 'node');
  const own = realpathSync(process.execPath);
  for (const { node, program } of seen) t.equal(node, own, program ?? 'the test');
  for (const program of programs)
    t.ok(
      seen.some((one) => one.program === program),
      program,
    );
});
t.end();
