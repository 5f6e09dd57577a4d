/**
 * JSON in a column: written with the version of its format (`v`), parsed by the schema of that version and upgraded to the newest one.
 * The format belongs to the store alone. A changed message or domain type does not change what is on the disk.
 */
import type { z } from 'zod';

/** A column holds what no version of its format allows: the row cannot be used. */
export class UnreadableRowError extends Error {
  override readonly name = 'UnreadableRowError';
  constructor(
    /** e.g. `job.params_json` */
    readonly column: string,
    /** Which row. */
    readonly row: string,
    options: ErrorOptions,
  ) {
    const { cause } = options;
    super(`${column} of ${row} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, options);
  }
}

type Read<T> = (value: unknown) => T;

/**
 * Every version but the first is an object. A number of the name `v` in it belongs to the format. A value without one was written
 * before versions were: it is of version 1.
 */
function partsOf(value: unknown): { readonly version: number; readonly content: unknown } {
  if (typeof value !== 'object' || value === null || !('v' in value) || typeof value.v !== 'number') {
    return { version: 1, content: value };
  }
  const { v: version, ...content } = value;
  return { version, content };
}

export class StoredFormat<T extends object> {
  readonly #column: string;
  /** How each version is read, the first one first. */
  readonly #versions: readonly Read<T>[];

  private constructor(column: string, versions: readonly Read<T>[]) {
    this.#column = column;
    this.#versions = versions;
  }

  /** The first version. @param column names it in errors, e.g. `job.params_json` */
  static of<T extends object>(column: string, schema: z.ZodType<T>): StoredFormat<T> {
    return new StoredFormat(column, [(value) => schema.parse(value)]);
  }

  /** The next version, which is the one that is written. @param upgrade what a value of the version before becomes */
  next<U extends object>(schema: z.ZodType<U>, upgrade: (before: T) => U): StoredFormat<U> {
    const before = this.#versions.map((read) => (value: unknown) => upgrade(read(value)));
    return new StoredFormat(this.#column, [...before, (value) => schema.parse(value)]);
  }

  /** @param row names the row in errors @throws {UnreadableRowError} */
  read(json: string, row: string): T {
    try {
      const { version, content } = partsOf(JSON.parse(json));
      const read = this.#versions[version - 1];
      if (read === undefined) throw new Error(`version ${version} is not known`);
      return read(content);
    } catch (cause) {
      throw new UnreadableRowError(this.#column, row, { cause });
    }
  }

  /** As `read`, of a column that may be NULL. @throws {UnreadableRowError} */
  readNullable(json: string | null, row: string): T | null {
    return json === null ? null : this.read(json, row);
  }

  write(value: T): string {
    return JSON.stringify({ v: this.#versions.length, ...value });
  }

  /** As `write`, for a column that may be NULL. */
  writeNullable(value: T | null): string | null {
    return value === null ? null : this.write(value);
  }
}
