/** The transcript of another implementation, as a strict script: what is not random has to be answered alike. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { CardBench } from './bench.js';

interface Line {
  readonly operation?: string;
  readonly c?: string;
  readonly r?: string;
}

const lines = readFileSync(projectPath('test/virtual/transcripts/isoapplet-v0.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

/** That simulator has no issuer security domain: with nothing selected it answers 6999 and 6986. */
const withoutSelection: ReadonlyMap<string, string> = new Map([
  ['6999', '6A82'],
  ['6986', '6D00'],
]);
const getDataWithoutSelection = '00CADF3005';

/** GENERATE ASYMMETRIC KEY PAIR, its GET RESPONSE and signatures: length and status word count, and the fixed parts. */
const isRandom = (command: string) => /^00(46|C0|2A)/.test(command);

void t.test('the transcript replays', async (t) => {
  const bench = new CardBench();
  let exchanges = 0;
  let previous = '';
  for (const { operation, c: command, r: recorded } of lines) {
    if (operation !== undefined) {
      t.comment(operation);
      continue;
    }
    if (command === undefined || recorded === undefined) throw new Error('not a line of a transcript');
    // A run of such answers begins with a reset of the card.
    if (recorded === '6999' && !withoutSelection.has(previous)) bench.card.reset();
    previous = recorded;
    const answer = await bench.send(command);
    const expected =
      recorded === '6986' && command === getDataWithoutSelection
        ? '6A88'
        : (withoutSelection.get(recorded) ?? recorded);
    exchanges += 1;
    if (isRandom(command)) {
      t.equal(answer.length, expected.length, `length of the answer to ${command.slice(0, 10)}`);
      t.equal(answer.slice(-4), expected.slice(-4), `status word after ${command.slice(0, 10)}`);
      const head = command.startsWith('0046') ? 18 : 0;
      t.equal(answer.slice(0, head), expected.slice(0, head));
    } else if (answer !== expected) {
      t.equal(answer, expected, `exchange ${exchanges}: ${command}`);
    }
  }
  t.equal(exchanges, 712);
});
