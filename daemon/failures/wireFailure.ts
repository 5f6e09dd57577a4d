/** A failure in the words of the catalogue: the one place where its code becomes what people read. */
import type { Localized, WireFailure } from '../api/messages.js';
import { catalogue, type CatalogueEntry } from './catalogue.js';
import type { Failure } from './failure.js';

type Facts = Failure['facts'];

function fill(words: Localized, facts: Facts): Localized {
  const put = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(facts, name) ? String(facts[name]) : '?'));
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
