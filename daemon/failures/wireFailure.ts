/** A failure in the words of the catalogue: the one place where its code becomes what people read. */
import type { Localized, StaffRole, WireFailure } from '../api/messages.js';
import { catalogue } from './catalogue.js';
import type { CatalogueEntry } from './catalogueEntry.js';
import type { Failure } from './failure.js';

type Facts = Failure['facts'];

/** A fact, or `{name|one|other}`: the word that goes with it. */
const placeholder = /\{(?<name>\w+)(?:\|(?<one>[^|}]+)\|(?<other>[^|}]+))?\}/g;

const roleWords: Readonly<Record<StaffRole, Localized>> = {
  counterOfficer: { 'zh-TW': '櫃檯人員', en: 'counter officer' },
  batchOperator: { 'zh-TW': '製卡人員', en: 'batch operator' },
  supervisor: { 'zh-TW': '主管', en: 'supervisor' },
  maintainer: { 'zh-TW': '維護人員', en: 'maintainer' },
  auditor: { 'zh-TW': '稽核人員', en: 'auditor' },
};

/** A fact's own text; roles are known by other names to people than to programs. */
function factText(name: string, fact: Facts[string], language: keyof Localized): string {
  if (name !== 'roles') return String(fact);
  const words: Readonly<Record<string, Localized | undefined>> = roleWords;
  const names = String(fact)
    .split(' ')
    .map((role) => words[role]?.[language] ?? role);
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
