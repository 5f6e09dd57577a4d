/** What `verify-audit` says of an RA that it could not ask. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { openStore } from '../../../daemon/store/gatewayStore.js';
import { writeSettings } from '../../harness/gatewayProcess.js';
import { holder } from '../backup/copyBench.js';

await t.test('an RA that is away, and one for which the key is not here', async (t) => {
  const folder = t.testdir();
  const { certificateFile, keyFile } = await holder(folder, 'gateway-1', 'ec');
  const ra = { profile: 'jcic', url: 'https://127.0.0.1:1/', caFile: certificateFile, certificateFile, keyFile };
  const settings = writeSettings({ directory: folder, pcscSocket: '', ras: [ra] });
  await (await openStore(join(folder, 'state'))).close();
  const verified = () => {
    const args = [projectPath('dist', 'daemon', 'main.js'), '--config', settings, 'verify-audit'];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };
  const whole = 'The audit log is whole: 0 rows.\nNot compared, because';
  t.match(verified(), { status: 0, stdout: `${whole} the RA did not answer: jcic.\n` });
  rmSync(keyFile);
  t.match(verified(), { status: 0, stdout: `${whole} the gateway's key for it cannot be read here: jcic.\n` });
});
