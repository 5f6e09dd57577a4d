import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from './projectRoot.js';

/** The version of this program, from package.json. */
export const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(projectPath('package.json'), 'utf8')));
