/** A PIN typed at the reader's own pad reaches the card and never this machine; whatever the pad does costs no try by itself. */
import t, { type Test } from 'tap';
import { Secret } from '../../../base/secret.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { openCard } from '../../../card/drivers/registry.js';
import { PinBlockedError, WrongPinError } from '../../../card/errors.js';
import { PinPad, PinPadError } from '../../../card/pinpad/pinPad.js';
import type { CardConnection } from '../../../card/transport/connection.js';
import { TransportError } from '../../../card/transport/connection.js';
import { PcscTransport } from '../../../card/transport/pcscTransport.js';
import { occurrences } from '../../harness/memory.js';
import { startPcsc } from '../../harness/pcscHarness.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { VirtualPad, type PadAnswer, type PadProperties } from '../../harness/pinPad/virtualPad.js';
import { Bench } from './support/bench.js';
import { childOf } from './support/processes.js';

const rightPin = 'CanaryPad7391';
const allFeatures: PadProperties = { features: ['verify', 'modify', 'properties'], minLength: 4, maxLength: 15 };
const rule = { minLength: 4, maxLength: 16, padding: null };
/** VERIFY of an IsoApplet's PIN (ISO 7816-4 §11.5.6). */
const verify = { name: 'VERIFY', header: [0x00, 0x20, 0x00, 0x01], presents: { kind: 'pin', reference: 1 } } as const;

interface Counter {
  readonly bench: Bench;
  readonly card: CardHandle;
  readonly connection: CardConnection;
  readonly driver: CardDriver;
  /** The reader's pad, as the program finds it, at which a person gives these answers one after the other. */
  readonly pad: (answers: readonly PadAnswer[], properties?: PadProperties) => Promise<PinPad | null>;
  readonly asked: () => VirtualPad['questions'];
}

/** A card with a PIN in a reader that has a pad whenever `pad` was called. */
async function atCounter(t: Test): Promise<Counter> {
  const harness = await startPcsc({ readers: 2, pinPads: true });
  const bench = new Bench(harness, new PcscTransport({ socketPath: harness.socketPath }));
  await bench.start();
  t.teardown(() => bench.stop());
  const card = await harness.createCard();
  await card.insert(0);
  await bench.untilPresent(bench.reader(0));
  const connection = await bench.transport.connect(bench.reader(0));
  const driver = await openCard(connection);
  await driver.setPuk(1, Secret.fromText('PUK0123456789abc'));
  await driver.setInitialPin(1, Secret.fromText(rightPin));
  await driver.pinStatus(1);
  let virtual: VirtualPad | undefined;
  t.teardown(() => virtual?.close());
  const pad = async (answers: readonly PadAnswer[], properties = allFeatures): Promise<PinPad | null> => {
    virtual?.close();
    const left = [...answers];
    virtual = await VirtualPad.open(harness.directory, properties, () => left.shift() ?? 'timeout');
    return PinPad.find(connection);
  };
  return { bench, card, connection, driver, pad, asked: () => virtual?.questions ?? [] };
}

function found(pad: PinPad | null): PinPad {
  if (pad === null) throw new Error('the reader has no pad');
  return pad;
}

void t.test('a reader without a pad, or with one that only says so in part, is used without', async (t) => {
  const { connection, pad, driver } = await atCounter(t);
  t.equal(await PinPad.find(connection), null, 'no feature at all');
  t.equal(await pad([], { ...allFeatures, features: ['modify'] }), null, 'it cannot verify');
  const silent = await pad([], { ...allFeatures, features: ['verify'] });
  t.match(silent, { limits: { minLength: 0, maxLength: 15 }, canModify: false });
  await driver.verifyPin(1, Secret.fromText(rightPin));
});

void t.test('right, wrong and blocked, as the card says', async (t) => {
  const { pad, driver, asked } = await atCounter(t);
  const reader = found(
    await pad([[rightPin], ['Wrong12345'], [rightPin], ['Wrong1'], ['Wrong2'], ['Wrong3'], [rightPin]]),
  );
  await reader.verify(verify, rule);
  t.same(asked(), [{ kind: 'verify', minLength: 4, maxLength: 15 }], 'the rule and the limits of the pad');
  await t.rejects(reader.verify(verify, rule), new WrongPinError(1, 2));
  await reader.verify(verify, rule);
  t.match(await driver.pinStatus(1), { triesLeft: 3 });
  for (const left of [2, 1]) await t.rejects(reader.verify(verify, rule), new WrongPinError(1, left));
  await t.rejects(reader.verify(verify, rule), new PinBlockedError(1));
  await t.rejects(reader.verify(verify, rule), new PinBlockedError(1), 'the right one as well');
});

void t.test('who does not type, cancels, or types too little spends no try; nor does a pad that refuses', async (t) => {
  const { pad, driver } = await atCounter(t);
  const reader = found(await pad(['timeout', 'cancel', ['abc'], 'broken']));
  for (const outcome of ['timeout', 'cancelled', 'wrongLength', 'unsupported'] as const) {
    await t.rejects(reader.verify(verify, rule), new PinPadError(outcome, 'Virtual Reader A 00 00'), outcome);
    t.match(await driver.pinStatus(1), { triesLeft: 3 }, 'the connection goes on');
  }
});

void t.test('OpenSC uses the same pad as it does any other', async (t) => {
  const { pad, bench, connection, driver, asked } = await atCounter(t);
  await driver.createFileSystem(1, { token: 'pad', pin: 'PIN' });
  await pad([[rightPin], ['Wrong12345']]);
  await connection.disconnect('reset');
  const verifyPin = () => bench.harness.run('pkcs15-tool', ['--reader', bench.reader(0), '--verify-pin']);
  const right = await verifyPin();
  t.equal(right.code, 0, right.stderr);
  t.match(asked(), [{ kind: 'verify' }]);
  const wrong = await verifyPin();
  t.not(wrong.code, 0);
  t.match(wrong.stderr, /incorrect/i);
  t.equal(asked().length, 2);
});

void t.test('a card that is pulled while the person types ends the entry', async (t) => {
  const { pad, card, asked } = await atCounter(t);
  const reader = found(await pad([[rightPin]]));
  await card.arm({ kind: 'pull', when: 'beforeExecution', at: 1 });
  const error = await reader.verify(verify, rule).then(
    () => null,
    (reason: unknown) => reason,
  );
  t.ok(error instanceof TransportError, String(error));
  t.equal(asked().length, 1);
});

void t.test('the PIN is not in the process that drives the reader', async (t) => {
  const { pad, bench } = await atCounter(t);
  const other = 'CanaryPadOnly5';
  const reader = found(await pad([[other]]));
  await t.rejects(reader.verify(verify, rule), new WrongPinError(1, 2));
  const child = childOf('connection');
  t.ok(occurrences(child, Buffer.from(bench.reader(0))) > 0, 'the search finds what is there');
  t.equal(occurrences(child, Buffer.from(other)), 0);
});
