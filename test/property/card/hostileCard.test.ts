/** Whatever a card answers, every operation ends: with an answer or with an error that has a name, after few APDUs. */
import fc from 'fast-check';
import t from 'tap';
import { concatBytes } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import {
  CardProtocolError,
  CardRefusedError,
  PinBlockedError,
  PukBlockedError,
  UnknownCardError,
  WrongPinError,
  WrongPukError,
} from '../../../card/errors.js';
import { openCard } from '../../../card/drivers/registry.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';

/** An endless answer is given up after 256 parts of two APDUs, under each of three names of the issuer security domain. */
const mostApdus = 3000;

const named = [
  CardProtocolError,
  CardRefusedError,
  PinBlockedError,
  PukBlockedError,
  UnknownCardError,
  WrongPinError,
  WrongPukError,
];

const puk = 'ABCDEFGHIJKLMNOP';
const pin = '12345678';
const secret = (text: string): Secret => Secret.fromText(text);
const labels = { token: 'token', pin: 'pin' };
const publicKeyInfo = Buffer.from(
  'MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMEFMbQAPyNVG2RdcfXXL+3tjiBbBnfVqoyzfpCvNWjF2Xaxy8lLrXtxBqEfg3Nvy6Dl3Eg4cUqL' +
    'bYwmmYwSUncCAwEAAQ==',
  'base64',
);

const operations: Record<string, (driver: CardDriver) => Promise<unknown>> = {
  pinStatus: (driver) => driver.pinStatus(2),
  read: (driver) => driver.read(),
  lifeCycle: (driver) => driver.lifeCycle(),
  uses: (driver) => driver.uses(),
  currentPlace: (driver) => driver.currentPlace('signEncrypt'),
  setPuk: (driver) => driver.setPuk(1, secret(puk)),
  setInitialPin: (driver) => driver.setInitialPin(1, secret(pin)),
  verifyPin: (driver) => driver.verifyPin(1, secret(pin)),
  changePin: (driver) => driver.changePin(2, secret(pin), secret(pin)),
  resetRetryCounter: (driver) => driver.resetRetryCounter(1, secret(puk), secret(pin)),
  createFileSystem: (driver) => driver.createFileSystem(1, labels),
  generateKey: (driver) => driver.generateKey('sign', 'a', 'rsa2048'),
  writeKeyObjects: (driver) => driver.writeKeyObjects('sign', 'a', publicKeyInfo),
  readPublicKey: (driver) => driver.readPublicKey('sign', 'a'),
  writeCertificate: (driver) => driver.writeCertificate('encrypt', 'a', new Uint8Array(700).fill(0x30)),
  readCertificate: (driver) => driver.readCertificate('sign', 'a'),
  makeCurrent: (driver) => driver.makeCurrent('encrypt', 'b'),
  sign: (driver) => driver.sign('sign', 'a', Buffer.from('data')),
  decipher: (driver) => driver.decipher('encrypt', 'a', new Uint8Array(256)),
};

const statusBytes = fc.oneof(
  fc.constantFrom([0x90, 0x00], [0x61, 0xff], [0x61, 0x00], [0x6c, 0x00], [0x6c, 0x10], [0x63, 0xc0], [0x63, 0xc2]),
  fc.constantFrom([0x69, 0x84], [0x6a, 0x82], [0x6a, 0x86], [0x67, 0x00], [0x69, 0x83], [0x62, 0x82], [0x6f, 0x00]),
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })),
);
const templates = fc.constantFrom(
  '6F07820138',
  '7F4982FFFF',
  '7F4981',
  '308203E8',
  '3084FFFFFFFF',
  '30820FFF',
  '000606',
  '818000',
);
const data = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 250, maxLength: 400 }),
  fc
    .tuple(templates, fc.uint8Array({ maxLength: 260 }))
    .map(([start, rest]) => concatBytes(Buffer.from(start, 'hex'), rest)),
);
const answer = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(data, statusBytes).map(([body, status]) => concatBytes(body, Uint8Array.from(status))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 1 }) },
  { weight: 3, arbitrary: statusBytes.map((status) => Uint8Array.from(status)) },
);
/** A card that begins well and answers anything later: `null` leaves the true answer as it is. */
const behaviour = fc.record({
  trueAnswers: fc.integer({ min: 0, max: 12 }),
  lies: fc.array(fc.option(answer, { freq: 3 }), { minLength: 1, maxLength: 6 }),
});

async function endsWell(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!named.some((kind) => error instanceof kind)) throw error;
  }
}

void t.test('no answer brings the driver out of bounds', async (t) => {
  for (const [name, operate] of Object.entries(operations)) {
    await fc.assert(
      fc.asyncProperty(behaviour, async ({ trueAnswers, lies }) => {
        const card = new VirtualCard(new MemoryCardStore());
        let apdus = 0;
        const connection = directConnection(async (command) => {
          apdus += 1;
          if (apdus > mostApdus) throw new Error(`${name} goes on and on`);
          const lie = apdus > trueAnswers ? lies[(apdus - trueAnswers - 1) % lies.length] : null;
          return lie ?? card.execute(command);
        }, card.reset());
        await endsWell(async () => operate(await openCard(connection)));
      }),
      { numRuns: 150 },
    );
    t.pass(name);
  }
});

void t.test('a card that only ever says one thing', async (t) => {
  await fc.assert(
    fc.asyncProperty(answer, fc.uint8Array({ maxLength: 40 }), async (always, atr) => {
      let apdus = 0;
      const connection = directConnection(() => {
        apdus += 1;
        return always;
      }, atr);
      await endsWell(() => openCard(connection));
      if (apdus > mostApdus) throw new Error('goes on and on');
    }),
    { numRuns: 500 },
  );
  t.pass('ends');
});
