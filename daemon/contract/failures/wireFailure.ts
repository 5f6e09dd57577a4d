/** A failure in the words of the catalogue: the one place where its code becomes what people read. */
import type { Localized, WireFailure } from '../messages.js';
import { catalogue } from './catalogue.js';
import type { CatalogueEntry } from './catalogueEntry.js';
import { factWords } from './factWords.js';
import type { Failure } from './failure.js';

type Facts = Failure['facts'];

/** A fact, or `{name|one|other}`: the word that goes with it. */
const placeholder = /\{(?<name>\w+)(?:\|(?<one>[^|}]+)\|(?<other>[^|}]+))?\}/g;

/** A fact's own text; where it is a list, each of its words. */
function factText(name: string, fact: Facts[string], language: keyof Localized): string {
  const words = factWords[name];
  if (words === undefined) return String(fact);
  const names = String(fact)
    .split(' ')
    .map((word) => words[word]?.[language] ?? word);
  return names.join(language === 'en' ? ', ' : '、');
}

function fill(words: Localized, facts: Facts): Localized {
  const put = (text: string, language: keyof Localized): string =>
    text.replace(placeholder, (_, name: string, one: string | undefined, other: string | undefined) => {
      const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      if (one !== undefined && other !== undefined) return fact === 1 ? one : other;
      return fact === undefined ? '?' : factText(name, fact, language);
    });
  return { 'zh-TW': put(words['zh-TW'], 'zh-TW'), en: put(words.en, 'en') };
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
