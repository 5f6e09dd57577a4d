/** Staff accounts at the shell, before the gateway runs: the first supervisor, and everybody else by root. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { Operators } from '../../../daemon/operators/operators.js';
import { writeSettings } from '../../harness/gatewayProcess.js';

const directory = t.testdir();
const ra = { profile: 'jcic', url: 'https://ra.test', caFile: 'ca', certificateFile: 'certificate', keyFile: 'key' };
const settingsFile = writeSettings({ directory, pcscSocket: 'none', ras: [ra] });
const main = fileURLToPath(new URL('../../../daemon/main.js', import.meta.url));
const passwords = { wu: 'first-Supervisor-1', lin: 'an-Officer-2468', ho: 'an-Auditor-2468' };

function run(args: readonly string[], input: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--config', settingsFile, ...args], { input });
  return { status, told: stdout.toString(), complaint: stderr.toString() };
}

await t.test('the first supervisor, once', (t) => {
  t.match(run(['create-supervisor', 'wu'], 'short\n'), { status: 1, complaint: /staff\.operator\.passwordLength/ });
  t.match(run(['create-supervisor', 'wu'], `${passwords.wu}\n`), { status: 0, told: 'Created the supervisor wu.\n' });
  const second = run(['create-supervisor', 'lee'], `${passwords.lin}\n`);
  t.match(second, { status: 1, complaint: /There is a supervisor already: wu\..*staff\.operator\.supervisorExists/ });
  t.notMatch(second.complaint, passwords.lin);
  t.match(run(['create-supervisor'], 'x\n'), { status: 2, complaint: /needs one name/ });
  t.end();
});

await t.test('several people in one go, each with a role and a password', (t) => {
  const input = `${passwords.lin}\n${passwords.ho}\n`;
  t.match(run(['add-operator', 'lin', 'ho:auditor'], input), {
    status: 0,
    told: 'Created the counterOfficer lin.\nCreated the auditor ho.\n',
  });
  t.match(run(['add-operator', 'chen:king'], input), { status: 2, complaint: /there is no role king/ });
  t.match(run(['add-operator', 'chen', 'li'], 'only-one-password\n'), { status: 2, complaint: /2 line\(s\)/ });
  t.match(run(['add-operator', 'lin'], `${passwords.lin}\n`), { status: 1, complaint: /staff\.operator\.nameTaken/ });
  t.end();
});

await t.test('they log in with what was typed, and the record says who made them', async (t) => {
  const file = join(directory, 'state', 'gateway.db');
  const database = await openDatabase(file, projectPath('daemon', 'store', 'migrations'));
  const clock = { now: () => Date.now() };
  const operators = new Operators(database, new Audit(database, clock), clock);
  for (const [name, role] of [
    ['wu', 'supervisor'],
    ['lin', 'counterOfficer'],
    ['ho', 'auditor'],
  ] as const) {
    const operator = await operators.login(
      { name, password: Secret.fromText(passwords[name]), screenId: 'S-1' },
      (operator) => operator,
    );
    t.strictSame(operator, { name, role, ras: null, mustChangePassword: false, version: 1 });
  }
  const rows = await database.all<{ actor: string; subject: string }>(
    "SELECT actor, subject FROM audit WHERE action = 'operator.created' ORDER BY seq",
  );
  t.strictSame(rows.map(({ actor, subject }) => `${actor} ${subject}`), ['gateway wu', 'gateway lin', 'gateway ho']); // prettier-ignore
  await database.close();
});
t.end();
