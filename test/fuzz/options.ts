/** The command line of the fuzzer. */
import { parseArgs } from 'node:util';

export interface FuzzOptions {
  readonly minutes: number;
  readonly seed: number;
  /** null: all, in turn. */
  readonly target: string | null;
}

/** Wrong words on the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws {UsageError} @throws {TypeError} of parseArgs */
export function readOptions(names: readonly string[]): FuzzOptions | 'help' {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      target: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const minutes = Number(values.minutes);
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  if (!(minutes > 0 && minutes <= 24 * 60)) throw new UsageError(`--minutes does not take ${values.minutes}`);
  if (!Number.isInteger(seed)) throw new UsageError(`--seed does not take ${values.seed ?? ''}`);
  const { target = null } = values;
  if (target !== null && !names.includes(target))
    throw new UsageError(`there is no target ${target}: ${names.join(', ')}`);
  return { minutes, seed, target };
}
