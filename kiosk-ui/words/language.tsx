/** The language that a screen speaks, for every component below. */
import { createContext, use, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { makeWords, type Words } from './say.js';
import type { Language, WordTable } from './words.js';

const WordsContext = createContext<Words>(makeWords('zh-TW'));

export function useWords(): Words {
  return use(WordsContext);
}

interface LanguageProviderProps {
  readonly language: Language;
  /** Where the page has more words than every page has. */
  readonly table?: WordTable;
  readonly children: ReactNode;
}

/** Puts everything below it, and the document's `lang`, into one language. */
export function LanguageProvider({ language, table, children }: LanguageProviderProps) {
  const value = useMemo(() => makeWords(language, table), [language, table]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <I18nProvider locale={language}>
      <WordsContext value={value}>{children}</WordsContext>
    </I18nProvider>
  );
}
