/** Runs the test files whose paths come on stdin, one after another, each as a test of its own. */
import { register } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { testOfFile } from './fileTest.mjs';
import { changesSince, processState } from './processState.mjs';
import { fileDone } from './sharedProcess.mjs';

// The part of a name is looked for in the tests of a file, and each file is a test itself here: every file matches.
if (process.env.TAP_GREP !== undefined) process.env.TAP_GREP = `/^/\n${process.env.TAP_GREP}`;
register('./fileTestHook.mjs', import.meta.url);
const { default: t } = await import('tap');

const timeout = Number(process.env.FILE_TIMEOUT) * 1000;

/** What a file has closed may take a moment to be gone. */
const [openLimitMs, openPollMs] = [5_000, 10];

/** @returns {Map<string, number>} how many of each kind keep this process running */
function openResources() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Of a process of its own such a file would keep the process from ending. @param {ReadonlyMap<string, number>} before */
async function leftOpen(before) {
  const more = () => [...openResources()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
  for (let waited = 0; more().length > 0 && waited < openLimitMs; waited += openPollMs) await delay(openPollMs);
  return more().map(([kind, count]) => `${count - (before.get(kind) ?? 0)} ${kind}`);
}

/** @param {string} file */
async function run(file) {
  const before = { ...t.counts };
  // The working directory is the tree whose Node this is.
  const url = pathToFileURL(resolve(file)).href;
  const [state, open] = [processState(), openResources()];
  await t.test(file, { timeout }, async (test) => {
    testOfFile.set(url, test);
    await import(url);
  });
  const changed = changesSince(state).map((what) => `the process is not as it was: ${what}`);
  const left = (await leftOpen(open)).map((what) => `still open: ${what}`);
  if (changed.length + left.length > 0) {
    await t.test(`what ${file} leaves`, async (test) => [...changed, ...left].forEach((what) => test.fail(what)));
  }
  const [total, passed, skipped] = [
    t.counts.total - before.total,
    t.counts.pass - before.pass,
    t.counts.skip - before.skip,
  ];
  const empty = total === 0 && process.env.TAP_GREP === undefined;
  if (empty) process.stdout.write('no assertion was made\n');
  const failed = empty ? 1 : total - passed - skipped;
  process.stdout.write(`${fileDone}${JSON.stringify({ passed, failed, skipped })}\n`);
}

for await (const file of createInterface({ input: process.stdin })) await run(file);
t.end();
