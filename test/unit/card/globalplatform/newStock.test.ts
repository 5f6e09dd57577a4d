/** A card from the factory gets its issuer's keys: host and virtual card, written apart, the card's side held to a recorded session. */
import t from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { Secret } from '../../../../base/secret.js';
import { MemoryKey, type CardKeySet, type KeyProvider } from '../../../../card/globalplatform/cardKeys.js';
import { getCardLifeCycle, putKeys, setCardLifeCycle } from '../../../../card/globalplatform/domainCommands.js';
import { SampleKeyError, SecureChannel } from '../../../../card/globalplatform/secureChannel.js';
import { CardAuthenticationError, CardRefusedError } from '../../../../card/errors.js';
import { Channel } from '../../../../card/iso7816/channel.js';
import { selectDefaultApplication } from '../../../../card/iso7816/commands/select.js';
import { directConnection } from '../../../../card/transport/directTransport.js';
import { parseCommandApdu, success } from '../../../virtual/apdu.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { CardChannel } from '../../../virtual/securityDomain/cardChannel.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';
import type { CardProtocol } from '../../../../card/transport/connection.js';

const sample = '404142434445464748494A4B4C4D4E4F';
const key = (hex: string): MemoryKey => new MemoryKey('aes', Secret.takeBytes(fromHex(hex)));

/** One key for each use. */
function providerOf(...[enc, mac, dek]: readonly [string, string, string]): KeyProvider {
  const set: CardKeySet = { version: 0, enc: key(enc), mac: key(mac), dek: key(dek) };
  return { keysOf: () => Promise.resolve(set) };
}

const factory = providerOf(sample, sample, sample);

class Stock {
  readonly card = new VirtualCard(new MemoryCardStore());
  channel: Channel;

  constructor(protocol: CardProtocol = 'T=1') {
    this.card.protocol = protocol;
    this.channel = this.#powered();
  }

  reset(): void {
    this.channel = this.#powered();
  }

  async open(keys: KeyProvider, keyVersion = 0): Promise<SecureChannel> {
    await this.channel.send(selectDefaultApplication());
    return SecureChannel.open(this.channel, { keys, keySet: 'stock', keyVersion, s16: false, isDemo: true });
  }

  #powered(): Channel {
    const atr = this.card.reset();
    return new Channel(directConnection((command) => this.card.execute(command), atr, this.card.protocol));
  }
}

for (const protocol of ['T=1', 'T=0'] as const) {
  for (const bytes of [16, 24, 32]) {
    void t.test(`keys of the issuer, AES-${bytes * 8}, over ${protocol}`, async (t) => {
      const stock = new Stock(protocol);
      const channel = await stock.open(factory);
      t.equal(channel.level, 0x33, 'the strongest level that the card has');
      t.equal(channel.warning, null);
      const hex = ['A1', 'B2', 'C3'].map((one) => one.repeat(bytes)) as [string, string, string];
      const [enc, mac, dek] = hex.map((one) => Secret.takeBytes(fromHex(one)));
      if (enc === undefined || mac === undefined || dek === undefined) return;
      await putKeys(channel, 0, { version: 0x30, enc, mac, dek });
      t.equal(await channel.send(getCardLifeCycle()), 'opReady');
      await channel.send(setCardLifeCycle('initialized'));
      await channel.send(setCardLifeCycle('secured'));
      await t.rejects(channel.send(setCardLifeCycle('opReady')), CardRefusedError, 'it goes forward alone');
      t.equal(await channel.send(getCardLifeCycle()), 'secured', 'a refused command ends nothing');
      stock.reset();
      const again = await stock.open(providerOf(...hex), 0x30);
      t.equal(await again.send(getCardLifeCycle()), 'secured');
      await t.rejects(stock.open(factory, 0xff), CardRefusedError, 'the keys of the factory are gone');
    });
  }
}

void t.test('wrong keys are found out by the card’s cryptogram, and not tried again', async (t) => {
  const stock = new Stock();
  const wrong = providerOf(sample, '00'.repeat(16), sample);
  await t.rejects(stock.open(wrong), new CardAuthenticationError('host'));
  const sent = stock.card.transcript().map(({ command }) => command.slice(0, 4));
  t.same(sent, ['00A4', '8050'], 'no EXTERNAL AUTHENTICATE');
});

void t.test('the key of samples opens nothing outside the demo', async (t) => {
  const stock = new Stock();
  await stock.channel.send(selectDefaultApplication());
  const options = { keySet: 'stock', keyVersion: 0, s16: false };
  await t.rejects(SecureChannel.open(stock.channel, { ...options, keys: factory }), SampleKeyError);
  const partly = providerOf('00'.repeat(16), '00'.repeat(16), sample);
  await t.rejects(
    SecureChannel.open(stock.channel, { ...options, keys: partly }),
    SampleKeyError,
    'one of them is enough',
  );
  t.notOk(
    stock.card.transcript().some(({ command }) => command.startsWith('8482')),
    'no EXTERNAL AUTHENTICATE',
  );
});

void t.test('the card counts wrong hosts, and is lost after ten', async (t) => {
  const stock = new Stock();
  for (let failed = 0; failed < 10; failed++) {
    stock.reset();
    await stock.card.execute(fromHex('8050000008000102030405060700'));
    t.equal(toHex(await stock.card.execute(fromHex(`8482330010${'00'.repeat(16)}`))), '6300');
  }
  t.equal(toHex(await stock.card.execute(fromHex('8050000008000102030405060700'))), '6983');
  await t.rejects(stock.open(factory), CardRefusedError);
});

void t.test('a key that its check value does not fit changes nothing', async (t) => {
  const stock = new Stock();
  const channel = await stock.open(factory);
  const data = fromHex(`30${`881110${'00'.repeat(16)}03000000`.repeat(3)}`);
  const put = { name: 'PUT KEY', apdu: { cla: 0x80, ins: 0xd8, p1: 0, p2: 0x81, data }, parse: () => undefined };
  await t.rejects(channel.send(put), new CardRefusedError('PUT KEY', 0x6a80));
  stock.reset();
  await stock.open(factory, 0xff);
});

void t.test('a command without secure messaging ends the channel', async (t) => {
  const stock = new Stock();
  const channel = await stock.open(factory);
  t.equal(toHex(await stock.card.execute(fromHex('80F28002024F0000'))), '6982');
  await t.rejects(channel.send(getCardLifeCycle()), CardRefusedError);
});

void t.test('the card’s side gives the answers of a recorded session', (t) => {
  const keys = {
    enc: fromHex('000102030405060708090A0B0C0D0E0F'),
    mac: fromHex('101112131415161718191A1B1C1D1E1F'),
    dek: fromHex('202122232425262728292A2B2C2D2E2F'),
  };
  const channel = new CardChannel(keys, fromHex('FDF38259A1E0DE44'), fromHex('3B1ACA81E821F219'));
  t.equal(toHex(channel.cryptogram), '081CDC01C26B372D');
  t.equal(channel.authenticate(parseCommandApdu(fromHex('84823300108C36F96BCC00724A4E13AD591D7DA3F0'))), true);
  const getEid = '84E2910018267A85DFE4A98FCA6FB0527E0DFECCE4914E40401433C87F00';
  t.equal(toHex(channel.unwrap(parseCommandApdu(fromHex(getEid))).data), 'BF3E035C015A');
  const answer = channel.wrap(success(fromHex('BF3E125A1089882119900000000000000000000005')));
  t.equal(toHex(answer.data), 'F3BA2B1013AA6224F5E1C138D71805C569E5439B47576260B75FC021B25097CB2E68F8A0144975B9');
  t.end();
});
