/** What the files of an instance tell of its preparation. */
import { equalBytes } from '../../../base/bytes.js';
import { CardProtocolError } from '../../errors.js';
import { tokenSerialIn } from '../../pkcs15/directory.js';
import type { AppletFiles } from './files.js';
import { pairFiles, places } from './layout.js';

/** Did this program create the files? @param mark the serial number that its TokenInfo has then */
export async function isMarked(files: AppletFiles, mark: Uint8Array): Promise<boolean> {
  try {
    const tokenInfo = await files.read(places.tokenInfo);
    return tokenInfo !== null && equalBytes(tokenSerialIn(tokenInfo), mark);
  } catch (error) {
    if (error instanceof CardProtocolError) return false;
    throw error;
  }
}

/** Is the file there that a preparation writes last, and no public key? */
export async function isPreparedOnly(files: AppletFiles): Promise<boolean> {
  if (!(await files.holdsSomething(places.authObjects))) return false;
  for (const { publicKey } of Object.values(pairFiles)) if (await files.holdsSomething(publicKey)) return false;
  return true;
}
