/** Each family's virtual card, and the tools of others that do the same to one like it. */
import { personaliseWithOpensc } from '../bench/openscPersonalisation.js';
import type { PcscHarness } from '../harness/pcscHarness.js';
import type { NewCard } from '../harness/rackProtocol.js';
import { personaliseMyEid, personalisePiv, readWithOpensc } from './judges.js';

/** @param folder for the files that the tools take and give */
type OnFirstReader<Result> = (harness: PcscHarness, folder: string) => Promise<Result>;

export interface ConformanceFamily {
  /** Name of the driver. */
  readonly family: string;
  /** A blank one. */
  readonly virtualCard: NewCard;
  /** Personalises the blank card in the first reader with somebody else's tools. */
  readonly judge: OnFirstReader<unknown>;
  /** How many times the judge's result goes into ours: its tools reach one of two applets. */
  readonly judgeTimes: number;
  /** The certificates that somebody else's tools read from the card in the first reader, DER. */
  readonly readByOthers: OnFirstReader<readonly Uint8Array[]>;
}

export const families: readonly ConformanceFamily[] = [
  ...[{ family: 'isoapplet-pair', virtualCard: {}, judge: personaliseWithOpensc, judgeTimes: 2 }],
  ...[{ family: 'myeid', virtualCard: { family: 'myeid' as const }, judge: personaliseMyEid, judgeTimes: 1 }],
  ...[{ family: 'piv', virtualCard: { family: 'piv' as const }, judge: personalisePiv, judgeTimes: 1 }],
].map((one) => ({ ...one, readByOthers: readWithOpensc }));
