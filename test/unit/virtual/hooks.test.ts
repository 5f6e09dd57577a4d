/** The faults that a test may arm in a virtual card strike where they were ordered, and its transcript keeps no secret. */
import { once } from 'node:events';
import t from 'tap';
import { maskedCommand } from '../../virtual/transcript.js';
import { CardPowerLostError } from '../../virtual/virtualCard.js';
import { CardBench, pin, readTries, selectFirst, setPin, setPuk, verifyWrongPin } from './bench.js';
import { fromHex } from '../../../base/bytes.js';

void t.test('pull before and after the n-th command', async (t) => {
  const bench = new CardBench();
  await bench.initialise();
  bench.card.arm([{ kind: 'pull', at: 2, when: 'beforeExecution' }]);
  t.equal(await bench.send(verifyWrongPin), '63C2');
  await t.rejects(bench.send(verifyWrongPin), CardPowerLostError);
  await t.rejects(bench.send(readTries), CardPowerLostError, 'no power until it is put in again');
  bench.card.reset();
  await bench.send(selectFirst);
  t.equal(await bench.send(readTries), '63C2', 'the second one had no effect');

  bench.card.arm([{ kind: 'pull', at: 1, when: 'afterExecution' }]);
  const pulled = once(bench.card, 'pulled');
  await t.rejects(bench.send(verifyWrongPin), CardPowerLostError);
  await pulled;
  bench.card.reset();
  await bench.send(selectFirst);
  t.equal(await bench.send(readTries), '63C1', 'this one had, though nobody heard the answer');
});

void t.test('commands of one instruction are counted', async (t) => {
  const bench = new CardBench();
  bench.card.arm([{ kind: 'pull', at: 1, instruction: 0x24, when: 'beforeExecution' }]);
  t.equal(await bench.sendAll(selectFirst, readTries), '9000');
  await t.rejects(bench.send(setPuk), CardPowerLostError);
});

void t.test('mute until power goes', async (t) => {
  const bench = new CardBench();
  await bench.initialise();
  bench.card.arm([{ kind: 'mute', at: 1, when: 'afterExecution' }]);
  const muted = once(bench.card, 'hook');
  const answer = bench.send(verifyWrongPin);
  await muted;
  bench.card.powerOff();
  await t.rejects(answer, CardPowerLostError);
  bench.card.reset();
  t.equal(await bench.sendAll(selectFirst, readTries), '63C2');
});

void t.test('damaged responses', async (t) => {
  const bench = new CardBench();
  bench.card.arm([
    { kind: 'damage', at: 1, damage: { how: 'truncate', length: 3 } },
    { kind: 'damage', at: 2, damage: { how: 'flip', offset: -2, bit: 7 } },
    { kind: 'damage', at: 3, damage: { how: 'replace', response: '6F00' } },
  ]);
  t.equal(await bench.send(selectFirst), '000606');
  t.equal(await bench.send(selectFirst), '0006061000');
  t.equal(await bench.send(setPuk), '6F00');
  t.equal(await bench.send(setPuk), '6A86', 'the command behind the damaged answer had its effect');
});

void t.test('slow, for so many commands', async (t) => {
  const bench = new CardBench();
  bench.card.arm([{ kind: 'slow', at: 1, delayMs: 20, apdus: 2 }]);
  await bench.sendAll(selectFirst, readTries, readTries);
  const { apdus, busyMs } = bench.card.statistics();
  t.equal(apdus, 3);
  t.ok(busyMs >= 38, `${busyMs} ms`);
});

void t.test('the transcript keeps no secret', async (t) => {
  const bench = new CardBench();
  await bench.sendAll(selectFirst, setPuk, setPin, `0020000106${pin}`);
  const transcript = JSON.stringify(bench.card.transcript());
  t.notMatch(transcript, new RegExp(pin));
  t.match(transcript, /0020000106XXXXXXXXXXXX/);
  t.equal(bench.card.transcript().length, 4);
  t.equal(maskedCommand(fromHex(selectFirst)), selectFirst);
});
