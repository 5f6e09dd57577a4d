/** GET STATUS: what the issuer security domain tells of the card's contents (GPCS 2.3 §11.4). */
import { concatBytes, equalBytes } from '../../../base/bytes.js';
import { success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects } from '../tlv.js';

/** An entry of the registry. */
export interface RegistryEntry {
  readonly aid: Uint8Array;
  readonly lifeCycle: number;
  /** 3 bytes (GPCS table 11-7). */
  readonly privileges: Uint8Array;
}

export interface Registry {
  readonly domain: RegistryEntry;
  readonly applications: readonly RegistryEntry[];
}

/** 6310: more entries follow (table 11-37). */
const moreData = 0x6310;
/** What fits a short answer with R-MAC and the padding of R-ENCRYPTION. */
const answerBytes = 256 - 32;
/** P1: which part of the registry. */
const parts = { domain: 0x80, applications: 0x40, loadFiles: 0x20, loadFilesAndModules: 0x10 } as const;
/** Bits of P2. */
const nextOccurrence = 0x01;
const tagged = 0x02;
/** Tag of an AID, in an entry and as search criterion. */
const aidTag = 0x4f;

/** The tags of a tag list, of one or two bytes. */
function tagsOf(list: Uint8Array): readonly number[] {
  const tags: number[] = [];
  for (let at = 0; at < list.length; at++) {
    const first = list[at] ?? 0;
    tags.push((first & 0x1f) === 0x1f ? (first << 8) | (list[++at] ?? 0) : first);
  }
  return tags;
}

function encodeEntry({ aid, lifeCycle, privileges }: RegistryEntry, tags: readonly number[] | null): Uint8Array {
  const objects = [
    [aidTag, aid],
    [0x9f70, Uint8Array.of(lifeCycle)],
    [0xc5, privileges],
  ] as const;
  const wanted = objects.filter(([tag]) => tags === null || tags.includes(tag));
  return encodeDataObject(0xe3, concatBytes(...wanted.map(([tag, value]) => encodeDataObject(tag, value))));
}

/** The older form, without tags: length and AID, life cycle, first byte of the privileges. */
function encodeUntagged({ aid, lifeCycle, privileges }: RegistryEntry): Uint8Array {
  return concatBytes(Uint8Array.of(aid.length), aid, Uint8Array.of(lifeCycle), privileges.subarray(0, 1));
}

/** Answers GET STATUS, and remembers what did not fit for the next one. */
export class StatusListing {
  #rest: Uint8Array[] = [];

  /** @throws {StatusError} 6A88 when nothing matches */
  respond({ p1, p2, data }: CommandApdu, registry: Registry): ResponseApdu {
    if (!Object.values<number>(parts).includes(p1) || (p2 & ~(nextOccurrence | tagged)) !== 0) {
      throw new StatusError(StatusWord.incorrectP1P2);
    }
    if ((p2 & nextOccurrence) === 0) this.#rest = listed(p1, (p2 & tagged) !== 0, data, registry);
    else if (this.#rest.length === 0) throw new StatusError(StatusWord.conditionsNotSatisfied);
    if (this.#rest.length === 0) throw new StatusError(StatusWord.referencedDataNotFound);
    const page: Uint8Array[] = [];
    let bytes = 0;
    while (this.#rest[0] !== undefined && bytes + this.#rest[0].length <= answerBytes) {
      bytes += this.#rest[0].length;
      page.push(...this.#rest.splice(0, 1));
    }
    const whole = concatBytes(...page);
    return this.#rest.length === 0 ? success(whole) : { data: whole, statusWord: moreData };
  }
}

/** The entries that match the search criterion, encoded. The card lists no load files. @throws {StatusError} 6A80 without criterion */
function listed(p1: number, isTagged: boolean, data: Uint8Array, registry: Registry): Uint8Array[] {
  const criteria = parseDataObjects(data);
  const start = criteria === null ? undefined : findValue(criteria, aidTag);
  if (criteria === null || start === undefined) throw new StatusError(StatusWord.wrongData);
  const list = findValue(criteria, 0x5c);
  const tags = list === undefined ? null : tagsOf(list);
  const entries = p1 === parts.domain ? [registry.domain] : p1 === parts.applications ? registry.applications : [];
  return entries
    .filter(({ aid }) => equalBytes(aid.subarray(0, start.length), start))
    .map((entry) => (isTagged ? encodeEntry(entry, tags) : encodeUntagged(entry)));
}
