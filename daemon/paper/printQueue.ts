/** The queue of a printer as CUPS tells it: the state of the printer and what became of a job. */
import { basename, dirname, join } from 'node:path';
import { runProgram } from '../../base/program.js';

/** Why a printer prints nothing now. */
export type StopReason = 'paused' | 'paperOut' | 'stopped';

export type QueueState =
  | { readonly kind: 'ready'; readonly alerts: readonly string[] }
  /**
   * @property detail what CUPS or the printer says of it
   * @property isError false: it is a report or a warning, with which a job may still complete (RFC 8011 §5.4.12)
   */
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly detail: string; readonly isError: boolean }
  /** There is no such printer, or nobody answers. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** The printer in a CUPS command: `-d NAME` of lp, `-P NAME` of lpr; null: the default printer. */
export function destinationIn(command: readonly string[]): string | null {
  const option = command.findIndex((word) => /^-[dP]/.test(word));
  const word = command[option] ?? '';
  return word.length > 2 ? word.slice(2) : option < 0 ? null : (command[option + 1] ?? null);
}

export function isOfCups(command: readonly string[]): boolean {
  return /^lpr?$/.test(basename(command[0] ?? ''));
}

/** Printer state reasons (RFC 8011 §5.4.12, PWG 5100.9) that keep a printer from printing. */
const stopping: Readonly<Record<string, StopReason>> = {
  paused: 'paused',
  'moving-to-paused': 'paused',
  'media-empty': 'paperOut',
  'media-needed': 'paperOut',
  'media-jam': 'stopped',
  'cover-open': 'stopped',
  'door-open': 'stopped',
  'interlock-open': 'stopped',
  'input-tray-missing': 'stopped',
  'marker-supply-empty': 'stopped',
  'toner-empty': 'stopped',
  offline: 'stopped',
  shutdown: 'stopped',
  stopped: 'stopped',
  'timed-out': 'stopped',
};

/** @param said by `lpstat -l -p NAME`, in the C locale; a message of the printer may be in any language */
export function queueStateOf(said: string): QueueState {
  const [first = '', ...more] = said.trim().split('\n');
  const state = /^printer \S+ (is idle|now printing|disabled)/.exec(first)?.[1];
  if (state === undefined) return { kind: 'unknown', detail: first };
  const alerts = (/^\s*Alerts: *(.*)$/m.exec(said)?.[1] ?? '')
    .split(/[\s,]+/)
    .filter((word) => !['', 'none'].includes(word));
  const reasons = alerts.flatMap((alert) => reasonOf(alert) ?? []);
  const errors = reasons.filter(({ isError }) => isError);
  const worst = errors.length > 0 ? errors : reasons;
  // A printer says it with a reason beside `paused`: what there is to do comes first.
  const told = worst.find(({ reason }) => reason !== 'paused') ?? worst[0];
  const isDisabled = state === 'disabled';
  if (told !== undefined) return { kind: 'stopped', ...told, isError: told.isError || isDisabled };
  if (!isDisabled) return { kind: 'ready', alerts };
  const message = (more[0] ?? '').trim();
  const reason = /^paused$/i.test(message) ? 'paused' : 'stopped';
  return { kind: 'stopped', reason, detail: message || first, isError: true };
}

interface ToldReason {
  readonly reason: StopReason;
  readonly detail: string;
  readonly isError: boolean;
}

/**
 * RFC 8011 §5.4.12: a reason without a suffix is an error; a warning keeps no job from completing.
 * @param alert e.g. `media-empty-error`: a reason and its severity
 */
function reasonOf(alert: string): ToldReason | null {
  const [, name = '', severity] = /^(.*?)(?:-(error|warning|report))?$/.exec(alert) ?? [];
  const reason = stopping[name] ?? (severity === 'error' ? 'stopped' : null);
  if (reason === null) return null;
  return { reason, detail: alert, isError: severity === undefined || severity === 'error' };
}

/** Asks CUPS with the programs beside the print program. */
export class PrintQueue {
  readonly #command: readonly string[];

  constructor(command: readonly string[]) {
    this.#command = command;
  }

  /** The printer of the command. @returns null: there is no default printer */
  async state(signal: AbortSignal): Promise<QueueState> {
    const destination = destinationIn(this.#command) ?? (await this.#defaultDestination(signal));
    if (destination === null) return { kind: 'unknown', detail: 'no system default destination' };
    return queueStateOf(await this.#ask('lpstat', ['-l', '-p', destination], signal));
  }

  /**
   * @param job e.g. `letters-7`
   * @returns `unknown`: it was purged from the queue, before or after it was printed; null: it is not over, or nobody answers
   */
  async outcome(job: string, signal: AbortSignal): Promise<'printed' | 'notPrinted' | 'unknown' | null> {
    const waiting = await this.#run('lpstat', ['-W', 'not-completed', '-o'], signal);
    // An lpstat that fails says nothing of the job.
    if (!waiting.ok || lineOf(waiting.output, job) !== null) return null;
    const completed = await this.#run('lpstat', ['-l', '-W', 'completed', '-o'], signal);
    if (!completed.ok) return null;
    const over = lineOf(completed.output, job);
    // CUPS keeps no history where it is told so (PreserveJobHistory): what has left the queue without a word was printed.
    if (over === null) return anyJob.test(completed.output) ? 'unknown' : 'printed';
    return /^\s*Alerts:.*(job-canceled|job-aborted|aborted-by|canceled-by)/m.test(over) ? 'notPrinted' : 'printed';
  }

  /** @returns will it surely not be printed? */
  async cancel(job: string, signal: AbortSignal): Promise<boolean> {
    return (await this.#run('cancel', [job], signal)).ok;
  }

  async #defaultDestination(signal: AbortSignal): Promise<string | null> {
    return /^system default destination: (\S+)/m.exec(await this.#ask('lpstat', ['-d'], signal))?.[1] ?? null;
  }

  async #ask(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
    return (await this.#run(program, args, signal)).output;
  }

  /** @returns `ok`: it ended by itself and with success */
  async #run(
    program: string,
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly ok: boolean; readonly output: string }> {
    const [own = ''] = this.#command;
    const file = own.includes('/') ? join(dirname(own), program) : program;
    const result = await runProgram(file, args, { signal });
    return { ok: result?.status === 0, output: result?.output ?? `${program} is not installed` };
  }
}

/** A line of lpstat that names a job. */
const anyJob = /^\S+-\d+\s/m;

/** The line of a job in a list of lpstat, with the indented ones below it. */
function lineOf(list: string, job: string): string | null {
  return list.split(/\n(?=\S)/).find((entry) => entry.split(/\s/)[0] === job) ?? null;
}
