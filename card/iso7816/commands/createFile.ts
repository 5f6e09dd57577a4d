import type { Command } from '../command.js';
import { noAnswer } from '../command.js';
import type { FileControl } from '../fileControl.js';
import { encodeFileControl } from '../fileControl.js';

/** CREATE FILE in the current DF, ISO 7816-9 §9.2.2. The new file becomes the current file. */
export function createFile(file: FileControl): Command<void> {
  const apdu = { cla: 0x00, ins: 0xe0, p1: 0x00, p2: 0x00, data: encodeFileControl(file) };
  return { name: 'CREATE FILE', apdu, parse: noAnswer };
}
