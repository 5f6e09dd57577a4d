/** PrKDF, PuKDF and CDF. The pair that a list names first is the current one. Entries of other software are kept after ours. */
import type { PinReference } from '../../../base/terms.js';
import { CardProtocolError, CardRefusedError, nullWhenMalformed } from '../../errors.js';
import { statusWords } from '../../iso7816/statusWord.js';
import { objectId } from '../../pkcs15/objects.js';
import type { MyEidFiles } from './files.js';
import { filesOf, listEntry, listFiles, pairOf, pinOfUse, type Pair, type PairList } from './layout.js';

/** The lists of one PIN. */
export class PairLists {
  readonly #files: MyEidFiles;
  readonly #reference: PinReference;

  constructor(files: MyEidFiles, reference: PinReference) {
    this.#files = files;
    this.#reference = reference;
  }

  /** The pairs in a list, the current one first. @throws {CardProtocolError} when it is malformed */
  async pairs(list: PairList): Promise<readonly Pair[]> {
    const entries = await this.#files.readList(this.#file(list));
    return entries.flatMap((entry) => this.#pairOf(entry) ?? []);
  }

  /** Lists the pair after the current one, or where its place is listed. */
  async add(list: PairList, pair: Pair): Promise<void> {
    const { ours, others } = await this.#entries(list);
    const isListed = ours.some(({ place }) => place === pair.place);
    const next = isListed ? ours.map((one) => (one.place === pair.place ? pair : one)) : [...ours, pair];
    await this.#write(list, next, others);
  }

  /** Lists the pair first. @throws {CardRefusedError} when it is not listed */
  async makeFirst(list: PairList, pair: Pair): Promise<void> {
    const { ours, others } = await this.#entries(list);
    if (!ours.some(({ use, place }) => use === pair.use && place === pair.place)) {
      throw new CardRefusedError('SELECT', statusWords.fileNotFound);
    }
    await this.#write(list, [pair, ...ours.filter(({ place }) => place !== pair.place)], others);
  }

  /** Removes the certificate in this place, before the key is replaced. @throws {CardRefusedError} when it is the current one */
  async removeCertificate(pair: Pair): Promise<void> {
    const { ours, others } = await this.#entries('certificates');
    if (ours[0]?.place === pair.place) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.conditionsNotSatisfied);
    }
    await this.#files.clear(filesOf(pair).certificate);
    const rest = ours.filter(({ place }) => place !== pair.place);
    if (rest.length < ours.length) await this.#write('certificates', rest, others);
  }

  #file(list: PairList): string {
    return listFiles[this.#reference][list];
  }

  #pairOf(entry: Uint8Array): Pair | null {
    const pair = pairOf(objectId(entry));
    return pair !== null && pinOfUse[pair.use] === this.#reference ? pair : null;
  }

  /** An entry that cannot be parsed counts as one of other software. */
  #pairOrNull(entry: Uint8Array): Pair | null {
    try {
      return this.#pairOf(entry);
    } catch (error) {
      return nullWhenMalformed(error);
    }
  }

  async #entries(list: PairList): Promise<{ readonly ours: readonly Pair[]; readonly others: readonly Uint8Array[] }> {
    const entries = await this.#files.readList(this.#file(list)).catch(nullWhenMalformed);
    if (entries === null) return { ours: await this.#rebuilt(list), others: [] };
    const known = entries.map((bytes) => ({ bytes, pair: this.#pairOrNull(bytes) }));
    return {
      ours: known.flatMap(({ pair }) => pair ?? []),
      others: known.filter(({ pair }) => pair === null).map(({ bytes }) => bytes),
    };
  }

  /** What a damaged list named: the pairs whose files hold something, in the order of the next list that can be read. */
  async #rebuilt(damaged: PairList): Promise<readonly Pair[]> {
    for (const list of (['publicKeys', 'privateKeys', 'certificates'] as const).filter((one) => one !== damaged)) {
      const pairs = await this.pairs(list).catch(nullWhenMalformed);
      if (pairs === null) continue;
      const held: Pair[] = [];
      for (const pair of pairs) if (await this.#holds(damaged, pair)) held.push(pair);
      return held;
    }
    throw new CardProtocolError(`no list of PIN ${this.#reference} can be read`);
  }

  /** A private key cannot be read; its public key is written right after it. */
  async #holds(list: PairList, pair: Pair): Promise<boolean> {
    const { certificate, publicKey } = filesOf(pair);
    return !(await this.#files.isEmpty(list === 'certificates' ? certificate : publicKey));
  }

  #write(list: PairList, ours: readonly Pair[], others: readonly Uint8Array[]): Promise<void> {
    return this.#files.writeList(this.#file(list), [...ours.map((pair) => listEntry(list, pair)), ...others]);
  }
}
