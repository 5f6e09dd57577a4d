/** Settings that cannot work are refused at the start, in words, and not at the counter. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { projectPath } from '../../../base/projectRoot.js';
import { ConfigError, loadConfig } from '../../../config/load.js';

const profile = parse(await readFile(projectPath('profiles', 'jcic', 'profile.yaml'), 'utf8')) as Record<
  string,
  unknown
>;

/** Loads settings that name one profile for each PIN policy. */
async function load(
  folder: string,
  settings: Record<string, unknown>,
  ...pinPolicies: readonly Record<string, unknown>[]
): Promise<unknown> {
  const ras = pinPolicies.map((_, index) => `ra-${index}.yaml`);
  for (const [index, pinPolicy] of pinPolicies.entries()) {
    await writeFile(join(folder, ras[index] ?? ''), stringify({ ...profile, id: `ra-${index}`, pinPolicy }));
  }
  await Promise.all(['terms.zh-TW.txt', 'terms.en.txt'].map((name) => writeFile(join(folder, name), 'terms')));
  const file = join(folder, 'settings.yaml');
  await writeFile(file, stringify({ ...settings, ras }));
  return loadConfig(file);
}

await t.test('a family of cards that the program does not know is named, with those that it knows', async (t) => {
  const folder = t.testdir();
  await load(folder, {}, {});
  const file = join(folder, 'settings.yaml');
  await writeFile(join(folder, 'ra-0.yaml'), stringify({ ...profile, id: 'ra-0', cardFamilies: ['piv', 'isoaplet'] }));
  const message = /card family isoaplet; known: piv, isoapplet-pair/;
  await t.rejects(loadConfig(file, ['piv', 'isoapplet-pair']), { name: ConfigError.name, message });
  t.match(await loadConfig(file, ['piv', 'isoaplet']), { ras: [{ id: 'ra-0' }] });
});

await t.test('PIN policies', async (t) => {
  const folder = t.testdir();
  t.match(await load(folder, {}, { minLength: 6, maxLength: 8 }, { minLength: 8 }), { ras: [{ id: 'ra-0' }, {}] });
  const refused = async (message: RegExp, ...policies: readonly Record<string, unknown>[]): Promise<void> => {
    await t.rejects(load(folder, {}, ...policies), { name: ConfigError.name, message });
  };
  await refused(/minLength is more than maxLength/, { minLength: 9, maxLength: 8 });
  await refused(/not a character class/, { characters: '[0-9' });
  await refused(/no PIN satisfies together/, { minLength: 6, maxLength: 8 }, { minLength: 10 });
});

await t.test('the address in the QR code is one that a phone can go to', async (t) => {
  const folder = t.testdir();
  const link = (of: Record<string, unknown>): Promise<unknown> => load(folder, { saves: { link: of } }, {});
  for (const of of [{}, { host: '0.0.0.0' }, { host: '::1' }]) {
    await t.rejects(link(of), { name: ConfigError.name, message: /baseUrl/ }, JSON.stringify(of));
  }
  for (const of of [{ baseUrl: 'http://kiosk.example:8480' }, { host: '192.0.2.7' }, { host: 'kiosk.example' }]) {
    t.match(await link(of), { saves: { link: of } }, JSON.stringify(of));
  }
});
