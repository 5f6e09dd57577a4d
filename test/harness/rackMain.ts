/**
 * The first process inside the namespaces: prepares them, runs pcscd and the rack, and says so in one line on standard
 * output. It ends when its standard input does, so that it never outlives the one who started it; a temporary folder goes
 * with it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pcscdRunFolder } from './pcscdProcess.js';
import { Rack } from './rack.js';
import { serveRack } from './rackServer.js';

/** vpcd writes length and data apart: without it, Nagle and delayed ACK add 40 ms to each exchange. */
const quickAcknowledge =
  'route change local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1';

function prepareNamespaces(runFolder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  mkdirSync(pcscdRunFolder);
  execFileSync('mount', ['--bind', runFolder, pcscdRunFolder]);
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  execFileSync('ip', quickAcknowledge.split(' '));
}

async function main([folder, readers, kept]: readonly string[]): Promise<void> {
  if (folder === undefined || readers === undefined) throw new Error('usage: rackMain FOLDER READERS (keep | remove)');
  const end = () => {
    try {
      if (kept === 'remove') rmSync(folder, { recursive: true, force: true });
    } finally {
      process.exit();
    }
  };
  process.stdin.on('close', end).resume();
  const runFolder = join(folder, 'run');
  mkdirSync(runFolder, { recursive: true });
  prepareNamespaces(runFolder);
  const rack = new Rack(folder, Number(readers));
  await rack.startPcscd();
  await serveRack(rack, join(folder, 'rack.sock'));
  process.stdout.write('ready\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
