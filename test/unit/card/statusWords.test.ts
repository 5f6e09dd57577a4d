/** What a status word ends, and what it does not say. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import { CardRefusedError, PinBlockedError, PukBlockedError } from '../../../card/errors.js';
import { Channel } from '../../../card/iso7816/channel.js';
import { changeReferenceData } from '../../../card/iso7816/commands/changeReferenceData.js';
import { resetRetryCounter } from '../../../card/iso7816/commands/resetRetryCounter.js';
import { updateBinary } from '../../../card/iso7816/commands/updateBinary.js';
import { verify } from '../../../card/iso7816/commands/verify.js';
import { directConnection } from '../../../card/transport/directTransport.js';

const atr = fromHex('3B80800101');
const field = { qualifier: 1, reference: 1, paddedLength: 16 } as const;
const pin = (): Secret => Secret.fromText('123456');
const puk = (): Secret => Secret.fromText('0123456789abcdef');

const answering = (statusWord: string): Channel => new Channel(directConnection(() => fromHex(statusWord), atr));

await t.test('a chain ends with the part that was refused', async (t) => {
  const sent: string[] = [];
  const channel = new Channel(
    directConnection((command) => {
      sent.push(toHex(command.subarray(0, 4)));
      return fromHex(sent.length === 2 ? '6985' : '9000');
    }, atr),
  );
  await t.rejects(channel.send(updateBinary(0, new Uint8Array(1000))), new CardRefusedError('UPDATE BINARY', 0x6985));
  t.same(sent, ['10D60000', '10D60000'], 'nothing follows');
});

await t.test('6983 is a blocked PIN or PUK, whichever the command presents', async (t) => {
  await t.rejects(answering('6983').send(verify(field, pin())), new PinBlockedError(1));
  await t.rejects(answering('6983').send(changeReferenceData(field, pin(), pin())), new PinBlockedError(1));
  await t.rejects(answering('6983').send(resetRetryCounter(field, puk(), pin())), new PukBlockedError(1));
});

await t.test('6300 says nothing of the tries left: it is neither a wrong PIN nor a blocked one', async (t) => {
  for (const statusWord of ['6300', '6310', '63BF', '63D0']) {
    const refused = new CardRefusedError('VERIFY', Number.parseInt(statusWord, 16));
    await t.rejects(answering(statusWord).send(verify(field, pin())), refused, statusWord);
  }
});

await t.test('the time limit of a command reaches the card’s connection, with each of its APDUs', async (t) => {
  const limits: (number | undefined)[] = [];
  const connection = {
    ...directConnection(() => fromHex('9000'), atr),
    transmit: (_command: Uint8Array, options: { readonly timeoutMs?: number } = {}) => {
      limits.push(options.timeoutMs);
      return Promise.resolve(fromHex('9000'));
    },
  };
  const channel = new Channel(connection);
  await channel.send({ ...updateBinary(0, new Uint8Array(300)), timeoutMs: 60_000 });
  t.same(limits, [60_000, 60_000]);
  await channel.send(updateBinary(0, new Uint8Array(3)));
  t.equal(limits.at(-1), undefined, 'one without a limit of its own has that of the connection');
});
