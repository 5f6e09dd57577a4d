/** A printer for tests: `node printerMain.js FOLDER`. What it gets becomes FOLDER/N.pdf, as FOLDER/mode says. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const folder = process.argv[2] ?? '.';
const mode = readFileSync(join(folder, 'mode'), 'utf8');
if (mode === 'off') {
  process.stderr.write('lp: Error - printer is off.\n');
  process.exit(1);
}
const pdf = await buffer(process.stdin);
const name = `${readdirSync(folder).filter((file) => file.endsWith('.pdf')).length + 1}.pdf`;
writeFileSync(join(folder, 'new'), mode === 'hang' ? String(process.pid) : pdf);
renameSync(join(folder, 'new'), join(folder, mode === 'hang' ? 'begun' : name));
// Until somebody ends it.
if (mode === 'hang') setInterval(() => undefined, 1_000_000);
