/** Status words of the virtual card, with names from ISO 7816-4 §5.6 and the Java Card API. */
export const StatusWord = {
  success: 0x9000,
  wrongLength: 0x6700,
  commandNotAllowedGeneral: 0x6900,
  logicalChannelNotSupported: 0x6881,
  secureMessagingNotSupported: 0x6882,
  commandChainingNotSupported: 0x6884,
  incompatibleFileStructure: 0x6981,
  securityStatusNotSatisfied: 0x6982,
  dataInvalid: 0x6984,
  conditionsNotSatisfied: 0x6985,
  commandNotAllowed: 0x6986,
  wrongData: 0x6a80,
  functionNotSupported: 0x6a81,
  fileNotFound: 0x6a82,
  notEnoughMemory: 0x6a84,
  incorrectP1P2: 0x6a86,
  referencedDataNotFound: 0x6a88,
  wrongP1P2: 0x6b00,
  instructionNotSupported: 0x6d00,
  classNotSupported: 0x6e00,
  unknown: 0x6f00,
} as const;

/** 61XX: `remaining` more bytes are available by GET RESPONSE. */
export function bytesRemaining(remaining: number): number {
  return 0x6100 | (Math.min(remaining, 256) & 0xff);
}

/** 6CXX: Le was wrong; `expected` is the right one. */
export function correctLength(expected: number): number {
  return 0x6c00 | (expected & 0xff);
}

/** 63CX: wrong PIN or PUK, with the tries left. */
export function triesRemaining(tries: number): number {
  return 0x63c0 | tries;
}

/** Ends a command with this status word and without data. Earlier changes by the command remain. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  constructor(readonly statusWord: number) {
    super(statusWord.toString(16).toUpperCase().padStart(4, '0'));
  }
}
