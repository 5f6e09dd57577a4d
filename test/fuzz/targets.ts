/** Every parser of what a card or a reader says, with inputs from which fuzzing begins. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { concatBytes, fromHex } from '../../base/bytes.js';
import { projectPath } from '../../base/projectRoot.js';
import { Secret } from '../../base/secret.js';
import { decodeCertificateObject } from '../../card/drivers/piv/certificateObject.js';
import { decodeStoredKey } from '../../card/drivers/piv/managementKey.js';
import { getMetadata, getSerial } from '../../card/drivers/piv/commands.js';
import { subjectPublicKeyInfo } from '../../card/drivers/piv/publicKeys.js';
import { decodeApplicationData, decodeTries } from '../../card/drivers/openpgp/applicationData.js';
import { keyPair } from '../../card/drivers/openpgp/commands.js';
import { decodePublicKey } from '../../card/drivers/openpgp/publicKeys.js';
import { isActivated, readPinInformation, readSerial } from '../../card/drivers/myeid/commands.js';
import { fromRsaPublicKey, isX509 } from '../../card/pkcs15/rsaKeys.js';
import { CardProtocolError, CardRefusedError } from '../../card/errors.js';
import { cardUniqueIdentifier, parseCplc } from '../../card/globalplatform/cplc.js';
import { parseInitializeUpdate } from '../../card/globalplatform/secureMessaging.js';
import { parseAtr } from '../../card/iso7816/atr.js';
import { parseFileControl } from '../../card/iso7816/fileControl.js';
import { encodeTlv, encodedLength, parseTlvs } from '../../card/iso7816/tlv.js';
import { parseFeatures, parseLimits } from '../../card/pinpad/features.js';
import { tokenSerialIn } from '../../card/pkcs15/directory.js';
import { objectId } from '../../card/pkcs15/objects.js';
import { FrameReader } from '../../card/transport/frames.js';
import { unpackControl } from '../../card/transport/messages.js';

export interface FuzzTarget {
  readonly name: string;
  readonly parse: (bytes: Uint8Array) => unknown;
  /** Errors with a name that a caller expects. */
  readonly expected: readonly (new (...parts: never[]) => Error)[];
}

const ofCard = [CardProtocolError, CardRefusedError];

const target = (name: string, parse: FuzzTarget['parse'], expected: FuzzTarget['expected'] = ofCard): FuzzTarget => ({
  ...{ name, parse, expected },
});

/** What is parsed and encoded again has the same content. */
function tlvRoundTrip(bytes: Uint8Array): void {
  const parsed = parseTlvs(bytes);
  const again = parseTlvs(concatBytes(...parsed.map(({ tag, value }) => encodeTlv(tag, value))));
  if (JSON.stringify(again) !== JSON.stringify(parsed)) throw new Error('encoded again it is something else');
}

export const targets: readonly FuzzTarget[] = [
  target('tlv', tlvRoundTrip),
  target('tlvLength', encodedLength),
  target('atr', parseAtr),
  target('fileControl', parseFileControl),
  target('cplc', (bytes) => cardUniqueIdentifier(parseCplc(bytes))),
  target('initializeUpdate', parseInitializeUpdate),
  target('tokenInfo', tokenSerialIn),
  target('pkcs15Object', objectId),
  target('rsaPublicKey', fromRsaPublicKey),
  target('x509', isX509),
  target('pivCertificate', decodeCertificateObject),
  target('pivPublicKey', subjectPublicKeyInfo),
  target('pivMetadata', getMetadata(0x9c).parse),
  target('pivSerial', getSerial().parse),
  target('pivStoredKey', (bytes) => decodeStoredKey(Secret.takeBytes(Uint8Array.from(bytes)))),
  target('openPgpApplication', decodeApplicationData),
  target('openPgpTries', decodeTries),
  target('openPgpPublicKey', (bytes) => decodePublicKey(keyPair('read', 0xb6).parse(bytes))),
  target('myEidInformation', isActivated),
  target('myEidSerial', readSerial().parse),
  target('myEidPin', readPinInformation(1).parse),
  target('readerFeatures', parseFeatures),
  target('readerLimits', parseLimits),
  // A RangeError ends the child process, which both ends of the pipe expect.
  target('frames', (bytes) => new FrameReader().push(Buffer.from(bytes)), [RangeError]),
  target('controlRequest', (bytes) => (bytes.length < 4 ? null : unpackControl(bytes))),
];

/** Inputs in the repository: one a line, the name of the target and hex. */
export function corpus(): ReadonlyMap<string, readonly Uint8Array[]> {
  const found = new Map<string, Uint8Array[]>();
  for (const line of readFileSync(projectPath('test', 'fuzz', 'corpus.txt'), 'utf8').split('\n')) {
    const [name = '', hex] = line.split(' ');
    if (hex !== undefined) found.set(name, [...(found.get(name) ?? []), fromHex(hex)]);
  }
  return found;
}

/** An empty input, zeros and noise, for every target. */
export const usualInputs = (): readonly Uint8Array[] => [
  new Uint8Array(),
  new Uint8Array(42),
  new Uint8Array(randomBytes(64)),
];
