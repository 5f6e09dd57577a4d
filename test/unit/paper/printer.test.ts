/** A print that CUPS took is followed until it is over: the fake programs say what CUPS says. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { print } from '../../../daemon/paper/printer.js';

const times = { everyMs: 5, longestMs: 60_000 };
const idle = 'printer letters is idle.  enabled since Mon\n\tAlerts: none\n';
const waiting = 'letters-7 anna 1024 Mon\n';

interface Cups {
  /** What lpstat says, by its arguments. */
  readonly printer: string;
  /** Of jobs that are not over; the last one is said for ever. */
  readonly open: readonly string[];
  readonly over: string;
}

/** A folder with lp, lpstat and cancel. */
function cups(t: Test, { printer, open, over }: Cups): { readonly command: string[]; readonly folder: string } {
  const folder = t.testdir({ printer, over, ...Object.fromEntries(open.map((said, index) => [`open${index}`, said])) });
  const program = (name: string, ...lines: readonly string[]): void => {
    writeFileSync(join(folder, name), ['#!/bin/sh', `cd '${folder}'`, ...lines, ''].join('\n'));
    chmodSync(join(folder, name), 0o755);
  };
  program('lp', 'cat > got', '[ "$LC_ALL" = C.UTF-8 ] && echo "request id is letters-7 (1 file(s))"');
  program('cancel', 'echo "$1" >> cancelled');
  program(
    'lpstat',
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

const run = (command: readonly string[]): Promise<void> =>
  print({ command, timeoutMs: 30_000 }, Buffer.from('%PDF'), times);

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
    const printer = `printer letters is idle.  enabled since Mon\n\tAlerts: ${alerts}\n`;
    const { command, folder } = cups(t, { printer, open: [waiting], over: '' });
    await t.rejects(run(command), { message: `${problem}: ${alerts}` });
    t.equal(readFileSync(join(folder, 'cancelled'), 'utf8'), 'letters-7\n');
  }
});

void t.test('a print that somebody else cancelled was not printed', async (t) => {
  const { command } = cups(t, {
    printer: idle,
    open: [''],
    over: 'letters-7 anna 9 Mon\n\tAlerts: job-canceled-by-user\n',
  });
  await t.rejects(run(command), { message: 'refused: letters-7' });
});

void t.test('the last words of a print program are told in its own language', async (t) => {
  const folder = t.testdir({ lp: '#!/bin/sh\necho "印表機卡紙" >&2\nexit 1\n' });
  chmodSync(join(folder, 'lp'), 0o755);
  await t.rejects(run([join(folder, 'lp')]), { message: 'refused: 印表機卡紙' });
});
