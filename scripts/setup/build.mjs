/** TypeScript → dist/, kiosk-ui → dist/kiosk-ui, each only when its sources changed. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, root } from './command.mjs';
import { step } from './say.mjs';
import { digest, filesBelow, isStamped, writeStamp } from './stamp.mjs';

const nodeStamp = 'dist/.node.stamp';
const kioskStamp = 'dist/.kiosk-ui.stamp';
const rooms = ['base', 'card', 'config', 'daemon', 'sync', 'test'];

/** @param {string} name */
const isTypeScript = (name) => name.endsWith('.ts');

/** Removes what earlier sources left in dist/: a test that was deleted must not run. */
async function pruneOutput() {
  for (const room of rooms) {
    const outputs = await filesBelow(join('dist', room), (name) => /\.js(\.map)?$/.test(name));
    for (const output of outputs) {
      const source = output.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
      if (!existsSync(join(root, source))) await rm(join(root, output));
    }
  }
}

/** Compiles and type-checks everything that runs in Node. */
export async function buildNode() {
  const sources = (await Promise.all(rooms.map((room) => filesBelow(room, isTypeScript)))).flat();
  const wanted = await digest([...sources, 'tsconfig.json', 'package-lock.json']);
  if (await isStamped(nodeStamp, wanted)) return;
  await step('tsc', async () => {
    await mustRun(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
    await pruneOutput();
  });
  await writeStamp(nodeStamp, wanted);
}

export async function buildKioskUi() {
  const sources = await filesBelow('kiosk-ui');
  const messages = await filesBelow('daemon/contract/messages', isTypeScript);
  const wanted = await digest([...sources, 'daemon/contract/messages.ts', ...messages, 'package-lock.json']);
  if (existsSync(join(root, 'dist/kiosk-ui')) && (await isStamped(kioskStamp, wanted))) return;
  await step('vite build kiosk-ui', () =>
    mustRun(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'kiosk-ui', '--logLevel', 'warn']),
  );
  await writeStamp(kioskStamp, wanted);
}
