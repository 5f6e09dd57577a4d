/** Which test files run, and what counts as having run. */
import { filesBelow } from '../setup/stamp.mjs';

/** tap's mark of a test that was left out because its name does not have the part that is asked for. */
const leftOut = /^ *ok \d+ - .* # SKIP filter: /;

/**
 * Without a part of a file name an empty layer stays in the list, so that it fails.
 * @template Pace
 * @param {Record<string, Pace>} layers
 * @param {{ chosen: readonly string[], parts: readonly string[] }} wanted names of layers (all when there is none); parts of file names
 * @param {(layer: string) => Promise<string[]>} [filesOf]
 * @returns {Promise<{ name: string, pace: Pace, files: string[] }[]>}
 */
export async function chooseTests(layers, { chosen, parts }, filesOf = compiledTests) {
  const entries = Object.entries(layers).filter(([name]) => chosen.length === 0 || chosen.includes(name));
  const all = await Promise.all(
    entries.map(async ([name, pace]) => {
      const files = await filesOf(name);
      return { name, pace, files: files.filter((file) => parts.every((part) => file.includes(part))) };
    }),
  );
  return parts.length === 0 ? all : all.filter(({ files }) => files.length > 0);
}

/** @param {string} layer */
function compiledTests(layer) {
  return filesBelow(`dist/test/${layer}`, (file) => file.endsWith('.test.js'));
}

/**
 * tap's own filter: it looks at the tests of a file, and lets all steps of those that it finds run.
 * @param {string | undefined} part
 * @returns {NodeJS.ProcessEnv}
 */
export function onlyTests(part) {
  if (part === undefined) return {};
  const escaped = part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return { TAP_GREP: `/${escaped}/i` };
}

/**
 * tap counts tests that its filter left out as skipped. They did not run, and nobody has to read of them.
 * @param {import('./layer.mjs').FileRun} run
 * @returns {import('./layer.mjs').FileRun}
 */
export function withoutLeftOut({ tally, lines }) {
  const kept = lines.filter((line) => !leftOut.test(line));
  return { tally: { ...tally, skipped: tally.skipped - (lines.length - kept.length) }, lines: kept };
}

/** @param {import('./layer.mjs').Tally} tally */
export const ranNothing = ({ passed, failed, skipped }) => passed + failed + skipped === 0;
