/** Rules about the repository's files that no linter knows. */
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { mustRun, root } from '../setup/command.mjs';

const maxLines = 400;

/** What must not stand in any file. Written in pieces, so that this file keeps the rule. */
const bannedText = [
  { pattern: new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`), why: 'unfinished work' },
  {
    pattern: new RegExp(['eslint-' + 'disable', '@ts-' + '(ignore|expect-error|nocheck)'].join('|')),
    why: 'a silenced check',
  },
  { pattern: new RegExp(`(^|[\\s"'\`(])/${'(work|root|home)'}/`), why: 'a path of one machine' },
];

/** The first line of a page that `npm run generate` wrote. */
const generatedMark = /^<!-- Generated from /;

/** Written by tools, or one document by its nature. */
const generated =
  /(^package-lock\.json$|^docs\/\w+\.json$|^sync\/ra-api\/openapi\.yaml$|\.generated\.ts$|\.(png|svg|jsonl|pem|der|bin)$)/;

/**
 * @param {string} path
 * @param {string} text
 */
function checkText(path, text) {
  const complaints = [];
  const lines = text.split('\n');
  if (lines.length > maxLines + 1 && !generatedMark.test(text))
    complaints.push(`${path}: ${lines.length - 1} lines; at most ${maxLines}`);
  for (const [index, line] of lines.entries()) {
    for (const { pattern, why } of bannedText) {
      if (pattern.test(line)) complaints.push(`${path}:${index + 1}: ${why}: ${line.trim().slice(0, 80)}`);
    }
  }
  return complaints;
}

/**
 * Links in Markdown that lead to no file.
 * @param {string} path
 * @param {string} text
 */
function checkLinks(path, text) {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(root, normalize(join(dirname(path), target)))))
    .map((target) => `${path}: leads to ${target}, which is not there`);
}

/**
 * A test file says in its first line what it protects.
 * @param {string} path
 * @param {string} text
 */
function checkFirstLine(path, text) {
  return /^\/\*\* .+ \*\/\n/.test(text) ? [] : [`${path}:1: the first line says what the test protects: /** … */`];
}

/** @param {string} text */
function checkVersions(text) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text);
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))
    .map(([name, version]) => `package.json: ${name} ${version} is not an exact version`);
}

/** @returns {Promise<string[]>} complaints */
export async function checkRepository() {
  const listing = await mustRun('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  const files = listing.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  const complaints = checkVersions(await readFile(join(root, 'package.json'), 'utf8'));
  for (const path of files.filter((file) => !generated.test(file))) {
    const text = await readFile(join(root, path), 'utf8');
    complaints.push(...checkText(path, text));
    if (path.endsWith('.test.ts')) complaints.push(...checkFirstLine(path, text));
    if (path.endsWith('.md')) complaints.push(...checkLinks(path, text));
  }
  return complaints;
}
