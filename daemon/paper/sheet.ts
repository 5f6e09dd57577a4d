/** A PDF of A4 sheets, with text in as many fonts as its characters need. The only importer of `pdfkit`. */
import PDFDocument from 'pdfkit';
import { contentOf, FontBook, FontMissingError, type FontFile } from './fontBook.js';

/** Millimetres in points (1/72 inch). */
export function mm(length: number): number {
  return (length * 72) / 25.4;
}

export const a4 = { width: mm(210), height: mm(297) } as const;

export interface TextStyle {
  readonly size: number;
  /** `#rrggbb`; black when absent. */
  readonly colour?: string;
  /** One of the sheet's own fonts instead of the first that has the character. */
  readonly font?: 'mono';
  readonly spacing?: number;
  /** The distance of two baselines as a multiple of the size; 1.5 when absent. */
  readonly leading?: number;
}

/** In points, from the upper left corner of the sheet. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

const usualLeading = 1.5;

export interface SheetFonts {
  /** In order of preference. */
  readonly text: readonly FontFile[];
  /** For text that people copy character by character. */
  readonly mono: FontFile;
}

/** A line must not end with an opening character or begin with a closing one. */
const opening = /[（「『《〈【〔([{]$/u;
const closing = /^[）」』》〉】〕、，。．；：？！)\]},.;:?!]/u;

/** A line may be broken on both sides of these. */
const anywhere = /^[\p{Script=Han}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]$/u;

export class Sheet {
  readonly #document: PDFKit.PDFDocument;
  readonly #book: FontBook;
  readonly #mono: FontBook;
  /** Those that the document knows. */
  readonly #fonts = new Set<string>();

  /** @param unknownCharacter replaces a character that no font has; without it such a text cannot be drawn */
  constructor(fonts: SheetFonts, title: string, unknownCharacter?: string) {
    this.#book = new FontBook(fonts.text, unknownCharacter);
    this.#mono = new FontBook([fonts.mono], unknownCharacter);
    this.#document = new PDFDocument({
      size: 'A4',
      margin: 0,
      info: { Title: title, Producer: 'card gateway', Creator: 'card gateway' },
    });
  }

  /** The PDF as a stream, which ends after `end`. */
  get content(): NodeJS.ReadableStream {
    return this.#document;
  }

  end(): void {
    this.#document.end();
  }

  nextPage(): void {
    this.#document.addPage();
  }

  width(text: string, style: TextStyle): number {
    return this.#runs(text, style).reduce((sum, run) => sum + this.#useFont(run, style).widthOfString(run.text), 0);
  }

  /** One line, its baseline at `y`. */
  line(text: string, { x, y }: Point, style: TextStyle): void {
    let left = x;
    for (const run of this.#runs(text, style)) {
      const document = this.#useFont(run, style);
      const options = { characterSpacing: style.spacing ?? 0 };
      document.fillColor(style.colour ?? '#000000');
      document.text(run.text, left, y, { ...options, lineBreak: false, baseline: 'alphabetic' });
      left += document.widthOfString(run.text, options);
    }
  }

  /** Text in lines of this width, the first baseline at `y`. @returns the baseline after the last */
  paragraph(text: string, { x, y, width }: Omit<Box, 'height'>, style: TextStyle): number {
    let baseline = y;
    for (const line of this.lines(text, width, style)) {
      this.line(line, { x, y: baseline }, style);
      baseline += style.size * (style.leading ?? usualLeading);
    }
    return baseline;
  }

  /**
   * Breaks a text into lines: where the text has a line break, between Chinese characters, at blanks, and inside a word only if it is
   * wider than a line. Tabs are blanks; other control characters print nothing.
   */
  lines(text: string, width: number, style: TextStyle): string[] {
    return written(text).flatMap((line) => this.#wrapped(line, width, style));
  }

  #wrapped(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = '';
    for (const piece of pieces(text)) {
      if (line !== '' && this.width((line + piece).trimEnd(), style) > width) {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else {
        line += piece;
      }
      while (this.width(line.trimEnd(), style) > width && line.length > 1) {
        const [fits, rest] = this.#cut(line, width, style);
        lines.push(fits);
        line = rest;
      }
    }
    lines.push(line.trimEnd());
    return lines;
  }

  /** A horizontal line. @param dash length of a dash; solid when absent */
  rule(
    { x, y, width }: Omit<Box, 'height'>,
    { colour, dash }: { readonly colour: string; readonly dash?: number },
  ): void {
    this.#document
      .save()
      .lineWidth(0.6)
      .strokeColor(colour)
      .moveTo(x, y)
      .lineTo(x + width, y);
    if (dash !== undefined) this.#document.dash(dash, { space: dash });
    this.#document.stroke().restore();
  }

  box({ x, y, width, height }: Box): void {
    this.#document.save().lineWidth(0.8).rect(x, y, width, height).stroke().restore();
  }

  /** Draws with clipping to this box. */
  within({ x, y, width, height }: Box, draw: () => void): void {
    this.#document.save().rect(x, y, width, height).clip();
    draw();
    this.#document.restore();
  }

  #cut(line: string, width: number, style: TextStyle): [string, string] {
    const characters = Array.from(line);
    // A longer start is never narrower, so half of what is left is decided each time.
    let [count, tooMany] = [1, characters.length];
    while (tooMany - count > 1) {
      const middle = Math.floor((count + tooMany) / 2);
      if (this.width(characters.slice(0, middle).join(''), style) > width) tooMany = middle;
      else count = middle;
    }
    return [characters.slice(0, count).join(''), characters.slice(count).join('')];
  }

  #runs(text: string, { font }: TextStyle): readonly { readonly file: FontFile; readonly text: string }[] {
    const book = font === 'mono' ? this.#mono : this.#book;
    return book.runs(text).map((run) => ({ file: book.files[run.font] ?? { file: '' }, text: run.text }));
  }

  #useFont({ file: { file, name } }: { readonly file: FontFile }, { size }: TextStyle): PDFKit.PDFDocument {
    const key = `${file}#${name ?? ''}`;
    if (!this.#fonts.has(key)) {
      this.#document.registerFont(key, contentOf(file), name);
      this.#fonts.add(key);
    }
    try {
      return this.#document.font(key, size);
    } catch (cause) {
      throw new FontMissingError(file, { cause });
    }
  }
}

/** The lines of a text as it was written, without empty ones; at least one. Unicode, UAX #14: CR LF, CR, LF, VT, FF, NEL, LS, PS. */
function written(text: string): readonly string[] {
  const lines = text
    .split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/u)
    .map((line) =>
      line
        .replaceAll('\t', ' ')
        .replaceAll(/\p{Cc}/gu, '')
        .trim(),
    )
    .filter((line) => line !== '');
  return lines.length === 0 ? [''] : lines;
}

/** The unbreakable pieces of a text: words and single Chinese characters, each with its punctuation. */
function pieces(text: string): string[] {
  const joined: string[] = [];
  for (const piece of plainPieces(text)) {
    const last = joined.at(-1);
    if (last !== undefined && (opening.test(last) || closing.test(piece))) joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}

function plainPieces(text: string): string[] {
  const found: string[] = [];
  let word = '';
  for (const character of text) {
    if (anywhere.test(character)) {
      if (word !== '') found.push(word);
      found.push(character);
      word = '';
    } else if (character === ' ') {
      found.push(`${word} `);
      word = '';
    } else {
      word += character;
    }
  }
  return word === '' ? found : [...found, word];
}
