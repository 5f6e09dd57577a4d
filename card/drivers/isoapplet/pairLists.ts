/**
 * PrKDF, PuKDF and CDF of one instance. The pair that a list names first is the current one. Entries of other software are kept after
 * the pairs. A list that an interrupted write damaged is rebuilt from the files of the pairs.
 */
import type { PinReference } from '../../../base/terms.js';
import { objectId } from '../../pkcs15/objects.js';
import { statusWords } from '../../iso7816/statusWord.js';
import type { KeyPlace } from '../driver.js';
import { CardProtocolError, CardRefusedError } from '../../errors.js';
import type { FilePlace } from './filePlace.js';
import type { AppletFiles } from './files.js';
import type { ListEdit } from './listEdit.js';
import { directoryFileBytes, listEntry, pairFiles, pairOf, places, type Pair, type PairList } from './layout.js';

interface Entry {
  /** null for an entry of other software. */
  readonly pair: Pair | null;
  readonly bytes: Uint8Array;
}

const otherPlace: Readonly<Record<KeyPlace, KeyPlace>> = { a: 'b', b: 'a' };

/** The file that an entry of the list refers to. */
const fileOfEntry = (list: PairList, place: KeyPlace): FilePlace =>
  list === 'certificates' ? pairFiles[place].certificate : pairFiles[place].publicKey;

/** The pairs in a CDF, in its order. @param objects its entries; null: there is no CDF @throws {CardProtocolError} */
export function certifiedPairs(reference: PinReference, objects: readonly Uint8Array[] | null): readonly Pair[] {
  return (objects ?? []).flatMap((bytes) => pairOf(reference, objectId(bytes)) ?? []);
}

/** The lists of the selected instance. */
export class PairLists {
  readonly #files: AppletFiles;
  readonly #reference: PinReference;

  /** @param files of the instance of `reference` */
  constructor(files: AppletFiles, reference: PinReference) {
    this.#files = files;
    this.#reference = reference;
  }

  /** The pairs that CDF lists, the current one first. @throws {CardProtocolError} when the list is malformed */
  async certified(): Promise<readonly Pair[]> {
    return certifiedPairs(this.#reference, await this.#files.readList(places.certificates));
  }

  /** Lists the pair after the current one. An entry for the same place is replaced where it is; in an empty list the pair is first. */
  async add(list: PairList, pair: Pair): Promise<void> {
    const entry = listEntry(list, pair);
    await this.#files.writeList(
      entry,
      this.#editOf(list, async (entries) => {
        const other = await this.#other(list, pair, entries);
        const leads = other === undefined || entries.find((one) => one.pair !== null)?.pair?.place === pair.place;
        return arranged(leads ? [entry, other] : [other, entry], entries);
      }),
    );
  }

  /** Lists the pair first. @throws {CardRefusedError} when the file that its entry refers to is missing */
  async makeFirst(list: PairList, pair: Pair): Promise<void> {
    await this.#files.editList(
      this.#editOf(list, async (entries) => {
        const named = entries.find((one) => one.pair?.place === pair.place);
        const exists =
          named?.pair?.use === pair.use || (named === undefined && (await this.#hasFile(list, pair.place)));
        if (!exists) throw new CardRefusedError('SELECT', statusWords.fileNotFound);
        return arranged([listEntry(list, pair), await this.#other(list, pair, entries)], entries);
      }),
    );
  }

  /**
   * Removes the certificate in this place and its entry, before the key is replaced.
   * @throws {CardRefusedError} when the pair in this place is the current one
   */
  async removeCertificate(pair: Pair): Promise<void> {
    const objects = await this.#files.readList(places.certificates).catch(damaged);
    if (objects === null) return;
    const entries = objects === 'damaged' ? [] : this.#validEntries(objects);
    const named = entries.flatMap((entry) => entry.pair ?? []);
    if (named[0]?.place === pair.place) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.conditionsNotSatisfied);
    }
    // Also when it is not listed: after an interrupted write the file exists without an entry, and a rebuilt list would name it.
    await this.#files.clear(pairFiles[pair.place].certificate);
    if (objects !== 'damaged' && !named.some(({ place }) => place === pair.place)) return;
    await this.#files.editList(
      this.#editOf('certificates', async () => arranged([await this.#other('certificates', pair, entries)], entries)),
    );
  }

  #editOf(list: PairList, edit: (entries: readonly Entry[]) => Promise<readonly Uint8Array[]>): ListEdit {
    return {
      place: places[list],
      sizeBytes: directoryFileBytes.list,
      edit: (objects) => edit(this.#validEntries(objects)),
    };
  }

  /** The entry of the other place. When the list lost it, the entry is rebuilt with the use of `pair`. */
  async #other(list: PairList, pair: Pair, entries: readonly Entry[]): Promise<Uint8Array | undefined> {
    const place = otherPlace[pair.place];
    const named = entries.find((entry) => entry.pair?.place === place)?.pair;
    if (named) return listEntry(list, named);
    return (await this.#hasFile(list, place)) ? listEntry(list, { use: pair.use, place }) : undefined;
  }

  #hasFile(list: PairList, place: KeyPlace): Promise<boolean> {
    return this.#files.holdsSomething(fileOfEntry(list, place));
  }

  #entry(bytes: Uint8Array): Entry {
    return { pair: pairOf(this.#reference, objectId(bytes)), bytes };
  }

  /** The entries that can be parsed. */
  #validEntries(objects: readonly Uint8Array[] | null): Entry[] {
    return (objects ?? []).flatMap((bytes) => {
      try {
        return this.#entry(bytes);
      } catch (error) {
        if (error instanceof CardProtocolError) return [];
        throw error;
      }
    });
  }
}

/** The entries of our pairs in the given order, then those of other software. */
function arranged(ours: readonly (Uint8Array | undefined)[], before: readonly Entry[]): Uint8Array[] {
  const foreign = before.filter(({ pair }) => pair === null).map(({ bytes }) => bytes);
  return [...ours.filter((bytes) => bytes !== undefined), ...foreign];
}

function damaged(error: unknown): 'damaged' {
  if (error instanceof CardProtocolError) return 'damaged';
  throw error;
}
