/** The time limits of the transport. */
import type { ChildRole } from './messages.js';
import type { Child, NativeChildOptions } from './nativeChild.js';
import { NativeChild } from './nativeChild.js';

/** Settings of the transport. Times are in ms. */
export interface PcscTransportOptions {
  /** Path of pcscd's socket (PCSCLITE_CSOCK_NAME); absent: the default of pcsc-lite. */
  readonly socketPath?: string;
  /** Time limit of connecting, which includes powering up the card; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Time limit of an exchange that has none of its own; default 15,000. */
  readonly transmitTimeoutMs?: number;
  /** Time limit for the first report of a new monitor; default 5,000. */
  readonly monitorTimeoutMs?: number;
  /** How long to wait for a report of the monitor, default 1,000. It reports a removal shortly after the exchange that the removal broke. */
  readonly reportWaitMs?: number;
  /** Pause before a monitor that could not start is started again; default 500. */
  readonly monitorRetryMs?: number;
  /** How long pcscd may count a handle of a process that ended; default 2,000. */
  readonly releaseMs?: number;
  /** Starts a child process; default: `NativeChild`. */
  readonly startChild?: StartChild;
}

/** @param reader PC/SC name for a `connection`, null for a `monitor` */
type StartChild = (role: ChildRole, reader: string | null, options: NativeChildOptions) => Child;

/** Where the settings name nothing else. */
export const defaults = {
  connectTimeoutMs: 10_000,
  transmitTimeoutMs: 15_000,
  monitorTimeoutMs: 5_000,
  reportWaitMs: 1_000,
  monitorRetryMs: 500,
  releaseMs: 2_000,
  startChild: (...start: Parameters<StartChild>): Child => new NativeChild(...start),
};
