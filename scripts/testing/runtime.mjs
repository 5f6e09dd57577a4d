/** The Nodes that tests run on, and which file runs on which. */
import { root } from '../setup/command.mjs';

/**
 * A Node, with a tree of compiled files whose native modules were compiled for it.
 * @typedef {object} Runtime
 * @property {string} name for people
 * @property {string} program
 * @property {string} folder the tree: working directory of the tests, with `dist/` below it
 */

/** @param {string} version e.g. `24.22.3` */
export const nameOfNode = (version) => `Node ${version.split('.')[0]}`;

/** @type {Runtime} */
export const machineNode = { name: nameOfNode(process.versions.node), program: process.execPath, folder: root };

/**
 * Tests of the scripts themselves. On another Node the scripts would compile the native modules of this checkout again.
 * @param {string} file
 */
const isOfScripts = (file) => /\/stack\/platform\/interruption\.test\.js$/.test(file);

/**
 * A layer on both Nodes: each file on one of them, and on the other one with the next seed.
 * @param {readonly string[]} files
 * @param {number} seed
 * @returns {Set<string>} those for the other Node: half of them
 */
export function alternating(files, seed) {
  return new Set(files.filter((file) => !isOfScripts(file)).filter((_, i) => (i + seed) % 2 === 0));
}

/**
 * A single file on the other Node, with each seed another one.
 * @param {readonly string[]} files
 * @param {number} seed
 * @returns {Set<string>}
 */
export function oneInTurn(files, seed) {
  return new Set(files.filter((_, i) => i === seed % files.length));
}

/**
 * @template {{ name: string, files: readonly string[] }} Layer
 * @typedef {Layer & { title: string, nodeOf: (file: string) => Runtime }} Planned
 */

/**
 * What runs, one layer after the other.
 * @template {{ name: string, files: readonly string[] }} Layer
 * @param {readonly Layer[]} layers
 * @param {{ machine: Runtime, other: Runtime | null, everythingOnOther: boolean, seed: number }} nodes without an `other`, all on the machine's
 * @returns {Planned<Layer>[]}
 */
export function planned(layers, { machine, other, everythingOnOther, seed }) {
  return layers.flatMap((layer) => {
    const { name, files } = layer;
    /** @param {Runtime} node */
    const all = (node) => ({ ...layer, title: name, nodeOf: () => node });
    /** @param {ReadonlySet<string>} those */
    const some = (those) => ({
      ...layer,
      title: name,
      nodeOf: (/** @type {string} */ file) => (other !== null && those.has(file) ? other : machine),
    });
    if (other === null) return [all(machine)];
    if (everythingOnOther) return [{ ...all(other), nodeOf: (file) => (isOfScripts(file) ? machine : other) }];
    switch (name) {
      case 'unit':
        return [all(machine), { ...all(other), title: `${name}, ${other.name}` }];
      case 'stack':
        return [some(alternating(files, seed))];
      case 'browser':
        return [some(oneInTurn(files, seed))];
      default:
        return [all(machine)];
    }
  });
}
