/** What an IsoApplet of API version 0 can do. */
import type { CardCapabilities, PinRule } from '../driver.js';
import { paddedLength, pinOfKey } from './layout.js';

/** Tries of a new PIN. */
export const maxTries = 3;

export const capabilities: CardCapabilities = {
  pinRule: { minLength: 4, maxLength: paddedLength, characters: '[0-9A-Za-z]' },
  pukLength: paddedLength,
  pukAlphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  // The applet tells the tries of a PUK only when it refuses one, so the driver has no `pukTries`.
  pukMaxTries: 5,
  pukChangeable: false,
  pinOfKey,
  // No EC: the applet supports ECDSA with SHA-1 only, which no CA accepts.
  keyAlgorithms: ['rsa2048'],
};

export const pukRule: PinRule = { minLength: paddedLength, maxLength: paddedLength, characters: '[0-9A-Za-z]' };
