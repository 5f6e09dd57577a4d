/** The virtual card’s files: created, read, written and deleted under the access rules of the applet. */
import t from 'tap';
import { CardBench, pin, selectFirst, selectSecond, setPin, verifyPin, verifyWrongPin } from './bench.js';

/** DF 5015 below the MF; children may be created by anyone and deleted with the PIN. */
const createDf = '00E00000176F1581021388820138830250158608FF00000000000090';
/** EF of 32 bytes, updated with the PIN, read by anyone. */
const createEf = (fileId: string, rule = 'FF90FFFFFFFF9000') => `00E00000176F15810200208201018302${fileId}8608${rule}`;

async function withFiles(): Promise<CardBench> {
  const bench = new CardBench();
  await bench.sendAll(selectFirst, createDf, createEf('3401'));
  return bench;
}

void t.test('creating and selecting', async (t) => {
  const bench = await withFiles();
  const send = bench.send.bind(bench);
  const fci = '6F158102002082010183023401' + '8608FF90FFFFFFFF9000';
  t.equal(await send('00A4080004501534' + '01'), `${fci}9000`, 'by path from the MF');
  t.equal(await send('00A4080C0450153401'), '9000', 'nothing wanted');
  t.equal(await send('00A4000002340100'), `${fci}9000`, 'by identifier');
  t.equal(await send('00A40900023401'), `${fci}9000`, 'by path from the current DF');
  t.equal(await send('00A40300'), '6F07' + '82013883023F009000', 'the parent');
  t.equal(await send('00A40300'), '6A82', 'the MF has none');
  t.equal(await send('00A408000450153402'), '6A82');
  t.equal(await send('00A408000234' + '01'), '6A82', 'not a child of the MF');
  t.equal(await send('00A401000234' + '01'), '6A82', 'not a DF');
  t.equal(await send('00A40001023401'), '6A86', 'only the first occurrence');
  t.equal(await send(createEf('3401')), '6984', 'the identifier is taken');
  t.equal(await send('00E00000036F0100'), '6984', 'not a template');
  t.equal(await send('00E00001176F15'), '6700', 'a length that does not fit');
});

void t.test('reading and updating', async (t) => {
  const bench = await withFiles();
  const send = bench.send.bind(bench);
  t.equal(await send('00D6000004DEADBEEF'), '9000');
  t.equal(await send('00B0000004'), 'DEADBEEF9000');
  t.equal(await send('00B0001E00'), '00009000', 'what there is, though more was asked for');
  t.equal(await send('00B0002001'), '6B00', 'behind the end');
  t.equal(await send('00D6001E03010203'), '6B00', 'over the end');
  t.equal(await send('00B0811002').then((answer) => answer.slice(-4)), '9000', 'by short identifier');
  t.equal(await send('00B0E00002'), '6A86');
  await send(selectFirst);
  t.equal(await send('00B0000004'), '6981', 'no file is selected any more');
});

void t.test('access rules', async (t) => {
  const bench = await withFiles();
  const send = bench.send.bind(bench);
  await bench.sendAll(createEf('3402', 'FF90FFFFFFFF90FF'), createEf('3403', 'FFFFFFFFFFFFFF90'), setPin);
  t.equal(await send('00D6000001AA'), '6982', 'this one is never updated');
  await bench.sendAll(selectFirst, '00A4080C0450153401');
  t.equal(await send('00D6000001AA'), '6982', 'the PIN is missing');
  t.equal(await send('00E4000002' + '3401'), '6982');
  t.equal(await send('00B0000001'), '009000', 'reading is free');
  await send('00A4080C0450153403');
  t.equal(await send('00B0000001'), '6982');
  await send(verifyPin);
  t.equal(await send('00B0000001'), '009000');
  await send('00A4080C0450153401');
  t.equal(await send('00D6000001AA'), '9000');
  t.equal(await send(verifyWrongPin), '63C2');
  t.equal(await send('00D6000001AB'), '6982', 'a wrong PIN takes the right away');
  await bench.sendAll(verifyPin, '00A4080C0450153402');
  t.equal(await send('00B0000001'), '6982', 'never means never');
});

void t.test('deleting', async (t) => {
  const bench = await withFiles();
  const send = bench.send.bind(bench);
  t.equal(await send('00E40000023F00'), '6986', 'not the MF');
  t.equal(await send('00E40000023499'), '6A82');
  t.equal(await send('00E40000023401'), '9000');
  t.equal(await send('00A4080C0450153401'), '6A82');
  t.equal(await send(createEf('3401')), '9000');
  t.equal(await send('00B0000001'), '009000', 'nothing is left of the old content');
});

void t.test('thirty files in one DF', async (t) => {
  const bench = new CardBench();
  await bench.sendAll(selectFirst, createDf);
  for (let number = 0; number < 30; number++) {
    t.equal(await bench.send(createEf((0x3500 + number).toString(16))), '9000');
  }
  t.equal(await bench.send(createEf('3600')), '6A84');
});

void t.test('each instance has its own files', async (t) => {
  const bench = await withFiles();
  await bench.send(selectSecond);
  t.equal(await bench.send('00A4080C0450153401'), '6A82');
  t.equal(await bench.send(createDf), '9000');
});

void t.test('classes and instructions', async (t) => {
  const bench = await withFiles();
  t.equal(await bench.send('80CA9F7F00'), '6E00');
  t.equal(await bench.send('00CA9F7F00'), '6D00');
  t.equal(await bench.send(`0C20000106${pin}`), '6882', 'no secure messaging');
  t.equal(await bench.send('0170000001'), '6881', 'no logical channels');
  t.equal(await bench.send('10D6000001AA'), '6884', 'no chaining of this one');
  t.equal(await bench.send('00'), '6700');
});

void t.test('F8: reading without Le, and offsets beside a short identifier', async (t) => {
  const bench = new CardBench();
  const send = bench.send.bind(bench);
  await bench.sendAll(selectFirst, createDf, '00E00000176F158102010082010183023401' + '8608FF90FFFFFFFF9000');
  t.equal(await send('00B00000'), '9000', 'no Le, no byte');
  t.equal(await send('00B00100'), '6B00', 'behind the end all the same');
  t.equal(await send('00B0817F01'), '009000');
  t.equal(await send('00B0818001'), '6B00', 'the offset is a signed byte');
  t.equal(await send('00D6818001AA'), '6B00');
  t.equal(await send('00D6817F01AA'), '9000');
});

void t.test('F8: a full card answers 6F00 and changes nothing', async (t) => {
  const bench = await withFiles();
  const file = 32 + 23 + 32;
  bench.card.memoryBytes = 2 * (32 + 9) + (32 + 23) + 2 * file;
  t.equal(await bench.send(createEf('3402')), '9000', 'as much as fits');
  t.equal(await bench.send(createEf('3403')), '6F00');
  t.equal(await bench.send('00A4080C0450153403'), '6A82');
  await bench.send(selectSecond);
  t.equal(await bench.send(createDf), '6F00', 'both instances share the memory');
  await bench.sendAll(selectFirst, setPin, verifyPin, '00E40000023402');
  t.equal(await bench.send('00A4080C0450153401'), '9000');
  await bench.sendAll(selectSecond, createDf);
  t.equal(
    await bench.send('00A40000025015'),
    '6F1581021388820138830250158608FF000000000000909000',
    'deleting makes room',
  );
});

void t.test('F8: power lost within CREATE FILE or DELETE FILE leaves a hole', async (t) => {
  const torn = async (command: string, ...before: readonly string[]): Promise<CardBench> => {
    const bench = await withFiles();
    await bench.sendAll(createEf('3402'), createEf('3403'), ...before);
    bench.card.arm([{ kind: 'pull', at: 1, when: 'duringExecution' }]);
    await t.rejects(bench.send(command));
    bench.card.reset();
    await bench.send(selectFirst);
    return bench;
  };
  const created = await torn(createEf('3404'));
  t.equal(await created.send('00A4080C0450153403'), '9000', 'what comes before the hole is there');
  t.equal(await created.send('00A4080C0450153404'), '6F00', 'whatever looks further ends in 6F00');
  t.equal(await created.send(createEf('3405')), '6F00');

  const deleted = await torn('00E40000023402', setPin, verifyPin);
  t.equal(await deleted.send('00A4080C0450153401'), '9000');
  t.equal(await deleted.send('00A4080C0450153402'), '6F00');
  t.equal(await deleted.send('00A4080C0450153403'), '6F00', 'it is behind the hole');

  const updated = await torn('00D6000001AA', '00A4080C0450153401');
  await updated.send('00A4080C0450153401');
  t.equal(await updated.send('00B0000001'), '009000', 'a command of one write has no effect');
});
