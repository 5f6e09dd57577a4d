/**
 * The key with which this browser profile proves to be the screen that was enrolled. It is not extractable: a script can sign with it and
 * cannot take it away. IndexedDB is the origin's own, port included.
 */
import { pageKind } from './token.js';

export interface ScreenKey {
  readonly screenId: string;
  readonly privateKey: CryptoKey;
}

const storeName = 'screens';

/** Resolves with the request's result. */
function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('card-gateway', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
  const database = await done(opening);
  try {
    const transaction = database.transaction(storeName, mode);
    const result = await done(work(transaction.objectStore(storeName)));
    if (mode === 'readwrite') await completed(transaction);
    return result;
  } finally {
    database.close();
  }
}

/** On the disk. */
function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
  });
}

/** The key of the kiosk, or of the pages of staff, as this page is one or the other. */
export async function loadKey(): Promise<ScreenKey | null> {
  const found: unknown = await withStore('readonly', (store) => store.get(pageKind));
  return isScreenKey(found) ? found : null;
}

export async function keepKey(kind: typeof pageKind, key: ScreenKey): Promise<void> {
  await withStore('readwrite', (store) => store.put(key, kind));
}

function isScreenKey(value: unknown): value is ScreenKey {
  return (
    typeof value === 'object' &&
    value !== null &&
    'screenId' in value &&
    typeof value.screenId === 'string' &&
    'privateKey' in value &&
    value.privateKey instanceof CryptoKey
  );
}
