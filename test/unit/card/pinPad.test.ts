/** The bytes between this program and a PIN pad: PC/SC part 10, compared with what GnuPG and OpenSC send for the same PINs. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { CardProtocolError, PinRuleError } from '../../../card/errors.js';
import { parseFeatures, parseLimits } from '../../../card/pinpad/features.js';
import { PinPad, PinPadError } from '../../../card/pinpad/pinPad.js';
import { modifyStructure, verifyStructure } from '../../../card/pinpad/structures.js';
import { ControlRefusedError, type CardConnection } from '../../../card/transport/connection.js';

await t.test('the list of features', (t) => {
  const list = fromHex('0604423300060704423300071204423300120A044233000A');
  t.same(parseFeatures(list), {
    verifyPinDirect: 0x42330006,
    modifyPinDirect: 0x42330007,
    getTlvProperties: 0x42330012,
  });
  t.same(parseFeatures(fromHex('060442330006')), {
    verifyPinDirect: 0x42330006,
    modifyPinDirect: null,
    getTlvProperties: null,
  });
  t.equal(parseFeatures(new Uint8Array()), null);
  t.equal(parseFeatures(fromHex('070442330007')), null, 'a pad that cannot verify is none');
  for (const broken of ['06', '0604', '06044233', '060342330006', '06044233000607']) {
    t.throws(() => parseFeatures(fromHex(broken)), CardProtocolError, broken);
  }
  t.end();
});

await t.test('limits: 15 where the pad tells none', (t) => {
  t.same(parseLimits(fromHex('06010407010C')), { minLength: 4, maxLength: 12 });
  t.same(parseLimits(fromHex('070100')), { minLength: 0, maxLength: 15 });
  t.same(parseLimits(new Uint8Array()), { minLength: 0, maxLength: 15 });
  t.throws(() => parseLimits(fromHex('0701')), CardProtocolError);
  t.end();
});

await t.test('PIN_VERIFY_STRUCTURE, alone and padded', (t) => {
  const alone = verifyStructure([0x00, 0x20, 0x00, 0x01], { minLength: 4, maxLength: 15, padding: null });
  t.equal(toHex(alone), '001E' + '820000' + '0F04' + '0201' + '0404' + '00' + '000000' + '05000000' + '0020000100');
  const padded = verifyStructure([0x00, 0x20, 0x00, 0x80], {
    ...{ minLength: 6, maxLength: 8 },
    padding: { length: 8, byte: 0xff },
  });
  t.equal(
    toHex(padded),
    '001E' + '820800' + '0806' + '0201' + '0404' + '00' + '000000' + '0D000000' + '0020008008' + 'FF'.repeat(8),
  );
  t.end();
});

await t.test('PIN_MODIFY_STRUCTURE: the new PIN behind the old one, typed twice', (t) => {
  const padded = modifyStructure([0x00, 0x24, 0x00, 0x80], {
    ...{ minLength: 6, maxLength: 8 },
    padding: { length: 8, byte: 0xff },
  });
  const start = '001E' + '820800' + '0008' + '0806' + '03' + '0203' + '0404' + '000102' + '000000';
  t.equal(toHex(padded), start + '15000000' + '0024008010' + 'FF'.repeat(16));
  t.end();
});

await t.test('a PIN that the pad cannot take is refused before anybody types', async (t) => {
  const asked: number[] = [];
  const connection: CardConnection = {
    ...{ reader: 'pad', atr: new Uint8Array(), protocol: 'T=1' as const },
    transmit: () => Promise.reject(new Error('not used')),
    disconnect: () => Promise.resolve(),
    control: (code) => {
      asked.push(code);
      return Promise.resolve(fromHex(asked.length === 1 ? '060442330006120442330012' : '060104070106'));
    },
  };
  const pad = await PinPad.find(connection);
  t.match(pad, { limits: { minLength: 4, maxLength: 6 }, canModify: false });
  const verify = { name: 'VERIFY', header: [0, 0x20, 0, 1], presents: { kind: 'pin', reference: 1 } } as const;
  const format = { minLength: 8, maxLength: 16, padding: null };
  await t.rejects(async () => pad?.verify(verify, format), new PinRuleError('tooLong', 8, 6));
  t.same(asked, [0x42000d48, 0x42330012]);
});

const verify = { name: 'VERIFY', header: [0, 0x20, 0, 1], presents: { kind: 'pin', reference: 1 } } as const;
const both = '060442330006' + '120442330012';

/** A reader that answers its control codes one after the other; an Error is its refusal. */
function readerOf(...answers: readonly (string | Error)[]): { connection: CardConnection; sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  const connection: CardConnection = {
    ...{ reader: 'pad', atr: new Uint8Array(), protocol: 'T=1' as const },
    transmit: () => Promise.reject(new Error('not used')),
    disconnect: () => Promise.resolve(),
    control: (_, data) => {
      const answer = answers[sent.push(data) - 1] ?? '';
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(fromHex(answer));
    },
  };
  return { connection, sent };
}

await t.test('a pad that lists its limits and does not tell them has those of most pads', async (t) => {
  for (const said of [new ControlRefusedError('pad', 'no'), '0701']) {
    const pad = await PinPad.find(readerOf(both, said).connection);
    t.match(pad, { limits: { minLength: 0, maxLength: 15 } }, String(said));
  }
});

await t.test('a PIN block that part 10 cannot name is not asked for: 15 bytes at most', async (t) => {
  const { connection, sent } = readerOf(both, '060104070110');
  const pad = await PinPad.find(connection);
  const format = { minLength: 4, maxLength: 16, padding: { length: 16, byte: 0 } };
  await t.rejects(async () => pad?.verify(verify, format), new PinPadError('unsupported', 'pad'));
  t.equal(sent.length, 2, 'nobody types');
});

await t.test('no PIN is longer than its block', async (t) => {
  const { connection, sent } = readerOf(both, '060104070110', '9000');
  const pad = await PinPad.find(connection);
  await pad?.verify(verify, { minLength: 4, maxLength: 16, padding: { length: 8, byte: 0xff } });
  t.equal(toHex(sent[2]?.slice(5, 7) ?? new Uint8Array()), '0804');
});

await t.test('status words of the pad itself spend no try', async (t) => {
  for (const [statusWord, outcome] of [
    ['6400', 'timeout'],
    ['6401', 'cancelled'],
    ['6402', 'mismatch'],
    ['6403', 'wrongLength'],
    ['6B80', 'unsupported'],
  ] as const) {
    const pad = await PinPad.find(readerOf(both, '060104070110', statusWord).connection);
    const format = { minLength: 4, maxLength: 8, padding: null };
    await t.rejects(async () => pad?.verify(verify, format), new PinPadError(outcome, 'pad'));
  }
});
t.end();
