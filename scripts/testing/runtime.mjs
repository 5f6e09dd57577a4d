/** The Nodes that tests run on. */
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
