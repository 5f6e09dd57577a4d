/** CREATE FILE as the applet answers it. */
import { CardFullError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import { createFile } from '../../iso7816/commands/createFile.js';
import { selectPath } from '../../iso7816/commands/select.js';
import type { FileControl } from '../../iso7816/fileControl.js';
import { refusal, statusWords } from '../../iso7816/statusWord.js';

/** CREATE FILE for an existing file: the applet answers 6984, where ISO 7816-9 has 6A89. */
const fileExists: readonly number[] = [statusWords.dataInvalid, statusWords.fileExists];
/** Java Card: SW_UNKNOWN, for an exception that the applet does not catch. */
const unknown = 0x6f00;

/**
 * Creates a file in the current DF.
 * @param path of the new file from the master file, hex
 * @returns false when the file exists already
 * @throws {CardFullError} when the card has no room for it
 */
export async function create(channel: Channel, file: FileControl, path: string): Promise<boolean> {
  const command = createFile(file);
  const { statusWord } = await channel.exchange(command);
  if (statusWord === statusWords.success) return true;
  if (fileExists.includes(statusWord)) return false;
  if (statusWord === unknown && (await isMissing(channel, path))) throw new CardFullError(command.name, statusWord);
  throw refusal(command, statusWord);
}

/**
 * Can the applet say that the file is missing? The applet answers 6F00 to CREATE FILE without memory, but also when its list of files
 * is damaged, and then this search ends in 6F00 too.
 */
async function isMissing(channel: Channel, path: string): Promise<boolean> {
  const { statusWord } = await channel.exchange(selectPath(path));
  return statusWord === statusWords.fileNotFound;
}
