import type { Config } from '../../config/schema.js';

/** pcsc-lite's own, where nothing else is said. */
export const usualSocket = '/run/pcscd/pcscd.comm';

/** The socket that the gateway reaches pcscd at; null: the usual one. */
export function namedSocket({ pcscSocket }: Config): string | null {
  return pcscSocket ?? process.env.PCSCLITE_CSOCK_NAME ?? null;
}
