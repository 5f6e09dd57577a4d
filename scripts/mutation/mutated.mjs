/** Apart from `mutants.mjs`, which loads the compiler: this is loaded into every process of a test. */

/** @param {string} text @param {import('./mutants.mjs').Mutant} mutant */
export function mutated(text, { start, end, becomes }) {
  return `${text.slice(0, start)}${becomes}${text.slice(end)}`;
}
