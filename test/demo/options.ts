/** The demo's command line. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectPath } from '../../base/projectRoot.js';

/** Also what `scripts/demo.mjs` answers to `--help` before anything is built. */
export const usage = readFileSync(projectPath('test', 'demo', 'usage.txt'), 'utf8');

/** Wrong words on the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Command =
  | { readonly verb: 'help' }
  | { readonly verb: 'run'; readonly exit: boolean; readonly directory: string | null; readonly secondRa: boolean }
  | { readonly verb: 'cards' }
  | { readonly verb: 'insert'; readonly card: string; readonly reader: string }
  | { readonly verb: 'remove'; readonly card: string };

const options = {
  exit: { type: 'boolean', default: false },
  directory: { type: 'string' },
  'second-ra': { type: 'boolean', default: false },
  // The launcher's; accepted here too, so that both take the same words.
  yes: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Its first sentence; the others are for programmers.
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

/** @throws {UsageError} */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { verb: 'help' };
  const [verb, card, reader] = positionals;
  const given = positionals.length;
  if (verb === undefined) {
    const directory = values.directory === undefined ? null : resolve(values.directory);
    return { verb: 'run', exit: values.exit, directory, secondRa: values['second-ra'] };
  }
  if (verb === 'cards' && given === 1) return { verb };
  if (verb === 'insert' && card !== undefined && reader !== undefined && given === 3) return { verb, card, reader };
  if (verb === 'remove' && card !== undefined && given === 2) return { verb, card };
  throw new UsageError(`not understood: ${positionals.join(' ')}`);
}
