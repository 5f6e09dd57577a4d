/** What is used of fontkit, which brings no types. */
declare module 'fontkit' {
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  /** @param postscriptName which font of a collection (TTC) */
  export function openSync(file: string, postscriptName?: string): Font;
}
