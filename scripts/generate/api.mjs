/** The API's documents in docs/: the same as the daemon serves at /api/docs. */
import { cell, generatedFrom, importCompiled } from './compiled.mjs';

const source = 'daemon/contract/routes/index.ts';

/**
 * As daemon/api/documents/outline.ts makes them.
 * @typedef {{ kind: 'heading', level: number, text: string } | { kind: 'text', text: string }
 *   | { kind: 'table', head: string[], rows: string[][] }} Block
 */

/** @param {Block} block */
function markdown(block) {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text}`;
    case 'text':
      return block.text;
    case 'table':
      return [block.head, block.head.map(() => '---'), ...block.rows]
        .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
        .join('\n');
  }
}

export async function apiPage() {
  const { routeGroups } = await importCompiled(source);
  const { outline } = await importCompiled('daemon/api/documents/outline.ts');
  /** @type {Block[]} */
  const blocks = /** @type {Function} */ (outline)(routeGroups, 'en');
  return [generatedFrom(source), ...blocks.map(markdown)].join('\n\n');
}

export async function openApiJson() {
  const { routeGroups } = await importCompiled(source);
  const { version } = await importCompiled('base/version.ts');
  const { openApiDocument } = await importCompiled('daemon/api/documents/openApi.ts');
  return JSON.stringify(/** @type {Function} */ (openApiDocument)(routeGroups, version));
}

export async function asyncApiJson() {
  const { version } = await importCompiled('base/version.ts');
  const { asyncApiDocument } = await importCompiled('daemon/api/documents/asyncApi.ts');
  return JSON.stringify(/** @type {Function} */ (asyncApiDocument)(version, '127.0.0.1:8443'));
}
