/** `npm run test:card`: every family's virtual card goes through all that its driver tells, and others read what we wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { families } from '../../conformance/families.js';

const program = projectPath('dist', 'test', 'conformance', 'main.js');

async function run(...args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, stdout, stderr };
}

for (const { family, mostOfJudge } of families) {
  void t.test(family, async (t) => {
    const { code, stdout, stderr } = await run('--virtual', '--family', family, '--json');
    t.equal(code, 0, stderr);
    const result = (JSON.parse(stdout) as Record<string, { failed: number; apdus: number; judgeApdus: number }>)[
      family
    ];
    t.equal(result?.failed, 0, stderr);
    t.ok(
      result !== undefined && result.apdus <= mostOfJudge * result.judgeApdus,
      `${result?.apdus} of ${result?.judgeApdus}`,
    );
  });
}

void t.test('a card is spent only when its serial number was said', async (t) => {
  t.match(await run('--reader', 'Reader'), { code: 2, stderr: /--serial is missing/ });
  t.match(await run('--virtual', '--serial', '00'), { code: 2 });
  t.match(await run('--virtual', '--family', 'nobody'), { code: 2, stderr: /no virtual card of a family nobody/ });
  t.match(await run(), { code: 2 });
});
