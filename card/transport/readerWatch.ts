/** The monitor's work in its child process: what pcscd says of all readers becomes the transport's events. */
import type { MonitorEvent } from './messages.js';

/** A reader as the native module emits it. */
export interface WatchedReader {
  readonly name: string;
  on(event: 'status', listener: (status: { readonly state: number; readonly atr?: Buffer }) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/** The native module's list of readers. */
export interface ReaderList {
  on(event: 'reader', listener: (reader: WatchedReader) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** What the watch needs of its process. */
export interface WatchHost {
  /** Connects to pcscd. @throws when it is not available */
  list(): ReaderList;
  readonly report: (event: MonitorEvent) => void;
  /** Ends the process once its reports are written: the native module cannot connect again, a new process can. */
  end(): void;
  /** Pause before another attempt to connect. */
  readonly retryMs: number;
  /** The module does not report an empty list. After this time without a reader the list is taken to be empty. */
  readonly emptyListMs: number;
}

/** Reports pcscd, the readers and their cards until pcscd is lost. */
export function watchReaders(host: WatchHost): void {
  const { report } = host;
  let list: ReaderList;
  try {
    list = host.list();
  } catch (error) {
    report({ kind: 'serviceUnavailable', detail: String(error) });
    setTimeout(() => watchReaders(host), host.retryMs);
    return;
  }
  const lost = (error: unknown): void => {
    report({ kind: 'serviceUnavailable', detail: String(error) });
    host.end();
  };
  report({ kind: 'serviceAvailable' });
  const readers = new Set<string>();
  let listed = false;
  const reportList = (): void => {
    if (!listed) report({ kind: 'readers', readers: [...readers] });
    listed = true;
  };
  setTimeout(reportList, host.emptyListMs);
  list.on('reader', (reader) => {
    readers.add(reader.name);
    watchReader(reader, report, lost);
    // The module emits the connected readers one after the other in the same turn of the event loop.
    setImmediate(reportList);
  });
  list.on('error', lost);
}

function watchReader(reader: WatchedReader, report: WatchHost['report'], lost: (error: unknown) => void): void {
  reader.on('status', ({ state, atr }) => {
    report({ kind: 'status', reader: reader.name, eventState: state, atr: atr?.toString('hex') ?? '' });
  });
  // An unplugged reader emits only `end`. An `error` concerns pcscd; a reader's thread may see it before the thread of the list.
  reader.on('error', lost);
  reader.on('end', () => report({ kind: 'readerRemoved', reader: reader.name }));
}
