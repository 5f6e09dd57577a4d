/** The transcript of OsEID as a strict script: what is not random has to be answered alike. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { projectPath } from '../../../../base/projectRoot.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';

interface Line {
  readonly operation?: string;
  readonly c?: string;
  readonly r?: string;
}

const lines = readFileSync(projectPath('test/virtual/transcripts/myeid-oseid.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

const serialNumber = /^(4F73454944.{6}).{20}(.{4}9000)$/;
/** GET DATA of a public key and the last command of a signature: length and status word count. */
const isRandom = (command: string): boolean => /^00(CA01(01|86)|2A9E9A)/.test(command);

void t.test('the transcript replays', async (t) => {
  const card = new VirtualCard(new MemoryCardStore(), undefined, 'chip', 'myeid');
  let exchanges = 0;
  for (const { operation, c: command, r: recorded } of lines) {
    if (operation !== undefined) {
      t.comment(operation);
      // Each tool connects anew, and pcscd resets a card that was used.
      card.reset();
      continue;
    }
    if (command === undefined || recorded === undefined) throw new Error('not a line of a transcript');
    const answer = toHex(await card.execute(fromHex(command)));
    exchanges += 1;
    if (isRandom(command)) {
      t.equal(answer.length, recorded.length, `length of the answer to ${command.slice(0, 10)}`);
      t.equal(answer.slice(-4), recorded.slice(-4), `status word after ${command.slice(0, 10)}`);
    } else if (answer.replace(serialNumber, '$1$2') !== recorded.replace(serialNumber, '$1$2')) {
      t.equal(answer, recorded, `exchange ${exchanges}: ${command}`);
    }
  }
  t.equal(exchanges, 535);
});
t.end();
