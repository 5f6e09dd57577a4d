/** What test files that share a process could change for each other: working directory, environment, global variables, exit status. */

/** @typedef {{ directory: string, env: NodeJS.ProcessEnv, globals: PropertyDescriptorMap, exitCode: typeof process.exitCode }} ProcessState */

/** A library that may be loaded several times keeps what its copies share under such a name; pkijs takes the process id. */
const ofLibrary = new RegExp(`^(__.*|${process.pid})$`);

/** @returns {ProcessState} */
export function processState() {
  return {
    directory: process.cwd(),
    env: { ...process.env },
    globals: Object.getOwnPropertyDescriptors(globalThis),
    exitCode: process.exitCode,
  };
}

/**
 * @param {ProcessState} before
 * @returns {string[]} what is not as it was
 */
export function changesSince(before) {
  const now = processState();
  const names = new Set([...Object.keys(before.env), ...Object.keys(now.env)]);
  const variables = [...names].filter((name) => before.env[name] !== now.env[name]);
  const globals = Object.entries(now.globals).filter(([name, { value }]) => {
    const earlier = before.globals[name];
    // Node replaces an accessor of its own by the value when it is first used.
    if (earlier === undefined) return !ofLibrary.test(name);
    return earlier.get === undefined && !Object.is(earlier.value, value);
  });
  return [
    ...(now.directory === before.directory ? [] : ['working directory']),
    ...(now.exitCode === before.exitCode ? [] : [`exit status ${now.exitCode}`]),
    ...variables.map((name) => `environment variable ${name}`),
    ...globals.map(([name]) => `global ${name}`),
  ];
}
