/** The end of a process whose output somebody else may hold. */

/** Output of a process that has ended is awaited so long: a process that it left behind may hold the pipe. */
const outputGraceMs = 5_000;

/**
 * Makes sure that `close` follows soon after `exit`.
 * @param {import('node:child_process').ChildProcess} child whose output is read through pipes
 * @param {number} [graceMs]
 */
export function closeAfterExit(child, graceMs = outputGraceMs) {
  child.once('exit', () => {
    setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), graceMs).unref();
  });
}
