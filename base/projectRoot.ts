import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** The folder of package.json. Paths of data files (OpenAPI document, migrations, the built screens) are relative to it. */
export const projectRoot = findRoot();

/** An absolute path inside the project. */
export function projectPath(...parts: readonly string[]): string {
  return join(projectRoot, ...parts);
}
