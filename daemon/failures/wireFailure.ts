/** A failure in the words of the catalogue: the one place where its code becomes what people read. */
import type { Localized, WireFailure } from '../api/messages.js';
import { catalogue } from './catalogue.js';
import type { CatalogueEntry } from './catalogueEntry.js';
import type { Failure } from './failure.js';

type Facts = Failure['facts'];

/** A fact, or `{name|one|other}`: the word that goes with it. */
const placeholder = /\{(?<name>\w+)(?:\|(?<one>[^|}]+)\|(?<other>[^|}]+))?\}/g;

function fill(words: Localized, facts: Facts): Localized {
  const put = (text: string): string =>
    text.replace(placeholder, (_, name: string, one: string | undefined, other: string | undefined) => {
      const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      if (one !== undefined && other !== undefined) return fact === 1 ? one : other;
      return fact === undefined ? '?' : String(fact);
    });
  return { 'zh-TW': put(words['zh-TW']), en: put(words.en) };
}

/** `{name}` in a text becomes the fact of that name, or `?` where the failure does not carry it. */
export function toWireFailure(failure: Pick<Failure, 'code' | 'facts'>): WireFailure {
  const entry: CatalogueEntry = catalogue[failure.code];
  return {
    code: failure.code,
    happened: fill(entry.happened, failure.facts),
    card: fill(entry.card, failure.facts),
    next: fill(entry.next, failure.facts),
    facts: { ...failure.facts },
  };
}
