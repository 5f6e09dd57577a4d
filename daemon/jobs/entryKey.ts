/** The idempotency key of the job of an entry of a batch order. After a restart the entries find their jobs by it. */

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

/** The beginning of the keys of all jobs of an order. */
export function orderKeyPrefix(orderId: string): string {
  return `${prefix}:${orderId}:`;
}

/** @returns null: it is not a job of the batch line. A request from a screen has a UUID. */
export function readEntryKey(idempotencyKey: string): EntryTry | null {
  const [, orderId, number, tries] = pattern.exec(idempotencyKey) ?? [];
  return orderId === undefined ? null : { orderId, number: Number(number), tries: Number(tries) };
}

/** Was the job begun for an entry of a batch order? */
export function isLineJob({ idempotencyKey }: { readonly idempotencyKey: string }): boolean {
  return readEntryKey(idempotencyKey) !== null;
}
