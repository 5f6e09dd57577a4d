/** What hosts other than ours send to the virtual card's security domain: lists, keys, locking, and bad input. */
import t from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { Secret } from '../../../../base/secret.js';
import { CardRefusedError } from '../../../../card/errors.js';
import { MemoryKey } from '../../../../card/globalplatform/cardKeys.js';
import { Scp03Session } from '../../../../card/globalplatform/scp03.js';
import { SecureChannel } from '../../../../card/globalplatform/secureChannel.js';
import { parseInitializeUpdate, securityLevels } from '../../../../card/globalplatform/secureMessaging.js';
import { encodeCommand, parseResponse, type CommandApdu } from '../../../../card/iso7816/apdu.js';
import { Channel } from '../../../../card/iso7816/channel.js';
import { selectDefaultApplication } from '../../../../card/iso7816/commands/select.js';
import { directConnection } from '../../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';

const sample = (): MemoryKey => new MemoryKey('aes', Secret.takeBytes(fromHex('404142434445464748494A4B4C4D4E4F')));
const keys = { keysOf: () => Promise.resolve({ version: 0, enc: sample(), mac: sample(), dek: sample() }) };

const isd = '4F08A000000151000000';
const pair = ['F276A288BCFBA69D34F31001', 'F276A288BCFBA69D34F31002'] as const;

class Stock {
  readonly card = new VirtualCard(new MemoryCardStore());
  channel = new Channel(directConnection((command) => this.card.execute(command), this.card.reset(), 'T=1'));

  async open(): Promise<SecureChannel> {
    await this.channel.exchange(selectDefaultApplication());
    return SecureChannel.open(this.channel, { keys, keySet: 'stock', keyVersion: 0, s16: false, isDemo: true });
  }

  /** Without secure messaging. */
  async plain(hex: string): Promise<string> {
    return toHex(await this.card.execute(fromHex(hex)));
  }
}

/** Over the channel. @returns data and status word */
async function secured(channel: SecureChannel, hex: string): Promise<string> {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = fromHex(hex.slice(0, 8));
  const apdu = { cla, ins, p1, p2, data: fromHex(hex.slice(8)), le: 256 };
  return channel.send({ name: 'test', apdu, parse: (data) => `${toHex(data)}9000` }).catch((error: unknown) => {
    if (error instanceof CardRefusedError) return error.statusWord.toString(16).toUpperCase();
    throw error;
  });
}

void t.test('GET DATA over the secure channel, between other commands', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  const keyInformation = ['01', '02', '03'].map((id) => `C004${id}FF8810`).join('');
  t.equal(await secured(channel, '80CA00E0'), `E012${keyInformation}9000`);
  t.equal(await secured(channel, '80CA0042'), '6A88', 'a refusal ends nothing');
  t.match(await secured(channel, '80CA9F7F'), /^9F7F2A/);
  t.match(await secured(channel, '80F280024F00'), /9000$/, 'the channel still stands');
  t.equal(await stock.plain('80CA006600'), '6982', 'without secure messaging it ends the channel');
  t.equal(await secured(channel, '80F280024F00'), '6982');
});

void t.test('card recognition data tells GlobalPlatform 2.3.1 and SCP03', async (t) => {
  const stock = new Stock();
  const version = '600C060A2A864886FC6B02020301';
  const rest = '630906072A864886FC6B03640B06092A864886FC6B040370660906072B060104012A02';
  t.equal(await stock.plain('80CA006600'), `663C733A06072A864886FC6B01${version}${rest}9000`);
});

void t.test('GET STATUS', async (t) => {
  const channel = await new Stock().open();
  const domain = `E313${isd}9F700101C5039EFE80`;
  const applications = pair.map((aid) => `E3174F0C${aid}9F700107C503000000`);
  for (const [command, answer] of [
    ['80F280024F00', `${domain}9000`],
    [`80F280024F07A0000001510000`, `${domain}9000`],
    ['80F280024F005C039F70C5', 'E3099F700101C5039EFE809000'],
    ['80F280004F00', '08A000000151000000019E9000'],
    ['80F240024F00', `${applications.join('')}9000`],
    [`80F240024F0C${pair[1]}`, `${applications[1] ?? ''}9000`],
    ['80F240024F005C014F', `${pair.map((aid) => `E30E4F0C${aid}`).join('')}9000`],
    ['80F240004F00', `${pair.map((aid) => `0C${aid}0700`).join('')}9000`],
    ['80F240024F05A000000308', '6A88'],
    ['80F220024F00', '6A88'],
    ['80F210024F00', '6A88'],
    ['80F280034F00', '6985'],
    ['80F200024F00', '6A86'],
    ['80F280044F00', '6A86'],
    ['80F28002', '6A80'],
    ['80F280025C014F', '6A80'],
    ['80F280024F', '6A80'],
  ] as const) {
    t.equal(await secured(channel, command), answer, command);
  }
});

void t.test('PUT KEY with malformed keys changes nothing, and breaks nothing', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  for (const one of [
    '880110',
    '880000',
    '88',
    '881110',
    `881120${'00'.repeat(16)}03000000`,
    `8010${'00'.repeat(16)}00`,
  ]) {
    t.equal(await secured(channel, `80D8008130${one.repeat(3)}`), '6A80', one);
  }
  t.equal(await secured(channel, '80D8FF8130'), '6A86', 'P1 has seven bits for the version');
  t.equal(await secured(channel, '80D8018130'), '6A88');
  t.equal(await secured(channel, '80E60C0000'), '6D00', 'INSTALL is not built');
  t.match(await secured(channel, '80CA00E0'), /^E012C00401FF8810/);
});

void t.test('life cycle: step by step; locked, and unlocked again', async (t) => {
  const stock = new Stock();
  let channel = await stock.open();
  t.equal(await secured(channel, '80F0800F'), '6985', 'not from OP_READY');
  t.equal(await secured(channel, '80F08007'), '9000');
  t.equal(await secured(channel, '80F0807F'), '6985', 'not before SECURED');
  t.equal(await secured(channel, '80F0800F'), '9000');
  t.equal(await secured(channel, '80F0807F'), '9000');
  stock.card.reset();
  t.match(await stock.plain('00A4040000'), /^6F.*6283$/, 'the domain tells that the card is locked');
  t.equal(await stock.plain(`00A404000C${pair[0]}00`), '6A82', 'and no application answers');
  channel = await stock.open();
  t.equal(await secured(channel, '80F0800F'), '9000');
  t.match(await stock.plain(`00A404000C${pair[0]}00`), /9000$/);
});

void t.test('a terminated card answers GET DATA alone', async (t) => {
  const stock = new Stock();
  const channel = await stock.open();
  t.equal(await secured(channel, '80F080FF'), '9000');
  stock.card.reset();
  t.match(await stock.plain('80CA9F7F00'), /^9F7F2A.*9000$/);
  for (const command of ['00A4040000', `00A404000C${pair[0]}00`, '8050000008000102030405060700', '80F28002024F0000']) {
    t.equal(await stock.plain(command), '6985', command);
  }
});

void t.test('every security level that a host may ask for', async (t) => {
  for (const level of Object.values(securityLevels)) {
    const stock = new Stock();
    const hostChallenge = fromHex('0001020304050607');
    const opened = fromHex((await stock.plain(`8050000008${toHex(hostChallenge)}00`)).slice(0, -4));
    const set = await keys.keysOf();
    const session = await Scp03Session.open(set, hostChallenge, parseInitializeUpdate(opened));
    const say = async (apdu: CommandApdu): Promise<string> => {
      const answer = fromHex(await stock.plain(toHex(encodeCommand(apdu))));
      const { data, statusWord } = session.unwrap(parseResponse(answer));
      return `${toHex(data)}${statusWord.toString(16)}`;
    };
    t.equal(await stock.plain(toHex(encodeCommand(session.authenticate(level)))), '9000', level.toString(16));
    const list = { cla: 0x80, ins: 0xf2, p1: 0x80, p2: 0x02, data: fromHex('4F00'), le: 256 };
    for (let i = 0; i < 3; i++) t.equal(await say(session.wrap(list)), `E313${isd}9F700101C5039EFE809000`);
    t.equal(await say(session.wrap({ ...list, p1: 0x20 })), '6a88');
    t.match(await say(session.wrap({ cla: 0x80, ins: 0xca, p1: 0, p2: 0xe0, le: 256 })), /^E012.*9000$/);
    t.equal(await say(session.wrap({ cla: 0x80, ins: 0xf0, p1: 0x80, p2: 0x07 })), '9000');
  }
});
t.end();
