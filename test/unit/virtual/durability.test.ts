/** What the card remembers without power, and what a process killed in the middle of a write leaves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { FileCardStore } from '../../virtual/cardStore.js';
import { CardBench, readTries, selectFirst, selectSecond, verifyPin, verifyWrongPin } from './bench.js';

const createEf = '00E00000176F158102002082010183023401' + '8608FF00000000000000';

void t.test('everything persistent is there again', async (t) => {
  const path = join(t.testdir(), 'card.json');
  const bench = new CardBench(new FileCardStore(path));
  await bench.initialise();
  await bench.sendAll(createEf, '00D6000003010203', verifyPin, '00224100068001F3840102', '0046420000', '00C000000E');
  await bench.send(selectSecond);
  await bench.initialise(selectSecond);
  await bench.sendAll(verifyWrongPin, verifyWrongPin);

  const again = new CardBench(new FileCardStore(path));
  t.same(again.card.cplc, bench.card.cplc);
  t.equal(await again.sendAll(selectSecond, readTries), '63C1');
  t.equal(await again.sendAll(selectFirst, readTries), '63C3');
  t.equal(await again.sendAll('00A4000C023401', '00B0000003'), '0102039000');
  t.equal(await again.send('002241B606800111840102'), '6982', 'the verified PIN is not persistent');
  t.equal(await again.sendAll(verifyPin, '002241B606800111840102'), '9000', 'the key is there');
});

void t.test('reading, selecting and right PINs write nothing', async (t) => {
  const path = join(t.testdir(), 'card.json');
  const bench = new CardBench(new FileCardStore(path));
  await bench.initialise();
  writeFileSync(path, 'untouched');
  await bench.sendAll(selectFirst, verifyPin, readTries, '00A40000023F00', '0084000008', '0020000203313233');
  t.equal(readFileSync(path, 'utf8'), 'untouched');
  await bench.send(verifyWrongPin);
  t.not(readFileSync(path, 'utf8'), 'untouched');
});

void t.test('a file that is no card is not taken for a blank one', (t) => {
  const path = join(t.testdir({ 'card.json': '{"format":1}' }), 'card.json');
  t.throws(() => new CardBench(new FileCardStore(path)));
  t.end();
});

void t.test('the instances’ names can be exchanged, and stay so', async (t) => {
  const path = join(t.testdir(), 'card.json');
  const bench = new CardBench(new FileCardStore(path));
  await bench.initialise(selectSecond);
  bench.card.exchangeInstances();
  const again = new CardBench(new FileCardStore(path));
  t.equal(await again.sendAll(selectFirst, readTries), '63C3');
  t.equal(await again.sendAll(selectSecond, readTries), '9000');
  again.card.exchangeInstances();
  t.equal(await again.sendAll(selectSecond, readTries), '63C3');
});

const writer = fileURLToPath(new URL('./endlessWriter.js', import.meta.url));

/** Kills the writer after so many answers. @returns the number that it acknowledged last */
async function killedWriter(path: string, answers: number): Promise<number> {
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = 0;
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    acknowledged = Number(line);
    if (acknowledged >= answers) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return acknowledged;
}

void t.test('kill -9 in the middle of writing: the old state or the new one', async (t) => {
  const folder = t.testdir();
  for (let round = 1; round <= 10; round++) {
    const path = join(folder, `card-${round}.json`);
    const acknowledged = await killedWriter(path, 7 * round);
    const bench = new CardBench(new FileCardStore(path));
    const answer = await bench.sendAll(selectFirst, '00A4000C023401', '00B0000020');
    const written = parseInt(answer.slice(0, 8), 16);
    t.equal(answer, `${answer.slice(0, 8).repeat(8)}9000`, 'one command’s bytes, not two’s');
    t.ok(written === acknowledged || written === acknowledged + 1, `${written} after ${acknowledged}`);
  }
});
