/** docs/api.md: every message of daemon/api/messages/, with the comment that stands above it there. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../setup/command.mjs';
import { cell, generatedFrom, importCompiled } from './compiled.mjs';
import { describeType, namedSchemas } from './jsonSchema.mjs';

const source = 'daemon/api/messages.ts';

/** @typedef {import('./jsonSchema.mjs').Schema} Schema */

/**
 * The words of a documentation comment, on one line each paragraph.
 * @param {string} comment
 */
function wordsOf(comment) {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*(\/\*\*|\*\/|\*)?\s?/, '').replace(/\s*\*\/$/, ''))
    .join('\n')
    .trim();
}

/** @param {Schema} schema */
function table(schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isOptional = schema.required?.includes(name) !== true;
    return `| \`${name}\` | ${cell(describeType(property))}${isOptional ? ' (optional)' : ''} |`;
  });
  return ['| field | value |', '| --- | --- |', ...rows].join('\n');
}

/**
 * @param {Schema} schema
 * @returns {string[]} Markdown blocks
 */
function body(schema) {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.every((choice) => choice.properties !== undefined) === true) {
    return choices.flatMap((choice, index) => [...(index > 0 ? ['or'] : []), table(choice)]);
  }
  return schema.properties === undefined ? [describeType(schema)] : [table(schema)];
}

/** The words at the head of a source. @param {string} text */
const headOf = (text) => wordsOf(/^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? '');

/** One source of a subject. @param {string} file */
async function subject(file) {
  const text = await readFile(join(root, dirname(source), file), 'utf8');
  const declarations = [...text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export const (\w+)Schema = /g)];
  return {
    title: headOf(text).replace(/\.$/, ''),
    messages: declarations.map(([, comment = '', name = '']) => ({ name, comment: wordsOf(comment) })),
  };
}

export async function messagesPage() {
  const text = await readFile(join(root, source), 'utf8');
  const exported = await importCompiled(source);
  const files = [...text.matchAll(/^export \* from '\.\/(.+)\.js';$/gm)].map(([, file = '']) => `${file}.ts`);
  const subjects = await Promise.all(files.map(subject));
  const names = subjects.flatMap(({ messages }) => messages.map(({ name }) => name));
  const schemas = namedSchemas(Object.fromEntries(names.map((name) => [name, exported[`${name}Schema`]])));
  return [
    generatedFrom(source),
    '# Messages of the API',
    headOf(text),
    ...subjects.flatMap(({ title, messages }) => [
      `## ${title}`,
      ...messages.flatMap(({ name, comment }) => [
        `### ${name}`,
        ...(comment === '' ? [] : [comment]),
        ...body(schemas[name] ?? {}),
      ]),
    ]),
  ].join('\n\n');
}
