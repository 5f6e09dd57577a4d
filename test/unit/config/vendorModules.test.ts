/** The settings of vendors' PKCS #11 modules: what they become, and what is refused in words. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { projectPath } from '../../../base/projectRoot.js';
import { ConfigError, loadConfig } from '../../../config/load.js';
import { registry } from '../../../card/drivers/registry.js';
import { familiesOf } from '../../../daemon/readers/vendorModules.js';

const profileFile = projectPath('profiles', 'jcic', 'profile.yaml');
const profile = parse(await readFile(profileFile, 'utf8')) as Record<string, unknown>;
const folder = t.testdir({ 'terms.zh-TW.txt': 'terms', 'terms.en.txt': 'terms', 'so-pin': '31415926\n', empty: '' });
await writeFile(join(folder, 'ra.yaml'), stringify({ ...profile, issuers: [], escrowKeys: [] }));
for (const name of ['so-pin', 'empty']) await chmod(join(folder, name), 0o600);

async function load(...vendorModules: readonly Record<string, unknown>[]) {
  const file = join(folder, 'settings.yaml');
  await writeFile(file, stringify({ ras: ['ra.yaml'], vendorModules }));
  return loadConfig(file);
}
const vendor = { module: 'vendor.so', atr: '3B8F.*' };

await t.test('without settings there is no such family', async (t) => {
  t.strictSame(familiesOf(await load()), [...registry]);
});

await t.test('a family by the settings', async (t) => {
  const config = await load({ ...vendor, soPinFile: 'so-pin', tokenLabels: ['PIN 1', 'PIN 2'] });
  t.match(config.vendorModules, [
    { family: 'pkcs11', module: join(folder, 'vendor.so'), soPinFile: join(folder, 'so-pin'), timeoutSeconds: 20 },
  ]);
  const [first] = familiesOf(config);
  t.match(first, {
    family: 'pkcs11',
    capabilities: { pins: [{ rule: { minLength: 6, maxLength: 8 }, maxTries: 3 }, { reference: 2 }] },
  });
});

await t.test('what cannot work is refused', async (t) => {
  const refused = async (message: RegExp, ...modules: readonly Record<string, unknown>[]): Promise<void> => {
    await t.rejects(load(...modules), { name: ConfigError.name, message });
  };
  await refused(/module/, { atr: '3B' });
  await refused(/not a regular expression/, { ...vendor, atr: '3B(' });
  await refused(/not a regular expression/, { ...vendor, slotDescription: '{reader}(' });
  await refused(/tokenLabels/, { ...vendor, tokenLabels: [] });
  await refused(/tokenLabels/, { ...vendor, tokenLabels: ['a', 'b', 'c'] });
  await refused(/min is more than max/, { ...vendor, pinLength: { min: 9, max: 8 } });
  await refused(/family/, { ...vendor, family: 'myeid' });
  await refused(/two vendorModules with the family pkcs11-a/, ...[1, 2].map(() => ({ ...vendor, family: 'pkcs11-a' })));
  await refused(/none cannot be read/, { ...vendor, soPinFile: 'none' });
  await refused(/is empty/, { ...vendor, soPinFile: 'empty' });
  await chmod(join(folder, 'so-pin'), 0o644);
  await refused(/everybody on this machine may read it/, { ...vendor, soPinFile: 'so-pin' });
});
t.end();
