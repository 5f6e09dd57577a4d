/** What the daemon tells systemd (sd_notify(3)). docs/decisions/0002-systemd-notification.md says why it goes this way. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import notify from 'systemd-notify';

const execute = promisify(execFile);

/** The program waits until systemd has read the message. */
const timeoutMs = 5_000;

/** A call rejects when systemd could not be told; nothing else in the daemon depends on it. */
export interface ServiceManager {
  /** Within so many ms it wants to hear `watchdog`; null: it does not watch. */
  readonly watchdogMs: number | null;
  /** READY=1: the start is over. */
  ready(status: string): Promise<void>;
  /** STATUS=: one line for `systemctl status`. */
  status(text: string): Promise<void>;
  /** WATCHDOG=1: still making progress. */
  watchdog(): Promise<void>;
  /** STOPPING=1: an orderly stop has begun. */
  stopping(status: string): Promise<void>;
}

/** Started by hand: nobody to tell. */
const nobody: ServiceManager = {
  watchdogMs: null,
  ready: () => Promise.resolve(),
  status: () => Promise.resolve(),
  watchdog: () => Promise.resolve(),
  stopping: () => Promise.resolve(),
};

/** A line break would begin another assignment of the message. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/** $WATCHDOG_USEC, unless $WATCHDOG_PID says that it is meant for another process (sd_watchdog_enabled(3)). */
function watchdogMs(): number | null {
  const { WATCHDOG_USEC: microseconds, WATCHDOG_PID: pid } = process.env;
  if (microseconds === undefined || !/^[1-9]\d*$/.test(microseconds)) return null;
  return pid === undefined || pid === String(process.pid) ? Number(microseconds) / 1000 : null;
}

/** systemd as the environment names it; without $NOTIFY_SOCKET nothing is sent. */
export function connectServiceManager(): ServiceManager {
  if (process.env.NOTIFY_SOCKET === undefined) return nobody;
  // The package has words for READY and STATUS only; its program takes any assignment.
  const assign = async (...assignments: string[]): Promise<void> => {
    await execute('systemd-notify', [`--pid=${process.pid}`, ...assignments], { timeout: timeoutMs });
  };
  return {
    watchdogMs: watchdogMs(),
    ready: async (status) => {
      await notify({ ready: true, status: oneLine(status) });
    },
    status: async (text) => {
      await notify({ status: oneLine(text) });
    },
    watchdog: () => assign('WATCHDOG=1'),
    stopping: (status) => assign('STOPPING=1', `STATUS=${oneLine(status)}`),
  };
}
