/** The one schema of the gateway's settings: it validates, gives defaults and writes `docs/configuration.md`. */
import { z } from 'zod';

export const pinPolicySchema = z
  .object({
    minLength: z.int().min(1).default(6).describe('Fewest characters of a PIN.'),
    maxLength: z.int().min(1).default(16).describe('Most characters of a PIN.'),
    characters: z.string().default('[0-9A-Za-z]').describe('Character class that every character of a PIN must match.'),
  })
  .strict();

export const configSchema = z
  .object({
    listen: z
      .object({
        host: z.string().default('127.0.0.1').describe('Address that the API and the screens listen on.'),
        port: z.int().min(0).max(65535).default(8443).describe('TCP port; 0 takes a free one.'),
        allowedHosts: z
          .array(z.string())
          .default([])
          .describe('Further Host names that requests may carry, besides the address listened on and localhost.'),
      })
      .strict()
      .prefault({}),
    stateDirectory: z.string().default('/var/lib/card-gateway').describe('Database, keys and certificates.'),
    pcscSocket: z.string().nullable().default(null).describe('Path of pcscd’s socket; null for the system’s own.'),
    readerNames: z
      .record(z.string(), z.string())
      .default({})
      .describe('PC/SC reader name (or its USB path) → the name that staff see, e.g. "A1".'),
    kioskReader: z
      .string()
      .nullable()
      .default(null)
      .describe('PC/SC name (or the name given in readerNames) of the kiosk’s reader; null takes the first one.'),
    ra: z
      .object({
        url: z.url().describe('Base address of the RA’s API.'),
        caFile: z.string().describe('PEM: who may have signed the RA’s certificate.'),
        certificateFile: z.string().describe('PEM: the gateway’s own certificate.'),
        keyFile: z.string().describe('PEM: its private key.'),
        timeoutMs: z.int().min(100).default(10_000).describe('Time limit of one request in milliseconds.'),
        retryMs: z
          .int()
          .min(10)
          .default(2_000)
          .describe('Pause between two attempts to reach an RA that is away, in ms.'),
      })
      .strict(),
    pinPolicy: pinPolicySchema.prefault({}).describe('The RA’s rule for PINs; a card may allow less.'),
    kiosk: z
      .object({
        idleSeconds: z.int().min(5).default(60).describe('Without a touch for so long, the kiosk warns.'),
        countdownSeconds: z.int().min(5).default(20).describe('The warning’s length; then everything is wiped.'),
        shuffleKeypad: z.boolean().default(false).describe('Shuffle the digits of the keypad.'),
      })
      .strict()
      .prefault({}),
    staffSessionMinutes: z.int().min(1).default(30).describe('Without a request for so long, a staff session ends.'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least severe level that is logged.'),
  })
  .strict();

export type Config = z.infer<typeof configSchema>;
