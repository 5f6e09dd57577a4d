/** The walks of docs/contributing.md are those of the code: each file is there, and names what hands the value to it. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

interface Stay {
  readonly file: string;
  /** Empty in the first row. */
  readonly by: string;
}

/** The rows of the table below a heading. */
function walkBelow(document: string, heading: string): readonly Stay[] {
  const [, below = ''] = document.split(`### ${heading}\n`);
  const [section = ''] = below.split(/^##/m);
  return [...section.matchAll(/^\| `([^`]+)` +\| (?:`([^`]+)`)? *\|/gm)].map(([, file = '', by = '']) => ({
    file,
    by,
  }));
}

const document = readFileSync(projectPath('docs', 'contributing.md'), 'utf8');

/** Not longer than now: a file more between two others has to be worth it. */
const walks = [
  { heading: 'A PIN from the keypad to the card', most: 27 },
  { heading: 'An entry of a batch order from its line in a file to its row on the screen', most: 17 },
] as const;

for (const { heading, most } of walks) {
  void t.test(heading, (t) => {
    const walk = walkBelow(document, heading);
    const texts = walk.map(({ file }) => readFileSync(projectPath(...file.split('/')), 'utf8'));
    for (const [index, { file, by }] of walk.entries()) {
      const names = (text: string) => new RegExp(`\\b${by}\\b`).test(text);
      t.equal(by === '', index === 0, `${file}: something hands it on`);
      if (by === '') continue;
      t.ok(names(texts[index] ?? ''), `${file} takes it by ${by}`);
      t.ok(texts.slice(0, index).some(names), `a file before ${file} names ${by}`);
    }
    t.equal(new Set(walk.map(({ file }) => file)).size, walk.length, 'each file once');
    t.ok(walk.length > 10 && walk.length <= most, `${walk.length} files, at most ${most}`);
    t.end();
  });
}
