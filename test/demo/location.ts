/** Where the running demo is found by a second shell. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const locationSchema = z.strictObject({ pid: z.int(), rackSocket: z.string() });

function locationFile(): string {
  const own = process.env['XDG_RUNTIME_DIR'];
  if (own !== undefined && own !== '') return join(own, 'card-gateway-demo.json');
  return join(tmpdir(), `card-gateway-demo-${userInfo().uid}.json`);
}

/** The latest demo is the one that is found. */
export function leaveLocation(rackSocket: string): void {
  const file = locationFile();
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, rackSocket }), { mode: 0o600, flag: 'wx' });
  renameSync(own, file);
}

/** Leaves the word of another demo alone. */
export function forgetLocation(): void {
  if (readLocation()?.pid === process.pid) rmSync(locationFile(), { force: true });
}

function readLocation(): z.infer<typeof locationSchema> | null {
  const file = locationFile();
  // Anybody may write into the temporary directory: only one's own word counts.
  if (statSync(file, { throwIfNoEntry: false })?.uid !== userInfo().uid) return null;
  return locationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** @returns the rack's socket. @throws when no demo has said that it is running */
export function findRackSocket(): string {
  const location = readLocation();
  if (location === null) throw new Error('no demo is running: start one with `npm run demo`');
  return location.rackSocket;
}
