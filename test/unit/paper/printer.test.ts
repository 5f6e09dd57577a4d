/** A print that CUPS took is followed until it is over: the fake programs say what CUPS says. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { print, PrintDoubtError, type PrintError } from '../../../daemon/paper/printer.js';

const times = { everyMs: 5, longestMs: 60_000, errorMs: 20, warningMs: 60_000 };
const idle = 'printer letters is idle.  enabled since Mon\n\tAlerts: none\n';
const waiting = 'letters-7 anna 1024 Mon\n';

interface Cups {
  /** What lpstat says, by its arguments. */
  readonly printer: string;
  /** Of jobs that are not over; the last one is said for ever. */
  readonly open: readonly string[];
  readonly over: string;
  /** The lines of cancel. */
  readonly cancel?: readonly string[];
  /** The first lines of lpstat. */
  readonly lpstat?: readonly string[];
}

/** A folder with lp, lpstat and cancel. */
function cups(t: Test, { printer, open, over, cancel, lpstat = [] }: Cups): { command: string[]; folder: string } {
  const folder = t.testdir({ printer, over, ...Object.fromEntries(open.map((said, index) => [`open${index}`, said])) });
  const program = (name: string, ...lines: readonly string[]): void => {
    writeFileSync(join(folder, name), ['#!/bin/sh', `cd '${folder}'`, ...lines, ''].join('\n'));
    chmodSync(join(folder, name), 0o755);
  };
  program('lp', 'cat > got', '[ "$LC_ALL" = C.UTF-8 ] && echo "request id is letters-7 (1 file(s))"');
  program('cancel', ...(cancel ?? ['echo "$1" >> cancelled']));
  program(
    'lpstat',
    ...lpstat,
    'case "$*" in',
    '"-l -p letters") cat printer;;',
    '"-W not-completed -o")',
    'n=$(cat asked 2>/dev/null || echo 0); echo $((n + 1)) > asked',
    `[ $n -ge ${open.length} ] && n=${open.length - 1}`,
    'cat open$n;;',
    '"-l -W completed -o") cat over;;',
    'esac',
  );
  return { command: [join(folder, 'lp'), '-d', 'letters'], folder };
}

const run = (command: readonly string[], more: Parameters<typeof print>[2] = {}): Promise<void> =>
  print({ command, timeoutMs: 30_000 }, Buffer.from('%PDF'), { ...times, ...more });
const alerting = (alerts: string): string => `printer letters is idle.  enabled since Mon\n\tAlerts: ${alerts}\n`;

void t.test('it is printed when it has left the queue, and not before', async (t) => {
  const over =
    'letters-6 anna 9 Mon\n\tAlerts: job-canceled-by-user\nletters-7 anna 9 Mon\n\tAlerts: job-completed-successfully\n';
  const { command, folder } = cups(t, { printer: idle, open: [waiting, waiting, 'letters-77 anna 1 Mon\n'], over });
  await run(command);
  t.equal(readFileSync(join(folder, 'asked'), 'utf8').trim(), '3');
  t.equal(readFileSync(join(folder, 'got'), 'utf8'), '%PDF');
  t.notOk(existsSync(join(folder, 'cancelled')));
});

void t.test('a printer that stops gets no letter: the print is taken back', async (t) => {
  for (const [alerts, problem] of [
    ['paused', 'paused'],
    ['media-empty-error', 'paperOut'],
    ['cover-open', 'stopped'],
  ] as const) {
    const { command, folder } = cups(t, { printer: alerting(alerts), open: [waiting], over: '' });
    await t.rejects(run(command), { message: `${problem}: ${alerts}`, wasTaken: true } satisfies Partial<PrintError>);
    t.equal(readFileSync(join(folder, 'cancelled'), 'utf8'), 'letters-7\n');
  }
});

void t.test('a printer that recovers in time keeps its letter', async (t) => {
  for (const [alerts, patience] of [
    ['media-empty-error', { errorMs: 60_000 }],
    ['media-jam', { errorMs: 60_000 }],
    ['media-empty-warning', { errorMs: 0 }],
    ['cover-open-report', { errorMs: 0 }],
  ] as const) {
    const { command, folder } = cups(t, {
      printer: alerting(alerts),
      open: [...Array<string>(4).fill(waiting), ''],
      over: '',
    });
    await run(command, patience);
    t.notOk(existsSync(join(folder, 'cancelled')), alerts);
  }
});

void t.test('a warning that stays: the print is taken back, after a longer time', async (t) => {
  const { command, folder } = cups(t, { printer: alerting('media-empty-warning'), open: [waiting], over: '' });
  await t.rejects(run(command, { warningMs: 20 }), { message: 'paperOut: media-empty-warning' });
  t.ok(existsSync(join(folder, 'cancelled')));
});

void t.test('an lpstat that fails says nothing: it is asked again', async (t) => {
  const once = ['[ -e failed ] || { touch failed; echo "lpstat: Bad file descriptor" >&2; exit 1; }'];
  const { command, folder } = cups(t, { printer: idle, open: [waiting, ''], over: '', lpstat: once });
  await run(command);
  t.notOk(existsSync(join(folder, 'cancelled')));
  const never = cups(t, { printer: idle, open: [''], over: '', lpstat: ['exit 1'] });
  await t.rejects(run(never.command, { longestMs: 100 }), { message: 'timeout: letters-7', wasTaken: true });
  t.ok(existsSync(join(never.folder, 'cancelled')), 'and taken back after the longest time');
});

void t.test('a cancel that fails: what the queue knows decides, and without it a person', async (t) => {
  const stopped = { printer: alerting('media-empty-error'), cancel: ['touch tried', 'exit 1'] };
  const inDoubt = cups(t, { ...stopped, open: [waiting], over: '' });
  await t.rejects(run(inDoubt.command), new PrintDoubtError('letters-7 could not be taken back'));
  t.ok(existsSync(join(inDoubt.folder, 'tried')));
  const leaving = ['touch tried', 'echo > open0', 'exit 1'];
  const printed = cups(t, { ...stopped, cancel: leaving, open: [waiting], over: '' });
  await run(printed.command);
  t.ok(existsSync(join(printed.folder, 'tried')), 'it came out at the last moment');
  const over = 'letters-7 anna 9 Mon\n\tAlerts: job-canceled-by-user\n';
  const cancelled = cups(t, { ...stopped, cancel: leaving, open: [waiting], over });
  await t.rejects(run(cancelled.command), { message: 'paperOut: media-empty-error' });
});

void t.test('a stop takes the print back at once: whether a part is out a person tells', async (t) => {
  const stopping = new AbortController();
  const slow = ['touch asking', 'exec sleep 30'];
  const { command, folder } = cups(t, { printer: idle, open: [waiting], over: '', lpstat: slow });
  const printing = run(command, { stop: stopping.signal });
  while (!existsSync(join(folder, 'asking'))) await pause(2);
  stopping.abort();
  await t.rejects(printing, new PrintDoubtError('letters-7 was taken back because the gateway stops'));
  t.equal(readFileSync(join(folder, 'cancelled'), 'utf8'), 'letters-7\n');
});

void t.test('a print that somebody else cancelled was not printed as a whole', async (t) => {
  const { command } = cups(t, {
    printer: idle,
    open: [''],
    over: 'letters-7 anna 9 Mon\n\tAlerts: job-canceled-by-user\n',
  });
  await t.rejects(run(command), { message: 'refused: letters-7', wasTaken: true });
});

void t.test('a print that the history does not know was purged: a person tells whether it came out', async (t) => {
  const over = 'letters-6 anna 9 Mon\n\tAlerts: job-completed-successfully\n';
  const purged = cups(t, { printer: idle, open: [waiting, ''], over });
  await t.rejects(run(purged.command), new PrintDoubtError('letters-7 was purged from the queue'));
  const late = { printer: alerting('media-empty-error'), cancel: ['echo > open0', 'exit 1'] };
  const whileTakenBack = cups(t, { ...late, open: [waiting], over });
  await t.rejects(run(whileTakenBack.command), new PrintDoubtError('letters-7 could not be taken back'));
});

/** An `lp` that takes too long, with what it does before. */
function slowLp(t: Test, ...lines: readonly string[]): { command: string[]; folder: string; lp: string } {
  const folder = t.testdir();
  const lp = join(folder, 'lp');
  writeFileSync(lp, ['#!/bin/sh', `cd '${folder}'`, ...lines, 'exec sleep 30', ''].join('\n'));
  chmodSync(lp, 0o755);
  return { command: [lp], folder, lp };
}

void t.test(
  'a print program that is ended when it had the whole print: a person tells whether it came out',
  async (t) => {
    const whole = slowLp(t, 'cat > got');
    await t.rejects(
      print({ command: whole.command, timeoutMs: 500 }, Buffer.from('%PDF')),
      new PrintDoubtError(`${whole.lp} was ended when it had the whole print`),
    );
    const part = slowLp(t);
    await t.rejects(print({ command: part.command, timeoutMs: 500 }, Buffer.alloc(8 << 20)), {
      message: `timeout: ${part.lp}`,
      wasTaken: false,
    });
  },
);

void t.test('a stop while the print program works: it has a short time to end', async (t) => {
  const stopping = new AbortController();
  const { command, folder, lp } = slowLp(t, 'cat > got', 'touch taking');
  const printing = run(command, { stop: stopping.signal, stopMs: 20 });
  while (!existsSync(join(folder, 'taking'))) await pause(2);
  const began = performance.now();
  stopping.abort();
  await t.rejects(printing, new PrintDoubtError(`${lp} was ended when it had the whole print`));
  t.ok(performance.now() - began < 10_000);
  const unused = slowLp(t, 'touch taking');
  await t.rejects(run(unused.command, { stop: stopping.signal }), { message: /has not left/ });
  t.notOk(existsSync(join(unused.folder, 'taking')), 'nothing is sent after it');
});

void t.test('the last words of a print program are told in its own language', async (t) => {
  const folder = t.testdir({ lp: '#!/bin/sh\necho "印表機卡紙" >&2\nexit 1\n' });
  chmodSync(join(folder, 'lp'), 0o755);
  await t.rejects(run([join(folder, 'lp')]), { message: 'refused: 印表機卡紙', wasTaken: false });
});
