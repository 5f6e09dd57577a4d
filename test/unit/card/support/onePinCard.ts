/** A driver of a family with one PIN and one PUK, without a card behind it: what it was told is kept in memory. */
import { createSign, generateKeyPairSync, privateDecrypt, constants, type KeyObject } from 'node:crypto';
import { Secret } from '../../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../../base/terms.js';
import type { CardCapabilities, CardDriver, KeyPlace, PinStatus } from '../../../../card/drivers/driver.js';
import {
  CardRefusedError,
  PinBlockedError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../../../card/errors.js';
import { onePin } from '../../../harness/capabilities.js';

interface Pair {
  readonly privateKey: KeyObject;
  publicKey: Uint8Array | null;
  certificate: Uint8Array | null;
}

const text = (secret: Secret): string => secret.use((bytes) => Buffer.from(bytes).toString('latin1'));
const most = { pin: 3, puk: 5 } as const;

/** The family has one operation of its own, which must not run twice. */
export function onePinCard(wish: Parameters<typeof onePin>[0] = {}) {
  const base = onePin(wish);
  const finalise = {
    what: 'own',
    name: 'finalise',
    kind: 'once',
    label: { 'zh-TW': '結束個人化', en: 'Finalising' },
  } as const;
  const capabilities: CardCapabilities = { ...base, preparation: [...base.preparation, finalise] };
  const done: string[] = [];
  const pairs = new Map<string, Pair>();
  const current = new Map<KeyUse, KeyPlace>();
  let pin: string | null = null;
  let puk: string | null = null;
  let isVerified = false;
  const left: { pin: number; puk: number } = { ...most };

  const first = (reference: PinReference): void => {
    if (reference !== 1) throw new RangeError('the card has no PIN 2');
  };
  const checkValue = (what: 'pin' | 'puk', value: Secret): void => {
    const [Blocked, Wrong] =
      what === 'pin' ? ([PinBlockedError, WrongPinError] as const) : ([PukBlockedError, WrongPukError] as const);
    if (left[what] === 0) throw new Blocked(1);
    if (text(value) !== (what === 'pin' ? pin : puk))
      throw --left[what] === 0 ? new Blocked(1) : new Wrong(1, left[what]);
    left[what] = most[what];
  };
  const pairAt = (use: KeyUse, place: KeyPlace): Pair => {
    const pair = pairs.get(`${use} ${place}`);
    if (pair === undefined) throw new CardRefusedError('MANAGE SECURITY ENVIRONMENT', 0x6a88);
    return pair;
  };
  const used = (use: KeyUse, place: KeyPlace): Pair => {
    if (!isVerified) throw new CardRefusedError('PERFORM SECURITY OPERATION', 0x6982);
    return pairAt(use, place);
  };
  const status = (): PinStatus => ({
    reference: 1,
    ...{ pukSet: puk !== null, pinSet: pin !== null, triesLeft: pin === null ? null : left.pin, maxTries: most.pin },
  });
  const step = <T>(what: string, run: () => T): Promise<T> =>
    new Promise((resolve) => {
      done.push(what);
      resolve(run());
    });

  const driver: CardDriver = {
    capabilities,
    identity: { family: 'one-pin', serial: '0ABC', unique: 'printed', serialFrom: 'test', atr: Uint8Array.of(0x3b) },
    pinStatus: (reference) => Promise.resolve((first(reference), status())),
    pukTries: () => Promise.resolve(puk === null ? null : { reference: 1, left: left.puk, max: most.puk }),
    async read() {
      return { pins: [status()], lifeCycle: await this.lifeCycle(), certificates: [] };
    },
    lifeCycle: () => {
      if (pin === null && puk === null) return Promise.resolve('blank');
      if (!done.includes('finalise') || pin === null) return Promise.resolve('incomplete');
      return Promise.resolve(current.size === 0 ? 'prepared' : 'issued');
    },
    setPuk: (reference, value) => step('setPuk', () => (first(reference), void (puk = text(value)))),
    setInitialPin: (reference, value) => step('setInitialPin', () => (first(reference), void (pin = text(value)))),
    setPinAndPuk: (reference, value, newPuk) =>
      step('setPinAndPuk', () => {
        first(reference);
        [pin, puk] = [text(value), text(newPuk)];
      }),
    changePuk: (_reference, old, value) =>
      step('changePuk', () => {
        checkValue('puk', old);
        puk = text(value);
      }),
    verifyPin: (reference, value) =>
      step('verifyPin', () => {
        first(reference);
        checkValue('pin', value);
        isVerified = true;
      }),
    changePin: (_reference, old, value) =>
      step('changePin', () => {
        checkValue('pin', old);
        pin = text(value);
      }),
    resetRetryCounter: (_reference, value, newPin) =>
      step('resetRetryCounter', () => {
        checkValue('puk', value);
        [pin, left.pin] = [text(newPin), most.pin];
      }),
    createFileSystem: (reference) =>
      step('createFiles', () => {
        first(reference);
      }),
    perform: (operation) => step(operation, () => undefined),
    isPerformed: (operation) => Promise.resolve(done.includes(operation)),
    uses: () => Promise.resolve([...current.keys()]),
    currentPlace: (use) => Promise.resolve(current.get(use) ?? null),
    generateKey: (use, place) =>
      step('generateKey', () => {
        const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        pairs.set(`${use} ${place}`, { privateKey, publicKey: null, certificate: null });
        return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
      }),
    writeKeyObjects: (use, place, info) => step('writeKeyObjects', () => void (pairAt(use, place).publicKey = info)),
    readPublicKey: (use, place) => Promise.resolve(pairs.get(`${use} ${place}`)?.publicKey ?? null),
    writeCertificate: (use, place, certificate) =>
      step('writeCertificate', () => {
        used(use, place).certificate = certificate;
        if (!current.has(use)) current.set(use, place);
      }),
    readCertificate: (use, place) => Promise.resolve(pairs.get(`${use} ${place}`)?.certificate ?? null),
    makeCurrent: (use, place) => step('makeCurrent', () => void current.set(use, place)),
    sign: (use, place, data) =>
      step('sign', () => new Uint8Array(createSign('sha256').update(data).sign(used(use, place).privateKey))),
    decipher: (use, place, data) =>
      step('decipher', () =>
        Secret.takeBytes(
          new Uint8Array(
            privateDecrypt({ key: used(use, place).privateKey, padding: constants.RSA_PKCS1_PADDING }, data),
          ),
        ),
      ),
  };
  return { driver, done, pukOf: () => puk, lock: () => void (left.pin = 0) };
}
