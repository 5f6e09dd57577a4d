/** The virtual card answers for its issuer security domain as the chip does: selection and CPLC. */
import t from 'tap';
import { toHex } from '../../../base/bytes.js';
import { CardBench, selectFirst } from './bench.js';

const fci = '6F108408A000000151000000A5049F6501FF9000';

void t.test('selected after reset, by name and by no name', async (t) => {
  const bench = new CardBench();
  t.equal((await bench.send('00CA9F7F00')).slice(0, 6), '9F7F2A');
  t.equal(await bench.send('00A4040008A00000015100000000'), fci);
  t.equal(await bench.send('00A4040007A0000001510000'), fci, 'by the beginning of its AID');
  await bench.send(selectFirst);
  t.equal(await bench.send('00A4040000'), fci);
  await bench.send(selectFirst);
  bench.card.reset();
  t.equal((await bench.send('80CA9F7F00')).slice(0, 6), '9F7F2A');
});

void t.test('the two instances are found by a part of their AID, one after the other', async (t) => {
  const bench = new CardBench();
  await bench.send('00A404000BF276A288BCFBA69D34F310');
  await bench.send('0024010106313233343536');
  t.equal(await bench.send('00A404020BF276A288BCFBA69D34F310'), '0006069000', 'next occurrence');
  t.equal(await bench.send('0020000100'), '9000', 'the second one has no PIN');
  t.equal(await bench.send('00A404020BF276A288BCFBA69D34F310'), '6A86', 'no third: the applet itself is asked');
});

void t.test('CPLC', async (t) => {
  const bench = new CardBench();
  const answer = await bench.send('80CA9F7F00');
  t.equal(answer, `9F7F2A${toHex(bench.card.cplc)}9000`);
  t.equal(answer.length, 2 * (45 + 2));
  t.equal(await bench.send('80CA9F7F10'), '6C2D');
  t.not(toHex(new CardBench().card.cplc), toHex(bench.card.cplc), 'no two cards have the same');
});

void t.test('what it does not do', async (t) => {
  const bench = new CardBench();
  t.equal((await bench.send('80CA006600')).slice(0, 8), '663C733A');
  t.equal(await bench.send('80CA004200'), '6A88');
  t.equal(await bench.send('80F28000024F0000'), '6982', 'GET STATUS needs a secure channel');
  t.equal(await bench.send('00B0000000'), '6D00');
  t.equal(await bench.send('90CA9F7F00'), '6E00');
  t.equal(await bench.send('00A4040007D2760001240102'), '6A82');
});
