/**
 * Finds the processes that use a pcscd. pcscd does not list its clients. A client is recognised by the library that it has
 * loaded (libpcsclite), and its environment may name another socket than the usual one (PCSCLITE_CSOCK_NAME). The kernel shows
 * both only to the process's own user and to root.
 */
import { commandOf, listFolder, readTextFile } from './machine.js';

export interface PcscClient {
  readonly pid: number;
  readonly command: string;
}

export interface PcscClients {
  /** Without the gateway, this process, and the children of both. */
  readonly others: readonly PcscClient[];
  /** The number of processes that could not be inspected. */
  readonly unseen: number;
}

/** @param environment as in /proc/PID/environ @returns null: pcsc-lite's own default */
export function socketNamedIn(environment: string): string | null {
  const entry = environment.split('\0').find((line) => line.startsWith('PCSCLITE_CSOCK_NAME='));
  return entry?.slice('PCSCLITE_CSOCK_NAME='.length) ?? null;
}

/** @param stat as in /proc/PID/stat; the command in it is in parentheses and may hold anything */
export function parentIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

type Seen = PcscClient & { readonly parent: number; readonly isClient: boolean };

/** @returns 'unseen': it may not be inspected; null: it has ended, or is a kernel thread */
async function look(pid: number, socketPath: string | null): Promise<Seen | 'unseen' | null> {
  const [stat, command] = await Promise.all([readTextFile(`/proc/${pid}/stat`), commandOf(pid)]);
  if (stat === null || command === '') return null;
  const [maps, environment] = await Promise.all([
    readTextFile(`/proc/${pid}/maps`),
    readTextFile(`/proc/${pid}/environ`),
  ]);
  if (maps === null || environment === null) return (await commandOf(pid)) === '' ? null : 'unseen';
  const isClient = maps.includes('/libpcsclite') && socketNamedIn(environment) === socketPath;
  return { pid, command, parent: parentIn(stat), isClient };
}

/**
 * @param socketPath of the pcscd in question; null: the system's own
 * @param gateway process of the running gateway
 */
export async function findPcscClients(socketPath: string | null, gateway: number | null): Promise<PcscClients> {
  const pids = (await listFolder('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const looks = await Promise.all(pids.map((pid) => look(pid, socketPath)));
  const seen = new Map(looks.flatMap((one) => (one === null || one === 'unseen' ? [] : [[one.pid, one] as const])));
  const own = new Set([process.pid, gateway]);
  const isOwn = (pid: number): boolean => {
    for (let at = seen.get(pid); at !== undefined; at = seen.get(at.parent)) if (own.has(at.pid)) return true;
    return false;
  };
  return {
    others: [...seen.values()]
      .filter(({ pid, isClient }) => isClient && !isOwn(pid))
      .map(({ pid, command }) => ({ pid, command })),
    // A process of this user that cannot be inspected is a setuid program. With the mount option hidepid no process of another
    // user is listed at all, not even process 1.
    unseen: looks.filter((one) => one === 'unseen').length + (pids.includes(1) ? 0 : 1),
  };
}
