/** What a pair of IsoApplets holds. */
import type { AppletState, FileState, ReferenceDataState } from '../cardState.js';
import { pinMaxTries, pukMaxTries } from '../isoApplet/authentication.js';
import { certificatesIn, publicHalf, unpadded, type CardHoldings, type HeldSecret } from './holdings.js';

function held({ value, triesLeft }: ReferenceDataState, maxTries: number): HeldSecret | null {
  return value === null ? null : { value: unpadded(value), triesLeft, maxTries };
}

function contentsOf(files: readonly (FileState | null)[]): string[] {
  return files.flatMap((file) =>
    file === null ? [] : [...(file.data === undefined ? [] : [file.data]), ...contentsOf(file.children ?? [])],
  );
}

export function isoAppletHoldings(instances: readonly AppletState[]): CardHoldings {
  return {
    pins: instances.map(({ pin, puk }) => ({ pin: held(pin, pinMaxTries), puk: held(puk, pukMaxTries) })),
    keys: instances.flatMap(({ privateKeys }) => Object.values(privateKeys).map(publicHalf)),
    certificates: certificatesIn(instances.flatMap(({ files }) => contentsOf(files))),
    administration: 'none',
  };
}
