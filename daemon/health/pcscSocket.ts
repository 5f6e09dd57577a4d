import type { Config } from '../../config/schema.js';

/** pcsc-lite's default socket. */
export const usualSocket = '/run/pcscd/pcscd.comm';

/** The socket of pcscd that the settings or the environment name; null: the default one. */
export function namedSocket({ pcscSocket }: Config): string | null {
  return pcscSocket ?? process.env.PCSCLITE_CSOCK_NAME ?? null;
}
