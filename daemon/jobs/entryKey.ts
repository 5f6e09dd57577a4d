/** The idempotency key of an entry's job: by it the entries are compared with the jobs after a restart. */

export interface EntryTry {
  readonly orderId: string;
  readonly number: number;
  /** From 1. */
  readonly tries: number;
}

const prefix = 'batch';
const pattern = new RegExp(`^${prefix}:([^:]+):(\\d+):(\\d+)$`);

export function entryKey({ orderId, number, tries }: EntryTry): string {
  return [prefix, orderId, number, tries].join(':');
}

/** What every key of an order begins with. */
export function orderKeyPrefix(orderId: string): string {
  return `${prefix}:${orderId}:`;
}

/** @returns null: not a job of the line; requests from screens carry a UUID */
export function readEntryKey(idempotencyKey: string): EntryTry | null {
  const [, orderId, number, tries] = pattern.exec(idempotencyKey) ?? [];
  return orderId === undefined ? null : { orderId, number: Number(number), tries: Number(tries) };
}

/** Was it begun for an entry? */
export function isLineJob({ idempotencyKey }: { readonly idempotencyKey: string }): boolean {
  return readEntryKey(idempotencyKey) !== null;
}
