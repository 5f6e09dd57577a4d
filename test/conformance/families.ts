/** Each family's virtual card, and the tools of others that do the same to one like it. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PcscHarness } from '../harness/pcscHarness.js';
import type { NewCard } from '../harness/rackProtocol.js';
import { personaliseWithOpensc } from '../bench/openscPersonalisation.js';

export interface ConformanceFamily {
  /** Name of the driver. */
  readonly family: string;
  /** A blank one. */
  readonly virtualCard: NewCard;
  /**
   * Personalises the only card in the harness's first reader with somebody else's tools.
   * @param folder for the files that they take and give
   */
  readonly judge: (harness: PcscHarness, folder: string) => Promise<unknown>;
  /** How many times the judge's result goes into ours: its tools reach one of two applets. */
  readonly judgeTimes: number;
  /** The certificates that somebody else's tools read from the card in the first reader, DER. */
  readonly readByOthers: (harness: PcscHarness, folder: string) => Promise<readonly Uint8Array[]>;
}

/** What OpenSC lists. Of two applets on a card it reaches the first one. */
async function readWithOpensc(harness: PcscHarness, folder: string): Promise<readonly Uint8Array[]> {
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await harness.run('pkcs15-tool', args, { cwd: folder });
    if (code !== 0) throw new Error(`pkcs15-tool ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const ids = [...(await run('--list-certificates')).matchAll(/^\s*ID\s*:\s*([0-9a-f]+)/gimu)].map(([, id = '']) => id);
  const certificates: Uint8Array[] = [];
  for (const id of ids) {
    await run('--read-certificate', id, '--output', 'read.pem');
    certificates.push(new Uint8Array(new X509Certificate(readFileSync(join(folder, 'read.pem'))).raw));
  }
  return certificates;
}

export const families: readonly ConformanceFamily[] = [
  {
    family: 'isoapplet-pair',
    virtualCard: {},
    judge: personaliseWithOpensc,
    judgeTimes: 2,
    readByOthers: readWithOpensc,
  },
];
