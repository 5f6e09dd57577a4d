/** The virtual card’s timing: none, that of the J3R180, and the same for the same seed. */
import t from 'tap';
import { fromHex } from '../../../base/bytes.js';
import { parseCommandApdu } from '../../virtual/apdu.js';
import { timingModel } from '../../virtual/timingModel.js';

const shortest = parseCommandApdu(fromHex('00840000'));
const longest = parseCommandApdu(fromHex(`00D60000FF${'00'.repeat(255)}00`));

void t.test('without latency', (t) => {
  const model = timingModel({ model: 'none' });
  t.equal(model.exchangeMs(longest), 0);
  t.equal(model.computeMs('generateRsa2048'), 0);
  t.end();
});

void t.test('J3R180', (t) => {
  const model = timingModel({ model: 'j3r180', seed: 'a' });
  t.equal(model.exchangeMs(shortest), 13);
  t.ok(model.exchangeMs(longest) > 17 && model.exchangeMs(longest) <= 18);
  const seconds = Array.from({ length: 5000 }, () => model.computeMs('generateRsa2048') / 1000).sort((a, b) => a - b);
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  t.ok(Math.abs(mean - 5.2) < 0.2, `mean ${mean} s`);
  t.ok((seconds[0] ?? 0) >= 0.6 && (seconds.at(-1) ?? 99) <= 17.3);
  t.ok((seconds[2500] ?? 0) < mean, 'skewed to the right');
  const p256 = model.computeMs('generateP256');
  t.ok(p256 >= 27 && p256 <= 200);
  t.end();
});

void t.test('the seed decides, the scale stretches', (t) => {
  const durations = (seed: string, scale?: number) => {
    const model = timingModel({ model: 'j3r180', seed, ...(scale === undefined ? {} : { scale }) });
    return [1, 2, 3].map(() => model.computeMs('generateRsa2048'));
  };
  t.same(durations('a'), durations('a'));
  t.notSame(durations('a'), durations('b'));
  t.same(
    durations('a', 0.5),
    durations('a').map((ms) => ms / 2),
  );
  t.end();
});
