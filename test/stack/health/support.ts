/** The doctor as a maintainer starts it, and a program that keeps a card to itself. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WireCheck } from '../../../daemon/contract/messages.js';
import type { DoctorReport } from '../../../daemon/health/doctor/doctor.js';
import { runTool } from '../../harness/runTool.js';

export const mainFile = fileURLToPath(new URL('../../../daemon/main.js', import.meta.url));

export interface DoctorRun extends DoctorReport {
  readonly status: number | null;
  readonly stderr: string;
  check(id: string): WireCheck;
}

/** @param directory of the gateway, with its settings in it */
export async function runDoctor(directory: string, ...args: readonly string[]): Promise<DoctorRun> {
  const settings = join(directory, 'gateway.yaml');
  const words = [mainFile, '--config', settings, 'doctor', '--json', ...args];
  const { code, stdout, stderr } = await runTool(process.execPath, words);
  const report = (stdout === '' ? { checks: [], repairs: [] } : JSON.parse(stdout)) as DoctorReport;
  return {
    ...report,
    status: code,
    stderr,
    check: (id) => {
      const check = report.checks.find((one) => one.id === id);
      if (check === undefined) throw new Error(`no check ${id}: ${stdout}${stderr}`);
      return check;
    },
  };
}

/** Perl, through libpcsclite itself: connects exclusively, says so, and keeps the card until it is ended. */
const keepCard = `
use Chipcard::PCSC;
$| = 1;
my $context = Chipcard::PCSC->new() or die "no context: $Chipcard::PCSC::errno";
my $card = Chipcard::PCSC::Card->new($context, $ARGV[0], $Chipcard::PCSC::SCARD_SHARE_EXCLUSIVE) or die "no card: $Chipcard::PCSC::errno";
print "held\\n";
<STDIN>;
`;

/** Resolves when the card is held. */
export async function holdCard(socketPath: string, reader: string): Promise<ChildProcess> {
  const holder = spawn('perl', ['-e', keepCard, reader], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PCSCLITE_CSOCK_NAME: socketPath },
  });
  const ended = once(holder, 'exit').then(([code]) => {
    throw new Error(`the card could not be held: ${String(code)}`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(holder.stdout, 'data'), ended]);
  return holder;
}

/** Resolves when the process has ended. */
export async function end(holder: ChildProcess): Promise<void> {
  const exited = once(holder, 'exit');
  holder.kill('SIGKILL');
  await exited;
}
