/** The `t` of each test file that shares a process with others; `fileTestHook.mjs` puts it in the place of tap's own. */

/**
 * By URL of the file.
 * @type {Map<string, import('tap').Test>}
 */
export const testOfFile = new Map();
