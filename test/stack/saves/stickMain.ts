/**
 * Runs in a mount namespace of its own, where it may mount what plays a USB stick (tmpfs), and prints one JSON line a case.
 * Argument: the folder below which sticks are mounted.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { Sticks, type SavedFile } from '../../../daemon/saves/sticks.js';

const [folder = ''] = process.argv.slice(2);
const place = join(folder, 'USB');
mkdirSync(place, { recursive: true });

function plugIn(...options: readonly string[]): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', ['size=8m', ...options].join(','), 'none', place]);
}

/** The mount goes at once, as it does with a stick that is pulled. */
function pull(): void {
  execFileSync('umount', ['--lazy', place]);
}

const file = (name: string, size = 1_200): SavedFile => ({ name, content: new Uint8Array(size).fill(7) });

let changes = 0;
const sticks = new Sticks([folder], () => changes++);

async function attempt(files: readonly SavedFile[]): Promise<unknown> {
  try {
    const { stick, names } = await sticks.write(files);
    return { label: stick.label, names };
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, facts: error.facts };
    throw error;
  }
}

const tell = (what: string, result: unknown): void => {
  process.stdout.write(`${JSON.stringify({ what, result, files: readdirSync(place).sort() })}\n`);
};

tell('none', await attempt([file('a.cer')]));

plugIn();
tell('written', await attempt([file('a.cer'), file('b.cer')]));
tell('again', await attempt([file('a.cer')]));
writeFileSync(join(place, 'c.cer'), 'something else');
tell('name taken', await attempt([file('c.cer')]));
tell('content', Buffer.compare(readFileSync(join(place, 'a.cer')), file('a.cer').content) === 0);
tell('full', await attempt([file('a.cer'), file('d.cer'), file('big.cer', 9 << 20)]));
execFileSync('mkfifo', [join(place, 'pipe.cer')]);
symlinkSync('/dev/zero', join(place, 'link.cer'));
mkdirSync(join(place, 'folder.cer'));
tell('names that are no files', await attempt([file('pipe.cer'), file('link.cer'), file('folder.cer')]));
execFileSync('mkfifo', [join(place, 'g.cer.part')]);
writeFileSync(join(place, 'h.cer.part'), 'a person’s own');
tell('names of others', await attempt([file('g.cer'), file('h.cer')]));
tell('a person’s own file', readFileSync(join(place, 'h.cer.part'), 'utf8'));
pull();
tell('pulled before', await attempt([file('e.cer')]));

plugIn();
const watcher = watch(place, (_event, name) => {
  if (name?.startsWith('late.cer.') !== true) return;
  watcher.close();
  pull();
});
tell('pulled while saving', await attempt([file('early.cer'), file('late.cer', 4 << 20), file('later.cer')]));

plugIn('ro');
tell('read only', await attempt([file('f.cer')]));
pull();

// A stick with two partitions, the small one mounted last.
const small = join(folder, 'VTOYEFI');
mkdirSync(small);
plugIn();
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', small]);
tell('two partitions', await attempt([file('i.cer')]));
execFileSync('umount', ['--lazy', small]);
pull();
await sticks.look();
tell('changes', changes);
