/** The schema of the gateway's settings. It validates them, supplies the defaults and is the source of `docs/configuration.md`. */
import { z } from 'zod';
import type { RaProfile } from './raProfile.js';
import { vendorModuleSchema } from './vendorModule.js';

const fontFileSchema = z.strictObject({
  file: z.string(),
  name: z.string().optional().describe('PostScript name of one font of a collection (TTC).'),
});

/** Where the entries of the audit log are sent besides (RFC 5424). */
const syslogSchema = z
  .strictObject({
    transport: z.enum(['udp', 'tcp', 'tls']).describe('RFC 5426, RFC 6587 with octet counting, or RFC 5425.'),
    host: z.string().min(1).describe('Name or address of the receiver.'),
    port: z.int().min(1).max(65535).describe('Its port, e.g. 514 for udp, 6514 for tls.'),
    caFile: z.string().nullable().default(null).describe('tls: PEM file with the CA of the receiver’s certificate.'),
    certificateFile: z.string().nullable().default(null).describe('tls: PEM file with the gateway’s own certificate.'),
    keyFile: z.string().nullable().default(null).describe('tls: PEM file with the key of certificateFile.'),
    facility: z.int().min(0).max(23).default(13).describe('RFC 5424 §6.2.1; 13: log audit.'),
    appName: z
      .string()
      .regex(/^[\x21-\x7e]{1,48}$/)
      .default('card-gateway')
      .describe('APP-NAME of each record.'),
    enterpriseNumber: z
      .int()
      .min(1)
      .default(32473)
      .describe('Your organisation’s number at IANA, in the name of the structured data; 32473 stands for none.'),
  })
  .refine(({ transport, caFile }) => (transport === 'tls') === (caFile !== null), {
    path: ['caFile'],
    message: 'needed with tls, and with nothing else',
  })
  .refine(
    ({ transport, certificateFile, keyFile }) =>
      (certificateFile === null) === (keyFile === null) && (transport === 'tls' || keyFile === null),
    { path: ['keyFile'], message: 'certificateFile and keyFile belong together, and to tls' },
  );

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
    vendorModules: z
      .array(vendorModuleSchema)
      .default([])
      .describe('Cards that are used through their vendor’s PKCS #11 module, see cards/pkcs11.md; none without this.'),
    kioskReader: z
      .string()
      .nullable()
      .default(null)
      .describe('PC/SC name (or the name given in readerNames) of the kiosk’s reader; null takes the first one.'),
    ras: z
      .array(z.string())
      .min(1)
      .describe('Files of the RA profiles, in the order in which the kiosk shows them; see profiles/.'),
    kiosk: z
      .object({
        idleSeconds: z
          .int()
          .min(5)
          .default(60)
          .describe('Seconds without a touch after which the kiosk shows a warning.'),
        countdownSeconds: z
          .int()
          .min(5)
          .default(20)
          .describe('Seconds that the warning is shown; then everything that was entered is wiped.'),
        shuffleKeypad: z.boolean().default(false).describe('Shuffle the digits of the keypad.'),
      })
      .strict()
      .prefault({}),
    saves: z
      .object({
        stickFolders: z
          .array(z.string())
          .default(['/media', '/run/media'])
          .describe('Folders below which USB sticks are mounted.'),
        link: z
          .strictObject({
            host: z
              .string()
              .default('0.0.0.0')
              .describe('Address that the download server listens on; phones must be able to reach it.'),
            port: z
              .int()
              .min(0)
              .max(65535)
              .default(8480)
              .describe('TCP port of the download server; 0 takes a free one.'),
            baseUrl: z
              .url()
              .nullable()
              .default(null)
              .describe(
                'What stands in the QR code, e.g. http://kiosk.example:8480; null: the address and port above.',
              ),
          })
          // A phone cannot connect to `0.0.0.0`, and a URL has an IPv6 address in brackets.
          .refine(({ host, baseUrl }) => baseUrl !== null || !/^0\.0\.0\.0$|:/.test(host), {
            path: ['baseUrl'],
            message: 'needed where host is not the IPv4 address or the name that phones reach',
          })
          .nullable()
          .default(null)
          .describe('One-time downloads for phones; null offers none.'),
        linkMinutes: z
          .int()
          .min(1)
          .default(10)
          .describe('Minutes after which a download that nobody fetched is deleted.'),
      })
      .strict()
      .prefault({})
      .describe('Saving certificates (存檔) at the kiosk.'),
    letters: z
      .object({
        printCommand: z
          .array(z.string())
          .min(1)
          .default(['lp', '-o', 'media=A4'])
          .describe(
            'Program and arguments that print the PDF given on standard input and exit with 0 when they have taken it. A print by `lp` of ' +
              'CUPS is then followed in its queue with the `lpstat` and `cancel` beside it, for up to 15 minutes, or 15 seconds for each ' +
              'letter where that is longer; one by another program counts as printed at once.',
          ),
        timeoutSeconds: z
          .int()
          .min(1)
          .default(30)
          .describe('Seconds in which the print program must take the PDF; it is killed after that.'),
        spoolFolder: z
          .string()
          .nullable()
          .default(null)
          .describe(
            'Folder for the letters of batch orders as PDF files, for a machine that prints and folds them; null: none. They hold PINs ' +
              'in the clear: see the threat model.',
          ),
        portion: z
          .int()
          .min(1)
          .max(500)
          .default(200)
          .describe('Number of letters of a batch order that are printed or spooled as one PDF.'),
        fonts: z
          .array(fontFileSchema)
          .min(1)
          .default([
            { file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', name: 'NotoSansCJKtc-Regular' },
            { file: '/usr/share/fonts/truetype/cns11643/TW-Kai-98_1.ttf' },
            { file: '/usr/share/fonts/truetype/cns11643/TW-Kai-Ext-B-98_1.ttf' },
            { file: '/usr/share/fonts/truetype/cns11643/TW-Kai-Plus-98_1.ttf' },
          ])
          .describe('Fonts of letters and reports; a character is taken from the first one that has it.'),
        valueFont: fontFileSchema
          .default({
            file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
            name: 'NotoSansMonoCJKtc-Regular',
          })
          .describe(
            'Font of the PINs and passwords: fixed width, with characters that are not mistaken for each other.',
          ),
      })
      .strict()
      .prefault({})
      .describe('Password letters (密碼單).'),
    backup: z
      .object({
        recipients: z
          .array(z.string())
          .default([])
          .describe(
            'PEM files with the certificates (RSA of 2048 bits or more, or P-256) that copies of the store are encrypted to. With none, ' +
              'no copy is made.',
          ),
        warnDays: z
          .int()
          .min(1)
          .default(7)
          .describe('Days after which the environment check warns that the last copy is too old.'),
      })
      .strict()
      .prefault({})
      .describe('Copies of the store: the command `backup`.'),
    audit: z
      .object({
        headMinutes: z
          .number()
          .min(0.001)
          .default(60)
          .describe(
            'Minutes between two signed heads of the audit log, each reported to the RAs as a checkpoint; new entries are verified as often.',
          ),
        syslog: syslogSchema
          .nullable()
          .default(null)
          .describe('Sends each entry to a syslog receiver too (RFC 5424), see audit-log.md; null: to none.'),
      })
      .strict()
      .prefault({})
      .describe('The audit log as evidence.'),
    batch: z
      .object({
        approvalAbove: z
          .int()
          .min(0)
          .default(100)
          .describe('An order of more cards than this starts only after a second person approved it.'),
      })
      .strict()
      .prefault({})
      .describe('The batch line (批次製卡).'),
    staff: z
      .object({
        approvalMinutes: z
          .int()
          .min(1)
          .default(15)
          .describe(
            'Minutes within which a second person may approve a request, and then an approved one may be carried out.',
          ),
        accountChangeHours: z
          .int()
          .min(0)
          .default(24)
          .describe('Hours in which somebody whose account a person changed may not be that person’s second one.'),
        cards: z
          .strictObject({
            caFile: z
              .string()
              .describe(
                'PEM file with the authorities that issue staff cards, root and intermediate certificates; read at start.',
              ),
            crls: z
              .array(z.string())
              .min(1)
              .describe(
                'CRLs of these authorities: paths (DER or PEM) or http(s) addresses. Without a current CRL nobody can log in by card.',
              ),
            crlRefreshMinutes: z
              .int()
              .min(1)
              .default(60)
              .describe('Minutes between two fetches of a CRL from an address.'),
          })
          .nullable()
          .default(null)
          .describe('Login by staff card; null: by password only.'),
      })
      .strict()
      .prefault({}),
    staffSessionMinutes: z
      .int()
      .min(1)
      .default(30)
      .describe('Minutes without a request after which a staff session ends.'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least severe level that is logged.'),
  })
  .strict();

/** Loaded settings: `ras` holds the profiles instead of their file names. */
export type Config = Omit<z.infer<typeof configSchema>, 'ras'> & { readonly ras: readonly RaProfile[] };

/** The receiver of the audit log’s entries; the paths are absolute. */
export type SyslogSettings = NonNullable<Config['audit']['syslog']>;
