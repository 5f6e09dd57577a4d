/** The language that a page speaks, for every component below. */
import { createContext, use, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { makeWords, type Words } from './say.js';
import { sharedWords, type WordKey as SharedKey } from './shared.js';
import type { Language, WordTable } from './words.js';

const firstLanguage: Language = 'zh-TW';
const SharedContext = createContext<Words<SharedKey>>(makeWords(firstLanguage, sharedWords));

/** The words that every page has: those of `parts/`. */
export function useWords(): Words<SharedKey> {
  return use(SharedContext);
}

interface LanguageProviderProps {
  readonly language: Language;
  readonly children: ReactNode;
}

/**
 * The provider and the hook of a page with its own table of words. A word that the page has not loaded does not compile.
 * @param table with the words that every page has
 */
export function wordsOfPage<Key extends string>(table: WordTable<Key | SharedKey>) {
  const PageContext = createContext<Words<Key | SharedKey>>(makeWords(firstLanguage, table));

  /** Puts everything below it, and the document's `lang`, into one language. */
  function LanguageProvider({ language, children }: LanguageProviderProps) {
    const words = useMemo(() => makeWords(language, table), [language]);
    useLayoutEffect(() => {
      document.documentElement.lang = language;
    }, [language]);
    return (
      <I18nProvider locale={language}>
        <SharedContext value={words}>
          <PageContext value={words}>{children}</PageContext>
        </SharedContext>
      </I18nProvider>
    );
  }

  return { LanguageProvider, useWords: () => use(PageContext) };
}
