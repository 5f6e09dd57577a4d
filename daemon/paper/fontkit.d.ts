/** Types for the used part of fontkit, which has none. */
declare module 'fontkit' {
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  /** @param postscriptName which font of a collection (TTC) */
  export function create(content: Uint8Array, postscriptName?: string): Font;
}
