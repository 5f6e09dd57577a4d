/** docs/failures.md: every failure code with its words. */
import { cell, generatedFrom, importCompiled } from './compiled.mjs';

const source = 'daemon/contract/failures/catalogue.ts';

/**
 * @typedef {{ 'zh-TW': string, en: string }} Words
 * @typedef {{ status: number, happened: Words, card: Words, next: Words }} Entry
 */

/**
 * @param {string} code
 * @param {Entry} entry
 */
function section(code, entry) {
  const rows = /** @type {const} */ ([
    ['What happened', entry.happened],
    ['The card', entry.card],
    ['What to do', entry.next],
  ]).map(([title, words]) => `| ${title} | ${cell(words['zh-TW'])} | ${cell(words.en)} |`);
  return [
    `### \`${code}\``,
    `HTTP status ${entry.status}.`,
    ['| | zh-TW | en |', '| --- | --- | --- |', ...rows].join('\n'),
  ];
}

export async function failuresPage() {
  const { catalogue } = await importCompiled(source);
  const entries = Object.entries(/** @type {Record<string, Entry>} */ (catalogue));
  const jobs = new Set(entries.map(([code]) => code.split('.')[0] ?? ''));
  return [
    generatedFrom(source),
    '# Failure codes',
    'A code is `job.step.reason`. It stands small beside the words on the screen, in the log and in API answers; `{name}` is a fact of the case.',
    ...[...jobs].flatMap((job) => [
      `## ${job}`,
      ...entries.filter(([code]) => code.startsWith(`${job}.`)).flatMap(([code, entry]) => section(code, entry)),
    ]),
  ].join('\n\n');
}
