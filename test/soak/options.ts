/** The soak's command line. */
import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly cards: number;
  readonly readers: number;
  /** Of a real card's times. */
  readonly scale: number;
  /** Share of the cards that are pulled once. */
  readonly pulled: number;
  readonly seed: string;
  /** Whether the daemon is killed on the way. */
  readonly kills: boolean;
  readonly json: boolean;
}

/** Wrong words on the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws {UsageError} */
function numberOf(name: string, text: string, isRight: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() === '' || !isRight(value)) throw new UsageError(`--${name} does not take ${text}`);
  return value;
}

/** @throws {UsageError} @throws {TypeError} of parseArgs */
export function readOptions(): SoakOptions | 'help' {
  const { values } = parseArgs({
    options: {
      cards: { type: 'string', default: '10000' },
      readers: { type: 'string', default: '16' },
      scale: { type: 'string', default: '0.02' },
      pulled: { type: 'string', default: '0.02' },
      seed: { type: 'string', default: 'soak' },
      'no-kills': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    cards: numberOf('cards', values.cards, (n) => Number.isInteger(n) && n >= 1 && n <= 50_000),
    readers: numberOf('readers', values.readers, (n) => Number.isInteger(n) && n >= 2 && n <= 16 && n % 2 === 0),
    scale: numberOf('scale', values.scale, (n) => n >= 0 && n <= 1),
    pulled: numberOf('pulled', values.pulled, (n) => n >= 0 && n <= 1),
    seed: values.seed,
    kills: !values['no-kills'],
    json: values.json,
  };
}
