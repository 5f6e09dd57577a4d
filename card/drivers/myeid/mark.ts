/** The mark in EF.TokenInfo by which our cards are known. */
import { equalBytes } from '../../../base/bytes.js';
import { CardProtocolError } from '../../errors.js';
import { tokenSerialIn } from '../../pkcs15/directory.js';
import type { MyEidFiles } from './files.js';
import { tokenInfoFile, tokenSerial } from './layout.js';

/** Who created the files? @param serial of the card, upper-case hex */
export async function markIn(files: MyEidFiles, serial: string): Promise<'ours' | 'other' | 'none'> {
  try {
    const tokenInfo = await files.read(tokenInfoFile);
    if (tokenInfo === null) return 'none';
    return equalBytes(tokenSerialIn(tokenInfo), tokenSerial(serial)) ? 'ours' : 'other';
  } catch (error) {
    if (error instanceof CardProtocolError) return 'other';
    throw error;
  }
}
