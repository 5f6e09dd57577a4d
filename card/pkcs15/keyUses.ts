/** What other software is told of a key by its use: labels and usage flags. */
import type { KeyUse } from '../../base/terms.js';
import { keyUsage } from './keys.js';

interface UseAttributes {
  /** First part of labels, e.g. of `Signing key A`. */
  readonly name: string;
  readonly privateUsage: readonly number[];
  readonly publicUsage: readonly number[];
}

/** The encryption key also signs its certification request, and challenges that prove possession of the key. */
export const useAttributes: Readonly<Record<KeyUse, UseAttributes>> = {
  sign: {
    name: 'Signing',
    privateUsage: [keyUsage.sign, keyUsage.signRecover],
    publicUsage: [keyUsage.verify, keyUsage.verifyRecover],
  },
  encrypt: {
    name: 'Encryption',
    privateUsage: [keyUsage.decrypt, keyUsage.sign, keyUsage.unwrap],
    publicUsage: [keyUsage.encrypt, keyUsage.wrap, keyUsage.verify],
  },
  signEncrypt: {
    name: 'Signing and encryption',
    privateUsage: [keyUsage.decrypt, keyUsage.sign, keyUsage.signRecover, keyUsage.unwrap],
    publicUsage: [keyUsage.encrypt, keyUsage.wrap, keyUsage.verify, keyUsage.verifyRecover],
  },
};
