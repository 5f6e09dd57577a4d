/** The store that commit bee3416 wrote: see `test/fixtures/store-bee3416/README.md`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { projectPath } from '../../../base/projectRoot.js';

const fixture = projectPath('test', 'fixtures', 'store-bee3416');

/** Registrations of its batch orders, as the reference RA numbers them when it registers nine persons first. */
export const formerRegistrations = Array.from({ length: 9 }, (_, i) => `R-00${33 + i}`);

/** Unpacks a file of the fixture. @returns where it is */
function unpack(name: string, target: string): string {
  writeFileSync(target, gunzipSync(readFileSync(join(fixture, `${name}.gz`))));
  return target;
}

/** Puts the store where a gateway with this state directory looks for it. @returns the file */
export function unpackFormerStore(stateDirectory: string): string {
  mkdirSync(stateDirectory, { recursive: true });
  return unpack('gateway.db', join(stateDirectory, 'gateway.db'));
}

/** The card whose job asks which PIN is in force. @returns the file */
export function unpackFormerCard(directory: string): string {
  return unpack('card.json', join(directory, 'formerCard.json'));
}
