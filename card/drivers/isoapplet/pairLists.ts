/**
 * PrKDF, PuKDF and CDF of one instance: which pairs there are, and which is the current one, being named first. What other
 * software put into them stays there, behind. A list that a cut-off write left damaged is made anew from the files of the pairs.
 */
import type { PinReference } from '../../../base/terms.js';
import { objectId } from '../../pkcs15/objects.js';
import { statusWords } from '../../iso7816/statusWord.js';
import type { KeyPlace } from '../driver.js';
import { CardProtocolError, CardRefusedError } from '../../errors.js';
import type { AppletFiles, FilePlace } from './files.js';
import { directoryFileBytes, listEntry, pairFiles, pairOf, places, type Pair, type PairList } from './layout.js';

interface Entry {
  /** null: other software's. */
  readonly pair: Pair | null;
  readonly bytes: Uint8Array;
}

const otherPlace: Readonly<Record<KeyPlace, KeyPlace>> = { a: 'b', b: 'a' };

/** The file without which an entry would point to nothing. */
const fileBehind = (list: PairList, place: KeyPlace): FilePlace =>
  list === 'certificates' ? pairFiles[place].certificate : pairFiles[place].publicKey;

export class PairLists {
  readonly #files: AppletFiles;
  readonly #reference: PinReference;

  /** @param files of the instance of `reference` */
  constructor(files: AppletFiles, reference: PinReference) {
    this.#files = files;
    this.#reference = reference;
  }

  /** The pairs that have a certificate, the current one first. @throws {CardProtocolError} when the list is none */
  async certified(): Promise<readonly Pair[]> {
    const objects = await this.#files.readList(places.certificates);
    return (objects ?? []).flatMap((bytes) => this.#entry(bytes).pair ?? []);
  }

  /** Names the pair behind the one that is first already; where its place is named, there. */
  async add(list: PairList, pair: Pair): Promise<void> {
    const entry = listEntry(list, pair);
    await this.#files.writeList(places[list], directoryFileBytes.list, entry, async (objects) => {
      const entries = this.#intact(objects);
      const other = await this.#other(list, pair, entries);
      const leads = other === undefined || entries.find((one) => one.pair !== null)?.pair?.place === pair.place;
      return arranged(leads ? [entry, other] : [other, entry], entries);
    });
  }

  /** Names the pair first. @throws {CardRefusedError} when what the list names is not there */
  async putFirst(list: PairList, pair: Pair): Promise<void> {
    await this.#files.editList(places[list], directoryFileBytes.list, async (objects) => {
      const entries = this.#intact(objects);
      const named = entries.find((one) => one.pair?.place === pair.place);
      const there = named?.pair?.use === pair.use || (named === undefined && (await this.#isThere(list, pair.place)));
      if (!there) throw new CardRefusedError('SELECT', statusWords.fileNotFound);
      return arranged([listEntry(list, pair), await this.#other(list, pair, entries)], entries);
    });
  }

  /**
   * Takes the certificate out of this place, so that its key may go.
   * @throws {CardRefusedError} when it is the current one
   */
  async forgetCertificate(pair: Pair): Promise<void> {
    const objects = await this.#files.readList(places.certificates).catch(damaged);
    if (objects === null) return;
    const entries = objects === 'damaged' ? [] : this.#intact(objects);
    const named = entries.flatMap((entry) => entry.pair ?? []);
    if (named[0]?.place === pair.place) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.conditionsNotSatisfied);
    }
    // Named or not: one whose writing was cut off is there and not named, and a list made anew would name it.
    await this.#files.clear(pairFiles[pair.place].certificate);
    if (objects !== 'damaged' && !named.some(({ place }) => place === pair.place)) return;
    await this.#files.editList(places.certificates, directoryFileBytes.list, async () =>
      arranged([await this.#other('certificates', pair, entries)], entries),
    );
  }

  /** The other place's entry; for the same use when the list lost it. */
  async #other(list: PairList, pair: Pair, entries: readonly Entry[]): Promise<Uint8Array | undefined> {
    const place = otherPlace[pair.place];
    const named = entries.find((entry) => entry.pair?.place === place)?.pair;
    if (named) return listEntry(list, named);
    return (await this.#isThere(list, place)) ? listEntry(list, { use: pair.use, place }) : undefined;
  }

  #isThere(list: PairList, place: KeyPlace): Promise<boolean> {
    return this.#files.holdsSomething(fileBehind(list, place));
  }

  #entry(bytes: Uint8Array): Entry {
    return { pair: pairOf(this.#reference, objectId(bytes)), bytes };
  }

  /** What can be made out of a list. */
  #intact(objects: readonly Uint8Array[] | null): Entry[] {
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

function arranged(ours: readonly (Uint8Array | undefined)[], before: readonly Entry[]): Uint8Array[] {
  const foreign = before.filter(({ pair }) => pair === null).map(({ bytes }) => bytes);
  return [...ours.filter((bytes) => bytes !== undefined), ...foreign];
}

function damaged(error: unknown): 'damaged' {
  if (error instanceof CardProtocolError) return 'damaged';
  throw error;
}
