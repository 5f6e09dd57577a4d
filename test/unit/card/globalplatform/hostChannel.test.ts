/** The host's end of a channel: when it is over, what it refuses to send, and keys for old stock over SCP02. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import t from 'tap';
import { concatBytes, fromHex, toHex } from '../../../../base/bytes.js';
import { Secret } from '../../../../base/secret.js';
import { CardProtocolError, CardRefusedError } from '../../../../card/errors.js';
import { MemoryKey, type CardKeyAlgorithm } from '../../../../card/globalplatform/cardKeys.js';
import { getCardLifeCycle, putKeys } from '../../../../card/globalplatform/domainCommands.js';
import { SecureChannel } from '../../../../card/globalplatform/secureChannel.js';
import { Channel } from '../../../../card/iso7816/channel.js';
import { selectDefaultApplication } from '../../../../card/iso7816/commands/select.js';
import { directConnection } from '../../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';

const sampleHex = '404142434445464748494A4B4C4D4E4F';

function open(channel: Channel, algorithm: CardKeyAlgorithm): Promise<SecureChannel> {
  const key = new MemoryKey(algorithm, Secret.takeBytes(fromHex(sampleHex)));
  const keys = { keysOf: () => Promise.resolve({ version: 0, enc: key, mac: key, dek: key }) };
  return SecureChannel.open(channel, { keys, keySet: 'stock', keyVersion: 0, s16: false, isDemo: true });
}

class Stock {
  readonly card = new VirtualCard(new MemoryCardStore());
  isLying = false;
  readonly #atr = this.card.reset();
  readonly #channel = new Channel(directConnection((command) => this.#execute(command), this.#atr, 'T=1'));

  async open(): Promise<SecureChannel> {
    await this.#channel.send(selectDefaultApplication());
    return open(this.#channel, 'aes');
  }

  async #execute(command: Uint8Array): Promise<Uint8Array> {
    const answer = await this.card.execute(command);
    return this.isLying ? answer.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) : answer;
  }
}

void t.test('a closed channel sends nothing', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  channel.close();
  const before = stock.card.transcript().length;
  const data = fromHex('0102');
  const command = { name: 'STORE DATA', apdu: { cla: 0x80, ins: 0xe2, p1: 0, p2: 0, data }, parse: () => undefined };
  await t.rejects(channel.send({ ...command, secretData: true }), { message: /is closed/ });
  t.equal(stock.card.transcript().length, before, 'not even encrypted with a key of zeros');
  t.equal(toHex(data), '0000', 'a secret is zeroed all the same');
  await t.rejects(async () => channel.encryptSensitive(new Uint8Array(16)), { message: /is closed/ });
});

void t.test('a wrong MAC of the card ends the channel', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  stock.isLying = true;
  await t.rejects(channel.send(getCardLifeCycle()), CardProtocolError);
  stock.isLying = false;
  const before = stock.card.transcript().length;
  await t.rejects(channel.send(getCardLifeCycle()), { message: /is closed/ });
  t.equal(stock.card.transcript().length, before);
});

void t.test('data that does not fit one command is refused before it is sent', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  const send = (bytes: number): Promise<void> =>
    channel.send({
      name: 'STORE DATA',
      apdu: { cla: 0x80, ins: 0xe2, p1: 0x80, p2: 0, data: new Uint8Array(bytes) },
      parse: () => undefined,
    });
  await t.rejects(send(channel.commandBytes + 1), RangeError);
  t.equal(await channel.send(getCardLifeCycle()), 'opReady', 'and the channel stands');
  await t.rejects(send(channel.commandBytes), new CardRefusedError('STORE DATA', 0x6d00));
});

void t.test('PUT KEY: versions that P1 and the card cannot hold', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  const secret = (): Secret => Secret.takeBytes(new Uint8Array(16).fill(7));
  for (const [replaced, version] of [
    [0xff, 0x30],
    [0x80, 0x30],
    [0, 0],
    [0, 0x80],
  ] as const) {
    const before = stock.card.transcript().length;
    await t.rejects(putKeys(channel, replaced, { version, enc: secret(), mac: secret(), dek: secret() }), RangeError);
    t.equal(stock.card.transcript().length, before);
  }
});

const tripleKey = (key: Uint8Array): Uint8Array => concatBytes(key, key.subarray(0, 8));
const zeroIv = new Uint8Array(8);

function des3(key: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv('des-ede3-cbc', tripleKey(key), zeroIv).setAutoPadding(false);
  return concatBytes(cipher.update(data), cipher.final());
}

function des3Ecb(key: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv('des-ede3', tripleKey(key), null).setAutoPadding(false);
  return concatBytes(cipher.update(data), cipher.final());
}

/** Old stock with SCP02, so far as PUT KEY needs it. */
class OldCard {
  putKey: Uint8Array | null = null;
  #enc = new Uint8Array();

  execute(command: Uint8Array): Promise<Uint8Array> {
    const data = command.slice(5, 5 + (command[4] ?? 0));
    const ok = fromHex('9000');
    if (command[1] === 0x50) {
      this.#enc = Uint8Array.from(this.sessionKey('0182'));
      const challenge = fromHex('0001AABBCCDDEEFF');
      const cryptogram = des3(this.#enc, concatBytes(data, challenge, fromHex('8000000000000000'))).slice(-8);
      return Promise.resolve(concatBytes(new Uint8Array(10), fromHex('FF02'), challenge, cryptogram, ok));
    }
    if (command[1] !== 0xd8) return Promise.resolve(ok);
    const decipher = createDecipheriv('des-ede3-cbc', tripleKey(this.#enc), zeroIv).setAutoPadding(false);
    this.putKey = concatBytes(decipher.update(data.subarray(0, -8)), decipher.final());
    const values = [0, 1, 2].map((i) => this.putKey?.slice(20 + i * 22, 23 + i * 22) ?? new Uint8Array());
    return Promise.resolve(concatBytes(this.putKey.subarray(0, 1), ...values, ok));
  }

  sessionKey(constant: string): Uint8Array {
    return des3(fromHex(sampleHex), fromHex(`${constant}0001${'00'.repeat(12)}`));
  }
}

void t.test('old stock gets Triple DES keys: type 80, without a length of its own', async (t) => {
  const card = new OldCard();
  const channel = await open(
    new Channel(directConnection((command) => card.execute(command), fromHex('3B80800101'), 'T=1')),
    'des3',
  );
  t.equal(channel.warning, 'scp02');
  const hex = ['A1', 'B2', 'C4'].map((one) => one.repeat(8) + '17'.repeat(8));
  const [enc, mac, dek] = hex.map((one) => Secret.takeBytes(fromHex(one)));
  if (enc === undefined || mac === undefined || dek === undefined) return;
  await putKeys(channel, 0, { version: 0x30, enc, mac, dek });
  const dekSession = card.sessionKey('0181');
  const blocks = hex.map((one) => {
    const value = des3(fromHex(one), new Uint8Array(8)).slice(0, 3);
    return `8010${toHex(des3Ecb(dekSession, fromHex(one)))}03${toHex(value)}`;
  });
  const sent = toHex(card.putKey ?? new Uint8Array());
  const plain = `30${blocks.join('')}`;
  t.equal(sent.slice(0, plain.length), plain);
  t.equal(sent.slice(plain.length), '8000000000', 'padding of C-DECRYPTION');
  const long = Secret.takeBytes(new Uint8Array(32));
  await t.rejects(putKeys(channel, 0, { version: 0x30, enc: long, mac, dek }), RangeError, 'a key that is none');
});
t.end();
