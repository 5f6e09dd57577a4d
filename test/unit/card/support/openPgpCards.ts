/** A virtual OpenPGP card in the same process and a driver on it. */
import { onePinFamily } from './onePinFamily.js';

export const openPgpPin = '74019382';
export const openPgpPuk = 'aB3dE6gH9kLm';

export const {
  blankStore: blankOpenPgpStore,
  blank: blankOpenPgp,
  prepare: prepareOpenPgp,
} = onePinFamily('openpgp', openPgpPin, openPgpPuk);
