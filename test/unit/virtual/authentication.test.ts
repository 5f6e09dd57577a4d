/** PIN, PUK and life cycle of one instance, and what the other knows of it. */
import t from 'tap';
import {
  CardBench,
  paddedPin,
  pin,
  puk,
  readTries,
  selectFirst,
  selectSecond,
  setPin,
  setPuk,
  verifyPin,
  verifyWrongPin,
} from './bench.js';

const newPin = '61316232633364346535';
const unblock = `002C00011A${puk}${newPin}`;
const unblockWithWrongPuk = `002C00011A${'FF'.repeat(16)}${newPin}`;

void t.test('PUK first, then PIN; each once', async (t) => {
  const { send } = bound();
  await send(selectFirst);
  t.equal(await send(readTries), '9000', 'nothing to verify in creation');
  t.equal(await send('0024010201AA'), '6700', 'P1P2 are looked at before the length');
  t.equal(await send('0024000101AA'), '6A86');
  t.equal(await send(setPuk), '9000');
  t.equal(await send(readTries), '9000', 'nothing to verify in initialisation');
  t.equal(await send('0024010201AA'), '6A86', 'the PUK is set once');
  t.equal(await send(setPuk), '6A86');
  t.equal(await send('0024010103313233'), '6700', 'three characters');
  t.equal(await send(`0024010111${'31'.repeat(17)}`), '6700', 'seventeen characters');
  t.equal(await send(setPin), '9000');
  t.equal(await send(setPin), '6A86');
  t.equal(await send(setPuk), '6A86');
  t.equal(await send('0024010201AA'), '6A86');
  t.equal(await send(readTries), '63C3');
});

void t.test('a PIN without a PUK can never be unblocked', async (t) => {
  const { send } = bound();
  await send(selectFirst);
  t.equal(await send(setPin), '9000');
  t.equal(await send(setPuk), '6A86');
  t.equal(await send(`002C00011A${'00'.repeat(16)}${newPin}`), '63C4');
});

void t.test('tries of the PIN', async (t) => {
  const bench = new CardBench();
  const send = bench.send.bind(bench);
  await bench.initialise();
  t.equal(await send(verifyWrongPin), '63C2');
  t.equal(await send(readTries), '63C2', 'asking spends no try');
  t.equal(await send(readTries), '63C2');
  t.equal(await send(verifyPin), '9000');
  t.equal(await send(readTries), '63C3', 'the right PIN gives all tries back');
  t.equal(await send(`0020000110${paddedPin}`), '9000', 'padded is the same PIN');
  t.equal(await send('0020000103313233'), '6700', 'a length that no PIN has spends no try');
  t.equal(await send(`0020000206${pin}`), '6A86');
  await bench.sendAll(verifyWrongPin, verifyWrongPin);
  t.equal(await send(verifyWrongPin), '63C0');
  t.equal(await send(verifyPin), '63C0', 'blocked: the right PIN is no use');
  t.equal(await send(readTries), '63C0');
  t.equal(await send(unblockWithWrongPuk), '63C4');
  t.equal(await send(`002C000113${puk}313233`), '6700', 'new PIN too short');
  t.equal(await send(`002C00021A${puk}${newPin}`), '6A86');
  t.equal(await send(unblock), '9000');
  t.equal(await send(readTries), '63C3');
  t.equal(await send(`002000010A${newPin}`), '9000');
});

void t.test('the PUK has five tries', async (t) => {
  const bench = new CardBench();
  await bench.initialise();
  for (const left of [4, 3, 2, 1, 0]) t.equal(await bench.send(unblockWithWrongPuk), `63C${left}`);
  t.equal(await bench.send(unblock), '63C0', 'the right PUK is no use any more');
  t.equal(await bench.send(verifyPin), '9000', 'the PIN still works');
});

void t.test('changing the PIN', async (t) => {
  const bench = new CardBench();
  const send = bench.send.bind(bench);
  await bench.initialise();
  const padded = `${newPin}${'00'.repeat(6)}`;
  t.equal(await send(`0024000120${padded}${paddedPin}`), '63C2', 'a wrong old PIN spends a try');
  t.equal(await send(`0024000110${pin}${newPin}`), '6700', 'both have to be padded');
  t.equal(await send(`0024000120${paddedPin}${padded}`), '9000');
  t.equal(await send(verifyPin), '63C2');
  t.equal(await send(`002000010A${newPin}`), '9000');
});

void t.test('the two instances know nothing of each other', async (t) => {
  const bench = new CardBench();
  const send = bench.send.bind(bench);
  await bench.initialise(selectFirst);
  t.equal(await send(verifyWrongPin), '63C2');
  await send(selectSecond);
  t.equal(await send(readTries), '9000', 'the second is still in creation');
  t.equal(await send(`0024010210${'41'.repeat(16)}`), '9000');
  t.equal(await send('002401010639383736353433'.slice(0, 22)), '9000');
  t.equal(await send(readTries), '63C3');
  t.equal(await send(verifyPin), '63C2');
  await send(selectFirst);
  t.equal(await send(readTries), '63C2');
});

void t.test('selecting another application forgets the PIN', async (t) => {
  const bench = new CardBench();
  const send = bench.send.bind(bench);
  const mseGenerate = '00224100068001F3840100';
  await bench.initialise();
  t.equal(await send(mseGenerate), '6982', 'setting the PIN does not verify it');
  await send(verifyPin);
  t.equal(await send(mseGenerate), '9000');
  await bench.sendAll(selectSecond, selectFirst);
  t.equal(await send(mseGenerate), '6982', 'after another application');
  await bench.sendAll(verifyPin, selectFirst);
  t.equal(await send(mseGenerate), '6982', 'after the same application');
  await bench.sendAll(verifyPin, '00A4040000', selectFirst);
  t.equal(await send(mseGenerate), '6982', 'after the security domain');
  await send(verifyPin);
  bench.card.reset();
  await send(selectFirst);
  t.equal(await send(mseGenerate), '6982', 'after a reset');
});

void t.test('counters can be preset', async (t) => {
  const bench = new CardBench();
  await bench.initialise();
  bench.card.presetTries(1, 1);
  t.equal(await bench.send(readTries), '63C1');
  bench.card.presetTries(1, 1, 'puk');
  t.equal(await bench.send(unblockWithWrongPuk), '63C0');
  t.throws(() => bench.card.presetTries(1, 4), RangeError);
});

function bound(): { send: (command: string) => Promise<string> } {
  const bench = new CardBench();
  return { send: (command) => bench.send(command) };
}
