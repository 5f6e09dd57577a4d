/** Notifications to systemd (sd_notify(3)). docs/decisions/0002-systemd-notification.md explains the choice. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import notify from 'systemd-notify';

const execute = promisify(execFile);

/** The program waits until systemd has read the message. */
const timeoutMs = 5_000;

/** A call rejects when systemd could not be notified. Nothing else in the daemon depends on it. */
export interface ServiceManager {
  /** systemd expects `watchdog` within this time; null: its watchdog is off. */
  readonly watchdogMs: number | null;
  /** READY=1: the start is over. */
  ready(status: string): Promise<void>;
  /** STATUS=: one line for `systemctl status`. */
  status(text: string): Promise<void>;
  /** WATCHDOG=1: the daemon makes progress. */
  watchdog(): Promise<void>;
  /** STOPPING=1: an orderly stop has begun. */
  stopping(status: string): Promise<void>;
}

/** For a daemon that systemd did not start. */
const noServiceManager: ServiceManager = {
  watchdogMs: null,
  ready: () => Promise.resolve(),
  status: () => Promise.resolve(),
  watchdog: () => Promise.resolve(),
  stopping: () => Promise.resolve(),
};

/** Removes line breaks, because each would begin another assignment in the message. */
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
  if (process.env.NOTIFY_SOCKET === undefined) return noServiceManager;
  // The package supports READY and STATUS only; its program accepts any assignment.
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
