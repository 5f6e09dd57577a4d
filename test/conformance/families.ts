/** Each family's virtual card, and the tools of others that do the same to one like it. */
import { personaliseWithOpensc } from '../bench/openscPersonalisation.js';
import type { PcscHarness } from '../harness/pcscHarness.js';
import type { NewCard } from '../harness/rackProtocol.js';
import { personaliseMyEid, personaliseOpenPgp, personalisePiv, readWithOpensc } from './judges.js';

/** @param folder for the files that the tools take and give */
type OnFirstReader<Result> = (harness: PcscHarness, folder: string) => Promise<Result>;

export interface ConformanceFamily {
  /** Name of the driver. */
  readonly family: string;
  /** A blank one. */
  readonly virtualCard: NewCard;
  /** Personalises the blank card in the first reader with somebody else's tools. */
  readonly judge: OnFirstReader<unknown>;
  /** Those tools by name. */
  readonly judgedBy: string;
  /** The bar: our APDUs by the judge's. */
  readonly mostOfJudge: number;
  /** How many times the judge's result goes into ours: its tools reach one of two applets. */
  readonly judgeTimes: number;
  /** The certificates that somebody else's tools read from the card in the first reader, DER. */
  readonly readByOthers: OnFirstReader<readonly Uint8Array[]>;
}

const usualBar = 0.35;

export const families: readonly ConformanceFamily[] = [
  {
    ...{ family: 'isoapplet-pair', virtualCard: {}, readByOthers: readWithOpensc },
    ...{ judge: personaliseWithOpensc, judgeTimes: 2, mostOfJudge: usualBar },
    judgedBy: 'twice what pkcs15-init, pkcs15-tool and pkcs11-tool send for one applet',
  },
  {
    ...{ family: 'myeid', virtualCard: { family: 'myeid' }, readByOthers: readWithOpensc },
    ...{ judge: personaliseMyEid, judgeTimes: 1, mostOfJudge: usualBar },
    judgedBy: 'pkcs15-init, pkcs15-tool and pkcs11-tool',
  },
  {
    ...{ family: 'piv', virtualCard: { family: 'piv' }, readByOthers: readWithOpensc },
    // The bar is missed. yubico-piv-tool reads no directory and writes as we do; of our 61 APDUs 24 open the card and make sure that it is blank.
    ...{ judge: personalisePiv, judgeTimes: 1, mostOfJudge: 0.45 },
    judgedBy: 'yubico-piv-tool and pkcs11-tool',
  },
  {
    ...{ family: 'openpgp', virtualCard: { family: 'openpgp' }, readByOthers: readWithOpensc },
    ...{ judgedBy: 'openpgp-tool and OpenSC', judge: personaliseOpenPgp, judgeTimes: 1, mostOfJudge: usualBar },
  },
];
