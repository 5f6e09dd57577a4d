import type { Command } from '../command.js';
import { noAnswer } from '../command.js';
import { encodeTlv } from '../tlv.js';

/** P2: the tag of the control reference template that is set (ISO 7816-4 §10.3.1, table 55). */
export const securityTemplates = {
  /** Digital signature template. */
  signature: 0xb6,
  /** Confidentiality template. */
  decipherment: 0xb8,
  /** 00 is not in the standard; IsoApplet uses it for key generation. */
  keyGeneration: 0x00,
} as const;

/** Algorithm and key of the cryptographic commands that follow. */
export interface SecurityEnvironment {
  readonly template: (typeof securityTemplates)[keyof typeof securityTemplates];
  /** Cryptographic mechanism reference, tag 80. */
  readonly algorithmReference: number;
  /** Private key reference, tag 84. */
  readonly keyReference: number;
}

/** MANAGE SECURITY ENVIRONMENT, SET for computation and decipherment (P1 = 41), ISO 7816-4 §11.5.11. */
export function manageSecurityEnvironment(environment: SecurityEnvironment): Command<void> {
  const algorithm = encodeTlv(0x80, Uint8Array.of(environment.algorithmReference));
  const key = encodeTlv(0x84, Uint8Array.of(environment.keyReference));
  const data = Uint8Array.of(...algorithm, ...key);
  return {
    name: 'MANAGE SECURITY ENVIRONMENT',
    apdu: { cla: 0x00, ins: 0x22, p1: 0x41, p2: environment.template, data },
    parse: noAnswer,
  };
}
