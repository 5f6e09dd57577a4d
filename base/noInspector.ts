/**
 * Keeps Node's debugger closed. By default Node opens its inspector at SIGUSR1, and whoever reaches that port runs code in the process.
 * A listener takes the signal's place in Node's handler. Every program imports this file first; it changes nothing else.
 */
process.on('SIGUSR1', () => undefined);

/** Flags for a child process: a Node that knows the flag ignores the signal also before the first line of JavaScript. */
export const noInspectorFlags: readonly string[] = process.allowedNodeEnvironmentFlags.has('--disable-sigusr1')
  ? ['--disable-sigusr1']
  : [];
