/** The compiled sources that pages are made from. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup/command.mjs';

/**
 * @param {string} source path of the TypeScript source from the project's root
 * @returns {Promise<Record<string, unknown>>} its exports
 */
export function importCompiled(source) {
  return import(pathToFileURL(join(root, 'dist', source.replace(/\.ts$/, '.js'))).href);
}

/** The first line of every generated page. @param {string} source */
export function generatedFrom(source) {
  return `<!-- Generated from ${source} by \`npm run generate\`. -->`;
}

/** Text inside a cell of a Markdown table. @param {string} text */
export function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
