/** Finds a font for each character. Names contain characters that no single font has (𪚥 and 㛢 are in two different ones). */
import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';

export interface FontFile {
  readonly file: string;
  /** PostScript name of one font of a collection (TTC). */
  readonly name?: string | undefined;
}

/** A font file is missing or not usable. */
export class FontMissingError extends Error {
  override readonly name = 'FontMissingError';
  constructor(
    readonly file: string,
    options?: ErrorOptions,
  ) {
    super(`the font ${file} cannot be used`, options);
  }
}

/** Font files that this process has read. Each takes up to 65 MB, and a PDF uses one in several places. */
const read = new Map<string, Buffer>();

/** @throws {FontMissingError} */
export function contentOf(file: string): Buffer {
  const known = read.get(file);
  if (known !== undefined) return known;
  try {
    const content = readFileSync(file);
    read.set(file, content);
    return content;
  } catch (cause) {
    throw new FontMissingError(file, { cause });
  }
}

/** No font has this character. */
export class CharacterMissingError extends Error {
  override readonly name = 'CharacterMissingError';
  /** e.g. `U+2A6A5` */
  readonly codePoint: string;
  constructor(character: string) {
    const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    super(`no font has ${codePoint}`);
    this.codePoint = codePoint;
  }
}

/** Characters that print nothing and need no glyph: variation selectors, joiners. */
const invisible = /^\p{Default_Ignorable_Code_Point}$/u;

export interface Run {
  /** Index of the font. */
  readonly font: number;
  readonly text: string;
}

export class FontBook {
  readonly #unknown: string | undefined;
  readonly #open = new Map<number, Font>();

  /**
   * @param files in order of preference; a font is opened only when the ones before it lack a character
   * @param unknown replaces a character that no font has
   */
  constructor(
    readonly files: readonly FontFile[],
    unknown?: string,
  ) {
    this.#unknown = unknown;
  }

  /**
   * The text cut where the font changes.
   * @throws {FontMissingError} @throws {CharacterMissingError}
   */
  runs(text: string): Run[] {
    const runs: Run[] = [];
    for (const written of text) {
      if (invisible.test(written)) continue;
      const character = this.#fontOf(written) === -1 ? this.#unknown : written;
      const font = character === undefined ? -1 : this.#fontOf(character);
      if (character === undefined || font === -1) throw new CharacterMissingError(written);
      const last = runs.at(-1);
      if (last?.font === font) runs[runs.length - 1] = { font, text: last.text + character };
      else runs.push({ font, text: character });
    }
    return runs;
  }

  /** @returns -1: no font has it */
  #fontOf(character: string): number {
    const codePoint = character.codePointAt(0) ?? 0;
    return this.files.findIndex((_, index) => this.#font(index).hasGlyphForCodePoint(codePoint));
  }

  #font(index: number): Font {
    const open = this.#open.get(index);
    if (open !== undefined) return open;
    const { file, name } = this.files[index] ?? { file: '' };
    const content = contentOf(file);
    try {
      const font = create(content, name);
      this.#open.set(index, font);
      return font;
    } catch (cause) {
      throw new FontMissingError(file, { cause });
    }
  }
}
