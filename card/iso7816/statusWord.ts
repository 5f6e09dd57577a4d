/** Status words (ISO 7816-4 tables 5 and 6) and their conversion to errors. */
import {
  CardFullError,
  CardProtocolError,
  CardRefusedError,
  PinBlockedError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../errors.js';
import type { Command } from './command.js';

export const statusWords = {
  success: 0x9000,
  wrongLength: 0x6700,
  authenticationMethodBlocked: 0x6983,
  /** Java Card: SW_DATA_INVALID. */
  dataInvalid: 0x6984,
  conditionsNotSatisfied: 0x6985,
  functionNotSupported: 0x6a81,
  fileNotFound: 0x6a82,
  notEnoughMemory: 0x6a84,
  incorrectP1P2: 0x6a86,
  fileExists: 0x6a89,
  wrongOffset: 0x6b00,
} as const;

/** 61XX: the number of bytes still available, where XX = 00 means 256 or more; null for other status words. */
export function bytesAvailable(statusWord: number): number | null {
  return statusWord >> 8 === 0x61 ? statusWord & 0xff || 256 : null;
}

/** 6CXX: the right Le, where XX = 00 means 256; null for other status words. */
export function exactLength(statusWord: number): number | null {
  return statusWord >> 8 === 0x6c ? statusWord & 0xff || 256 : null;
}

/** 63CX: the tries left; null for other status words. */
export function triesLeft(statusWord: number): number | null {
  return statusWord >> 4 === 0x63c ? statusWord & 0x0f : null;
}

/**
 * Converts a status word other than 9000 to an error. 63C0 and 6983 mean that the presented PIN or PUK is blocked, whether by this try or
 * by an earlier one.
 */
export function refusal(command: Pick<Command<unknown>, 'name' | 'presents'>, statusWord: number): Error {
  const { presents } = command;
  if (bytesAvailable(statusWord) !== null || exactLength(statusWord) !== null) {
    return new CardProtocolError(`${command.name} asks for a length again`);
  }
  if (presents !== undefined) {
    const left = triesLeft(statusWord);
    const blocked = left === 0 || statusWord === statusWords.authenticationMethodBlocked;
    if (presents.kind === 'pin') {
      if (blocked) return new PinBlockedError(presents.reference);
      if (left !== null) return new WrongPinError(presents.reference, left);
    } else {
      if (blocked) return new PukBlockedError(presents.reference);
      if (left !== null) return new WrongPukError(presents.reference, left);
    }
  }
  if (statusWord === statusWords.notEnoughMemory) return new CardFullError(command.name, statusWord);
  return new CardRefusedError(command.name, statusWord);
}
