/** Programs that know nothing of this project judge the card: Debian's OpenSC and openssl. Each check is a command to repeat. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Localized } from '../../daemon/contract/messages.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { ToolResult } from '../harness/runTool.js';
import type { Show } from './show.js';
import type { Stage } from './stage.js';

interface Check {
  readonly words: Localized;
  readonly command: readonly [string, ...string[]];
  /** What the answer has to be, besides exit status 0. */
  readonly answer?: (result: ToolResult) => boolean;
  /** The command has to fail. */
  readonly refused?: boolean;
  /** Lines of the answer to show; the first two when absent. */
  readonly excerpt?: RegExp;
}

export interface JudgedCard {
  readonly card: CardHandle;
  /** 用戶識別名稱 */
  readonly userIdentifier: string;
  readonly pins: Readonly<Record<1 | 2, string>>;
  /** PIN 1 before it was unblocked. */
  readonly oldPin1: string;
}

const uses = {
  1: { file: 'sign', en: 'signing', 'zh-TW': '簽章' },
  2: { file: 'encrypt', en: 'encryption', 'zh-TW': '加密' },
} as const;

/** Each instance holds one key pair and its certificate under this identifier (CKA_ID). */
const keyId = ['--id', '45'] as const;
const cryptoki = ['--module', 'opensc-pkcs11.so', '--login'] as const;

function listing(pin: 1 | 2, userIdentifier: string): Check {
  const wanted = [`PKCS#15 Card [${userIdentifier}]`, `PIN [PIN ${pin}]`, 'Private RSA Key [', 'X.509 Certificate ['];
  return {
    words: { en: `OpenSC lists PIN ${pin}, its key and its certificate`, 'zh-TW': `OpenSC 列出第 ${pin} 組物件` },
    command: ['pkcs15-tool', '--reader', '0', '-D'],
    answer: ({ stdout }) => wanted.every((line) => stdout.includes(line)),
    excerpt: /^(PKCS#15 Card|PIN|Private RSA Key|X\.509 Certificate)|Serial number|Usage|ModLength|Encoded serial/,
  };
}

function certificateChecks(pin: 1 | 2): Check[] {
  const { file, en, 'zh-TW': zh } = uses[pin];
  return [
    {
      words: { en: `the ${en} certificate is read from the card`, 'zh-TW': `自晶片卡讀出${zh}憑證` },
      command: ['pkcs15-tool', '--reader', '0', '--read-certificate', '45', '-o', `${file}.pem`],
    },
    {
      words: { en: `the CA issued the ${en} certificate`, 'zh-TW': `${zh}憑證由憑證中心簽發` },
      command: ['openssl', 'verify', '-CAfile', 'ca.pem', `${file}.pem`],
      answer: ({ stdout }) => stdout.trim() === `${file}.pem: OK`,
    },
    {
      words: { en: 'its public key is written to a file', 'zh-TW': '取出公開金鑰' },
      command: ['openssl', 'x509', '-in', `${file}.pem`, '-noout', '-pubkey', '-out', `${file}.pub`],
    },
  ];
}

function signatureChecks(pin: 1 | 2, value: string): Check[] {
  const { file, en, 'zh-TW': zh } = uses[pin];
  const signing = ['--sign', '--mechanism', 'SHA256-RSA-PKCS', ...keyId, '-i', 'document', '-o', `${file}.sig`];
  return [
    {
      words: { en: `the card signs with PIN ${pin}`, 'zh-TW': `以第 ${pin} 組密碼簽章` },
      command: ['pkcs11-tool', ...cryptoki, '--pin', value, ...signing],
    },
    {
      words: { en: `the signature belongs to the ${en} certificate`, 'zh-TW': `簽章與${zh}憑證相符` },
      command: ['openssl', 'dgst', '-sha256', '-verify', `${file}.pub`, '-signature', `${file}.sig`, 'document'],
      answer: ({ stdout }) => stdout.trim() === 'Verified OK',
    },
  ];
}

function oldPinCheck(oldPin: string): Check {
  return {
    words: { en: 'the PIN 1 from before is refused', 'zh-TW': '原第一組密碼已失效' },
    command: ['pkcs11-tool', ...cryptoki, '--pin', oldPin, '--list-objects'],
    refused: true,
    answer: ({ stderr }) => stderr.includes('CKR_PIN_INCORRECT'),
    excerpt: /CKR_/,
  };
}

function decryptionChecks(pin2: string, secretText: string): Check[] {
  const decryption = ['--decrypt', '--mechanism', 'RSA-PKCS', ...keyId, '-i', 'document.enc'];
  return [
    {
      words: { en: 'a document is encrypted to the subscriber', 'zh-TW': '以加密憑證加密' },
      command: [
        'openssl',
        'pkeyutl',
        '-encrypt',
        '-pubin',
        '-inkey',
        'encrypt.pub',
        '-in',
        'document',
        '-out',
        'document.enc',
      ],
    },
    {
      words: { en: 'the card decrypts it with PIN 2', 'zh-TW': '以第 2 組密碼解密' },
      command: ['pkcs11-tool', ...cryptoki, '--pin', pin2, ...decryption],
      answer: ({ stdout }) => stdout.includes(secretText),
    },
  ];
}

/** The end has to be 23:59:59 in Taipei, on the same day for both. */
function endChecks(): Check[] {
  let signingEnd: string | null = null;
  const end = (file: string): Check['command'] => ['openssl', 'x509', '-in', `${file}.pem`, '-noout', '-enddate'];
  return [
    {
      words: { en: 'the signing certificate ends at 23:59:59 in Taipei', 'zh-TW': '簽章憑證截止於臺北時間 23:59:59' },
      command: end('sign'),
      answer: ({ stdout }) => {
        signingEnd = stdout;
        return /^notAfter=.* 15:59:59 \d{4} GMT\n$/.test(stdout);
      },
    },
    {
      words: { en: 'the encryption certificate ends at the same moment', 'zh-TW': '加密憑證同時截止' },
      command: end('encrypt'),
      answer: ({ stdout }) => stdout === signingEnd,
    },
  ];
}

class Judge {
  passed = 0;
  failed = 0;
  readonly #stage: Stage;
  readonly #show: Show;
  readonly #folder: string;

  constructor(stage: Stage, show: Show, folder: string) {
    this.#stage = stage;
    this.#show = show;
    this.#folder = folder;
  }

  async hear(checks: readonly Check[]): Promise<void> {
    for (const check of checks) await this.#hearOne(check);
  }

  async #hearOne({ words, command, answer, refused = false, excerpt }: Check): Promise<void> {
    const [program, ...args] = command;
    this.#show.running(words);
    const begin = performance.now();
    const result = await this.#stage.pcsc.run(program, args, { cwd: this.#folder });
    const ms = performance.now() - begin;
    const ok = (result.code === 0) !== refused && (answer?.(result) ?? true);
    const lines = `${result.stdout}${refused || !ok ? result.stderr : ''}`.split('\n').map((line) => line.trim());
    const shown = lines.filter((line) => line !== '' && (!ok || excerpt === undefined || excerpt.test(line)));
    this.#show.command(command.join(' '), ok && excerpt === undefined ? shown.slice(0, 2) : shown);
    this.#show.outcome(ok, words, ms);
    if (ok) this.passed += 1;
    else this.failed += 1;
  }
}

/** @param judged in the kiosk's reader, the only card in any reader. @returns how many checks held and how many did not */
export async function judge(
  stage: Stage,
  show: Show,
  { card, userIdentifier, pins, oldPin1 }: JudgedCard,
): Promise<{ readonly passed: number; readonly failed: number }> {
  const folder = join(stage.directory, 'judges');
  mkdirSync(folder, { recursive: true });
  copyFileSync(stage.ra.ready.caFile, join(folder, 'ca.pem'));
  const secretText = 'to be signed, and to be kept secret';
  writeFileSync(join(folder, 'document'), secretText);
  const judges = new Judge(stage, show, folder);
  await judges.hear([listing(1, userIdentifier), ...certificateChecks(1)]);
  await judges.hear([oldPinCheck(oldPin1), ...signatureChecks(1, pins[1])]);
  // OpenSC knows one AID: the virtual card lets its second instance answer to it.
  await card.exchangeInstances();
  try {
    await judges.hear([listing(2, userIdentifier), ...certificateChecks(2), ...signatureChecks(2, pins[2])]);
    await judges.hear(decryptionChecks(pins[2], secretText));
  } finally {
    await card.exchangeInstances();
  }
  await judges.hear(endChecks());
  return judges;
}

/** @param readerName the reader of a card of another family, just issued. @returns how many checks held and how many did not */
export async function judgeOther(
  stage: Stage,
  show: Show,
  readerName: string,
): Promise<{ readonly passed: number; readonly failed: number }> {
  const folder = join(stage.directory, 'judges');
  mkdirSync(folder, { recursive: true });
  const judges = new Judge(stage, show, folder);
  const certificates = 2;
  await judges.hear([
    {
      words: { en: 'OpenSC lists its keys and certificates', 'zh-TW': 'OpenSC 列出金鑰與憑證' },
      command: ['pkcs15-tool', '--reader', readerName, '-D'],
      answer: ({ stdout }) => stdout.split('X.509 Certificate [').length - 1 === certificates,
      excerpt: /^(PKCS#15 Card|PIN|Private RSA Key|X\.509 Certificate)/,
    },
  ]);
  return judges;
}
