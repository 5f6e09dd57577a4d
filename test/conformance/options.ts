/** The command line of the conformance run. */
import { parseArgs } from 'node:util';

export interface ConformanceOptions {
  /** null: virtual cards. */
  readonly real: { readonly reader: string; readonly serial: string } | null;
  /** One family of the virtual cards; null: all. */
  readonly family: string | null;
  readonly json: boolean;
}

/** Wrong words on the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws {UsageError} @throws {TypeError} of parseArgs */
export function readOptions(): ConformanceOptions | 'help' {
  const { values } = parseArgs({
    options: {
      reader: { type: 'string' },
      serial: { type: 'string' },
      virtual: { type: 'boolean', default: false },
      family: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { reader, serial, virtual, family = null, json } = values;
  if (values.help) return 'help';
  if (virtual) {
    if (reader !== undefined || serial !== undefined)
      throw new UsageError('--virtual takes no reader and no serial number');
    return { real: null, family, json };
  }
  if (reader === undefined) throw new UsageError('--reader NAME or --virtual is missing');
  if (serial === undefined) {
    throw new UsageError('--serial is missing: the run spends the card, so it wants to hear which one');
  }
  return { real: { reader, serial: serial.toUpperCase() }, family, json };
}
