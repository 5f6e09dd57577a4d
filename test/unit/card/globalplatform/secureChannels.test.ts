/** SCP02 and SCP03 against sessions of real cards (test keys, published with pySim): the same bytes, command after command. */
import t from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { Secret } from '../../../../base/secret.js';
import { MemoryKey, type CardKeyAlgorithm, type CardKeySet } from '../../../../card/globalplatform/cardKeys.js';
import { Scp02Session } from '../../../../card/globalplatform/scp02.js';
import { Scp03Session } from '../../../../card/globalplatform/scp03.js';
import { parseInitializeUpdate, type SecureSession } from '../../../../card/globalplatform/secureMessaging.js';
import { securityLevels, type SecurityLevel } from '../../../../card/globalplatform/secureMessaging.js';
import { CardAuthenticationError, CardProtocolError } from '../../../../card/errors.js';
import { encodeCommand, type CommandApdu } from '../../../../card/iso7816/apdu.js';

function keysOf(algorithm: CardKeyAlgorithm, version: number, hex: readonly [string, string, string]): CardKeySet {
  const [enc, mac, dek] = hex.map((one) => new MemoryKey(algorithm, Secret.takeBytes(fromHex(one))));
  if (enc === undefined || mac === undefined || dek === undefined) throw new Error('three keys');
  return { version, enc, mac, dek };
}

const base = [
  '000102030405060708090A0B0C0D0E0F',
  '101112131415161718191A1B1C1D1E1F',
  '202122232425262728292A2B2C2D2E2F',
] as const;
/** Keys of a length: the first bytes follow again. */
const longer = (bytes: number): [string, string, string] => {
  const [enc, mac, dek] = base.map((one) => (one + one).slice(0, bytes * 2));
  return [enc ?? '', mac ?? '', dek ?? ''];
};

const getEid = { cla: 0x80, ins: 0xe2, p1: 0x91, p2: 0x00, data: fromHex('BF3E035C015A'), le: 256 };
const eid = 'BF3E125A1089882119900000000000000000000005';
/** The four cases of ISO 7816-3 §12.1. */
const cases: readonly CommandApdu[] = [
  { cla: 0x80, ins: 0xf2, p1: 0x20, p2: 0x02 },
  { cla: 0x80, ins: 0xca, p1: 0x00, p2: 0x66, le: 256 },
  { cla: 0x80, ins: 0xf2, p1: 0x20, p2: 0x02, data: fromHex('4F0212345C054F9F70C5') },
  { cla: 0x80, ins: 0xf2, p1: 0x80, p2: 0x02, data: fromHex('4F00'), le: 256 },
];

interface Recorded {
  readonly keyBytes: 16 | 24 | 32;
  readonly level: SecurityLevel;
  readonly hostChallenge: string;
  readonly initializeUpdate: string;
  readonly externalAuthenticate: string;
  readonly getEid: string;
  readonly answer: string;
  readonly cases: readonly [string, string, string, string];
}

const { cMacRMac, cDecryptionCMac, cDecryptionCMacREncryptionRMac } = securityLevels;

const sessions: readonly Recorded[] = [
  {
    keyBytes: 16,
    level: cMacRMac,
    hostChallenge: 'b13e5f938fc108c4',
    initializeUpdate: '000000000000000000003003703eb51047495b249f66c484c1d2ef1948000002',
    externalAuthenticate: '84821100107d5f5826a993ebc89eea24957fa0b3ce',
    getEid: '84e291000ebf3e035c015a558d036518a2829700',
    answer: 'bf3e125a1089882119900000000000000000000005971be68992dbbdfa',
    cases: [
      '84f220020863a63f8959827fb2',
      '84ca006608a0c6a4a74166f7ce00',
      '84f22002124f0212345c054f9f70c52249b50272656536',
      '84f280020a4f00e91443f6dce6b8ed00',
    ],
  },
  {
    keyBytes: 16,
    level: cDecryptionCMac,
    hostChallenge: '8e1552d0513c60f3',
    initializeUpdate: '0000000000000000000030037030760cd2c47c1dd395065fe5ead8a9d7000001',
    externalAuthenticate: '8482030010fd4721a14d9b07003c451d2f8ae6bb21',
    getEid: '84e2910018ca9c00f6713d79bc8baa642bdff51c3f6a4082d3bd9ad26c00',
    answer: 'bf3e125a1089882119900000000000000000000005',
    cases: [
      '84f2200208c9811b11f1264cf1',
      '84ca006608e10ab60b3054798800',
      '84f22002184e2908bdb48b2315a55482e9e936ca122d6ecfae7d17416e',
      '84f28002180dd10a6b6193e5340b9e77d32d5a179cd710ac2773aefb2800',
    ],
  },
  {
    keyBytes: 16,
    level: cDecryptionCMacREncryptionRMac,
    hostChallenge: 'fdf38259a1e0de44',
    initializeUpdate: '000000000000000000003003703b1aca81e821f219081cdc01c26b372d000003',
    externalAuthenticate: '84823300108c36f96bcc00724a4e13ad591d7da3f0',
    getEid: '84e2910018267a85dfe4a98fca6fb0527e0dfecce4914e40401433c87f00',
    answer: 'f3ba2b1013aa6224f5e1c138d71805c569e5439b47576260b75fc021b25097cb2e68f8a0144975b9',
    cases: [
      '84f2200208ac6a59024bed84cc',
      '84ca006608409912ad8fb7aed000',
      '84f22002185f3dafc3ac14c381536a488bf44e06d056df9d74dbd21e5a',
      '84f280021865165105be3373347d0424d4400af2ac393f569ec779389e00',
    ],
  },
  {
    keyBytes: 24,
    level: cMacRMac,
    hostChallenge: '7396430b768b085b',
    initializeUpdate: '000000000000000000003103708cfc23522ffdbf1e5df5542cac8fd866000003',
    externalAuthenticate: '84821100102145ed30b146f5db252fb7e624cec244',
    getEid: '84e291000ebf3e035c015aff42cf801d14394400',
    answer: 'bf3e125a1089882119900000000000000000000005162fbd33e04940a9',
    cases: [
      '84f22002084584e4f6784811ee',
      '84ca006608937776ebe190fa3000',
      '84f22002124f0212345c054f9f70c59a52bddf3040368c',
      '84f280020a4f009804b11411f7393d00',
    ],
  },
  {
    keyBytes: 24,
    level: cDecryptionCMac,
    hostChallenge: '69c65da8202bf19f',
    initializeUpdate: '00000000000000000000310370b570a67be38446717729d6dd3d2ec5b1000001',
    externalAuthenticate: '848203001065df4f1a356a887905466516d9e5b7c1',
    getEid: '84e2910018d2c6fb477c5d4afe4fd4d21f17eff10d3578ec1774a12a2d00',
    answer: 'bf3e125a1089882119900000000000000000000005',
    cases: [
      '84f2200208964e188f0b1bb697',
      '84ca006608f0820035a41d3e1800',
      '84f220021806b076ed452cd1fa84f77f5c08a146aa77a9286757dea791',
      '84f2800218d06527e39222dce091fabdb8e9b898417a67a6852d3577db00',
    ],
  },
  {
    keyBytes: 24,
    level: cDecryptionCMacREncryptionRMac,
    hostChallenge: '9b3f2eef0e8c9374',
    initializeUpdate: '00000000000000000000310370f6bb305a15bae1a68f79fb08212fbed7000002',
    externalAuthenticate: '84823300109100bc22d58b45b86a26365ce39ff3cf',
    getEid: '84e29100188f7f946c84f70d17994bc6e8791251bb1bb1bf02cf8de58900',
    answer: 'c05176c1b6f72aae50c32cbee63b0e95998928fd4dfb2be9f27ffde8c8476f5909b4805cc4039599',
    cases: [
      '84f2200208d5d97754b6b3d2ba',
      '84ca006608516c82b8e30adbeb00',
      '84f2200218cc247f4761e6944277a4e0d6e32e44025b1e31537e2fc668',
      '84f2800218ba22b63d509bef5d093b43e5eaed03ed23144ab2d9cb51de00',
    ],
  },
  {
    keyBytes: 32,
    level: cMacRMac,
    hostChallenge: '11666d57866c6f54',
    initializeUpdate: '0000000000000000000032037053ea8847efa7674e41498a4d66cf0dee000003',
    externalAuthenticate: '84821100102f2ad190eff2fafc4908996d1cebd310',
    getEid: '84e291000ebf3e035c015af4b680372542b59d00',
    answer: 'bf3e125a10898821199000000000000000000000058012dd7f01f1c4c1',
    cases: [
      '84f2200208d618b7da68d5fe52',
      '84ca0066088f3e055db23ad5e500',
      '84f22002124f0212345c054f9f70c5b6e15cc42404915e',
      '84f280020a4f00aa124aa74afe7f7500',
    ],
  },
  {
    keyBytes: 32,
    level: cDecryptionCMac,
    hostChallenge: 'c6066990fc426e1d',
    initializeUpdate: '000000000000000000003203708682cd81bbd8919f2de3f2664581f118000001',
    externalAuthenticate: '848203001077c493b632edadaf865a1e64acc07ce9',
    getEid: '84e29100183ddaa60594963befaada3525b492ede23c2ab2c1ce3afe4400',
    answer: 'bf3e125a1089882119900000000000000000000005',
    cases: [
      '84f2200208480ddc8e419da38d',
      '84ca0066083e9d6a6c0b2d732000',
      '84f22002183ebfef2da8b04af2a85f491f299b76973df76ff08a4031be',
      '84f2800218783fff80990f5585b1055010ea95094a26e4a8f1ef4b18e100',
    ],
  },
  {
    keyBytes: 32,
    level: cDecryptionCMacREncryptionRMac,
    hostChallenge: '97b2055fe58599fd',
    initializeUpdate: '00000000000000000000320370a8439a22cedf045fa9f1903b2834f26e000002',
    externalAuthenticate: '8482330010508a0fd959d2e547c6b33154a6be2057',
    getEid: '84e29100187a5ef717eaf1e135ae92fe54429d0e465decda65f5fe5aea00',
    answer: 'ea90dbfa648a67c5eb6abc57f8530b97d0cd5647c5e8732016b55203b078dd2ace7f8bc5d1c1cd99',
    cases: [
      '84f2200208bcc5c17275545d93',
      '84ca00660804806aba9d543bb600',
      '84f2200218717222491556ec81a45f49ce48be33320024801a1c4cb0e0',
      '84f2800218561f105bccd3a1642904b251ccc1228beb80a82370a8637000',
    ],
  },
];

const bytesOf = (apdu: CommandApdu): string => toHex(encodeCommand(apdu)).toLowerCase();

for (const recorded of sessions) {
  const { keyBytes, level } = recorded;
  const name = `SCP03 with AES-${keyBytes * 8}, security level ${level.toString(16)}`;
  const open = (initializeUpdate = recorded.initializeUpdate): Promise<Scp03Session> => {
    const answer = parseInitializeUpdate(fromHex(initializeUpdate));
    return Scp03Session.open(keysOf('aes', 0x30, longer(keyBytes)), fromHex(recorded.hostChallenge), answer);
  };

  void t.test(name, async (t) => {
    const session: SecureSession = await open();
    t.equal(bytesOf(session.authenticate(level)), recorded.externalAuthenticate);
    t.equal(bytesOf(session.wrap(getEid)), recorded.getEid);
    t.equal(toHex(session.unwrap({ data: fromHex(recorded.answer), statusWord: 0x9000 }).data), eid);
    for (const [i, apdu] of cases.entries()) t.equal(bytesOf(session.wrap(apdu)), recorded.cases[i], `case ${i + 1}`);
    session.close();
  });

  void t.test(`${name}: another card is found out`, async (t) => {
    const cryptogramAt = 2 * 21;
    const { initializeUpdate: right } = recorded;
    const digit = right[cryptogramAt] === '0' ? '1' : '0';
    const wrong = right.slice(0, cryptogramAt) + digit + right.slice(cryptogramAt + 1);
    await t.rejects(open(wrong), new CardAuthenticationError('host'));
  });

  if (level === cDecryptionCMac) continue;
  void t.test(`${name}: a changed answer is not accepted`, async (t) => {
    const answer = fromHex(recorded.answer);
    for (const [at, statusWord] of [
      [0, 0x9000],
      [answer.length - 1, 0x9000],
      [-1, 0x6310],
    ] as const) {
      const session = await open();
      session.authenticate(level);
      session.wrap(getEid);
      const changed = answer.map((byte, i) => (i === at ? byte ^ 1 : byte));
      t.throws(() => session.unwrap({ data: changed, statusWord }), CardProtocolError, `byte ${at}`);
    }
    const session = await open();
    session.authenticate(level);
    session.wrap(getEid);
    t.throws(() => session.unwrap({ data: new Uint8Array(), statusWord: 0x9000 }), CardProtocolError, 'without MAC');
    t.same(session.unwrap({ data: new Uint8Array(), statusWord: 0x6a88 }), {
      data: new Uint8Array(),
      statusWord: 0x6a88,
    });
  });
}

void t.test('SCP02 with i = 15', async (t) => {
  const keys = keysOf('des3', 0x20, [
    '100102030405060708090A0B0C0D0E0F',
    '101102030405060708090A0B0C0D0E0F',
    '102102030405060708090A0B0C0D0E0F',
  ]);
  const answer = parseInitializeUpdate(fromHex('00000000000000000000700200016B4524ABEE7CF32EA3838BC148F3'));
  t.match(answer, { protocol: 'SCP02', keyVersion: 0x70 });
  const hostChallenge = fromHex('40A62C37FA6304F8');
  const session = await Scp02Session.open(keys, hostChallenge, answer);
  t.throws(() => session.authenticate(cMacRMac), RangeError, 'answers cannot be protected');
  t.equal(bytesOf(session.authenticate(securityLevels.cMac)), '8482010010ba6961667737c5bcebece14c7d6a4376');
  const wrapped = [
    '84f220020814db34fa4341dca8',
    '84ca00660855ed7c5ff069512b00',
    '84f22002124f0212345c054f9f70c58fc1b380c4228af8',
    '84f280020a4f003b95f09317de6a4e00',
  ];
  for (const [i, apdu] of cases.entries()) t.equal(bytesOf(session.wrap(apdu)), wrapped[i], `case ${i + 1}`);
  const other = { ...answer, cardCryptogram: answer.cardCryptogram.map((byte) => byte ^ 1) };
  await t.rejects(Scp02Session.open(keys, hostChallenge, other), new CardAuthenticationError('host'));
});

void t.test('key check values', async (t) => {
  const { enc, mac, dek } = keysOf('aes', 0x30, longer(16));
  const values = await Promise.all([enc, mac, dek].map(async (key) => toHex(await key.checkValue())));
  t.same(values, ['C35280', '013808', '840DE5']);
});

void t.test('an answer to INITIALIZE UPDATE that is none', (t) => {
  for (const wrong of [
    '',
    '00'.repeat(28),
    '00'.repeat(10) + '3003' + '00'.repeat(16),
    '00'.repeat(11) + '02' + '00'.repeat(17),
  ]) {
    t.throws(() => parseInitializeUpdate(fromHex(wrong)), CardProtocolError, wrong);
  }
  t.match(parseInitializeUpdate(fromHex(`${'00'.repeat(10)}300361${'11'.repeat(16)}${'22'.repeat(16)}`)), {
    cardChallenge: new Uint8Array(16).fill(0x11),
    cardCryptogram: new Uint8Array(16).fill(0x22),
    sequenceCounter: new Uint8Array(),
  });
  t.end();
});
