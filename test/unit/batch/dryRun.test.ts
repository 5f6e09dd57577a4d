/** A dry run compares each line of an order file with the RA's records, and keeps what it found for an hour. */
import t from 'tap';
import { compareLine, DryRuns, withoutRepeated } from '../../../daemon/batch/dryRun.js';
import { BadLines } from '../../../daemon/batch/orderFile.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { RaUnavailableError, type RaConnector } from '../../../sync/connector.js';
import { line, listed, registration } from './orderLines.js';

await t.test(
  'E3: signs that look alike make no difference to a name; where there is one, its code points are told',
  (t) => {
    const differences = (given: string, expected: string) => {
      const bad = new BadLines();
      compareLine(line('R', null, given), registration('R', { name: expected }), undefined, bad);
      return bad.listed.map(({ reason: { code, facts } }) => ({ code, facts }));
    };
    for (const sign of ['\u00B7', '\u2027', '\u30FB', '\u2022', '\u22C5', '\uFF65']) {
      t.same(differences(`谷辣斯${sign}尤達卡`, '谷辣斯‧尤達卡'), [], sign);
    }
    for (const sign of ["'", '\u2019', '\u2018', '\u02BC', '\u0060', '\uFF07']) {
      t.same(differences(`O${sign}Neil`, "O'Neil"), [], sign);
    }
    t.same(differences('葛\u{E0100}城', '葛城'), [], 'a variation selector');
    t.match(differences('王曉明', '王晓明'), [
      { code: 'batch.line.nameDiffers', facts: { expected: '王晓明', signs: 'U+66C9', expectedSigns: 'U+6653' } },
    ]);
    t.match(differences('Аnna', 'Anna'), [{ facts: { signs: 'U+0410', expectedSigns: 'U+0041' } }]);
    t.end();
  },
);

await t.test('what the RA says of a line', (t) => {
  type Given = Parameters<typeof compareLine>;
  const codes = (entry: Given[0], found: Given[1], otherOrder: Given[2]) => {
    const bad = new BadLines();
    t.equal(compareLine(entry, found, otherOrder, bad), bad.count === 0);
    return listed(bad).map(([, field, , code]) => [field, code]);
  };
  t.same(codes(line('R'), registration('R'), undefined), []);
  t.same(codes(line('R', 'U-1', '王小明'), registration('R', { userIdentifier: 'Ｕ－1' }), undefined), []);
  t.same(codes(line('R'), null, undefined), [['registrationId', 'batch.line.registrationUnknown']]);
  for (const state of ['pending', 'revoked'] as const) {
    t.same(codes(line('R'), registration('R', { state }), undefined), [['registrationId', 'batch.line.notApproved']]);
  }
  for (const state of ['issuing', 'prepared', 'issued'] as const) {
    t.same(codes(line('R'), registration('R', { state }), undefined), [['registrationId', 'batch.line.hasCard']]);
  }
  t.same(
    codes(line('R', 'U-2', '王大明'), registration('R'), '上週'),
    [
      ['registrationId', 'batch.line.inOtherOrder'],
      ['userIdentifier', 'batch.line.userIdentifierDiffers'],
      ['name', 'batch.line.nameDiffers'],
    ],
    'everything that is wrong with it',
  );
  const twice = new BadLines();
  const once = withoutRepeated([line('R'), { ...line('S'), line: 3 }, { ...line('R'), line: 4 }], twice);
  t.same(
    once.map(({ line }) => line),
    [2, 3],
  );
  t.match(twice.listed, [{ line: 4, value: 'R', reason: { code: 'batch.line.twice', facts: { line: 2 } } }]);
  t.end();
});

function dryRuns(lookUp: RaConnector['lookUpRegistrations'], now = () => 0): DryRuns {
  const ra = { profile: { id: 'jcic' }, connector: { lookUpRegistrations: lookUp } } as unknown as Ras['all'][number];
  return new DryRuns({
    ras: new Ras([ra]),
    entries: { inOpenOrders: () => Promise.resolve(new Map([['R-3', 'other']])) },
    clock: { now },
    needsApproval: (total) => total > 1000,
  });
}

await t.test(
  'a dry run of many lines: asked by the five hundred, bad ones counted and listed to a limit',
  async (t) => {
    const asked: number[] = [];
    const runs = dryRuns((ids) => {
      asked.push(ids.length);
      return Promise.resolve(ids.map((id) => (id.startsWith('X') ? null : registration(id))));
    });
    const ids = Array.from({ length: 1_200 }, (_, n) => (n % 2 === 0 ? `X-${n}` : `R-${n}`));
    const run = await runs.run({ format: 'csv', content: `registrationId\n${ids.join('\n')}\nX-0\n` });
    t.same(asked, [500, 500, 200]);
    t.match(run, { raId: 'jcic', count: 1201, good: 599, badCount: 602, blanks: 599, needsApproval: false });
    t.equal(run.bad.length, 500);
    t.same(
      run.bad.map(({ line }) => line),
      run.bad.map(({ line }) => line).toSorted((a, b) => a - b),
      'as the file has them',
    );
    t.equal(runs.find(run.id).entries.length, 599);
    t.same(
      runs.find(run.id).entries.map(({ number }) => number),
      Array.from({ length: 599 }, (_, n) => n + 1),
    );
  },
);

await t.test('a dry run is good for an hour, and nothing is taken while the RA is away', async (t) => {
  let ms = 0;
  const runs = dryRuns(
    (ids) => Promise.resolve(ids.map((id) => registration(id))),
    () => ms,
  );
  const { id } = await runs.run({ format: 'json', content: '[{"registrationId":"R-1"}]' });
  t.equal(runs.find(id).entries.length, 1);
  ms = 61 * 60_000;
  t.throws(() => runs.find(id), { code: 'batch.place.dryRunGone' });
  t.throws(() => runs.find('other'), { code: 'batch.place.dryRunGone' });
  const away = dryRuns(() => Promise.reject(new RaUnavailableError('away')));
  await t.rejects(away.run({ format: 'csv', content: 'registrationId\nR-1' }), { code: 'ra.request.unavailable' });
});
t.end();
