/** A PIN is shown to the card while all the tries are there that its owner knew of, and never a second time once refused. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { PinBlockedError, WrongPinError } from '../../../card/errors.js';
import { verifyPersonPin } from '../../../daemon/jobs/personPins.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { twoPins } from '../../harness/capabilities.js';

type PinContext = Parameters<typeof verifyPersonPin>[0];

interface Situation {
  readonly triesLeft: number;
  readonly told: number;
  readonly typed?: boolean;
  readonly right?: boolean;
}

function situation({ triesLeft, told, typed = true, right = true }: Situation) {
  const pins = new SecretDrawer();
  if (typed) pins.keep('pin1', Secret.fromText('Typed12345'));
  pins.keep('pin2', Secret.fromText('Typed67890'));
  pins.noteTries(1, told);
  let shown = 0;
  const card = {
    capabilities: twoPins(),
    pinStatus: () => Promise.resolve({ triesLeft, maxTries: 3 }),
    verifyPin: () => {
      shown++;
      if (right) return Promise.resolve();
      return Promise.reject(triesLeft === 1 ? new PinBlockedError(1) : new WrongPinError(1, triesLeft - 1));
    },
  };
  return { context: { card, pins } as unknown as PinContext, pins, shown: () => shown };
}

const asks = (code: string, triesLeft: number) => ({
  name: 'AskPerson',
  question: { kind: 'verifyPins', pins: [{ reference: 1, triesLeft }], reason: { code } },
});

await t.test('the right PIN is shown once, and its tries are full again', async (t) => {
  const { context, pins, shown } = situation({ triesLeft: 2, told: 2 });
  await verifyPersonPin(context, 1);
  t.equal(shown(), 1);
  t.equal(pins.triesShown(1), 3);
});

await t.test('a refused PIN is forgotten: the next time it is asked for, not sent', async (t) => {
  const { context, pins, shown } = situation({ triesLeft: 3, told: 3, right: false });
  await t.rejects(verifyPersonPin(context, 1), asks('job.verifyPins.wrong', 3));
  t.equal(pins.pin(1), null);
  await t.rejects(verifyPersonPin(context, 1), asks('job.verifyPins.typeAgain', 3));
  t.equal(shown(), 1);
});

await t.test('with fewer tries than its owner knew of it is not sent', async (t) => {
  const { context, shown } = situation({ triesLeft: 1, told: 2 });
  await t.rejects(verifyPersonPin(context, 1), asks('job.verifyPins.triesMissing', 1));
  t.equal(shown(), 0);
});

await t.test('a PIN that locks, or is locked, is asked for no more', async (t) => {
  const last = situation({ triesLeft: 1, told: 1, right: false });
  await t.rejects(verifyPersonPin(last.context, 1), { name: 'PinBlockedError', reference: 1 });
  const locked = situation({ triesLeft: 0, told: 3, typed: false });
  await t.rejects(verifyPersonPin(locked.context, 1), { name: 'PinBlockedError', reference: 1 });
  t.equal(locked.shown(), 0);
});
t.end();
