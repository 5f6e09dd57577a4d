/** The text of a file that a person chose: UTF-16 where its byte order mark says so (*Unicode text* of Excel), else UTF-8. */

/** @throws {DOMException} when the file is gone, has changed, is a folder or may not be read */
export async function textOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** RFC 2781 §3.2. Of other encodings U+FFFD is left in the text, and the daemon says so. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
