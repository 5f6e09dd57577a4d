/** Program for the durability test: updates a file with 1, 2, 3, … and prints each number after the card's answer. */
import { FileCardStore } from '../../virtual/cardStore.js';
import { CardBench, selectFirst } from './bench.js';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: endlessWriter STATE_FILE');
const bench = new CardBench(new FileCardStore(path));
await bench.sendAll(selectFirst, '00E00000176F158102002082010183023401' + '8608FF00000000000000');
for (let number = 1; ; number++) {
  const answer = await bench.send(`00D6000020${number.toString(16).padStart(8, '0').repeat(8)}`);
  if (answer !== '9000') throw new Error(answer);
  process.stdout.write(`${number}\n`);
}
