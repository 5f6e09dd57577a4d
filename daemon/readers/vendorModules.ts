/** The families of cards that the settings give to vendors' modules. */
import { concatBytes } from '../../base/bytes.js';
import { Secret } from '../../base/secret.js';
import { readPlain } from '../../base/plainFile.js';
import { vendorModule } from '../../card/drivers/pkcs11/pkcs11.js';
import { registry } from '../../card/drivers/registry.js';
import type { DriverEntry } from '../../card/drivers/driverEntry.js';
import type { Config } from '../../config/schema.js';

/** All families of this gateway, those of the settings first. */
export function familiesOf({ vendorModules, pcscSocket }: Pick<Config, 'vendorModules' | 'pcscSocket'>): DriverEntry[] {
  const ofSettings = vendorModules.map(
    ({ pinLength, pinCharacters, tries, soPinLength, soPinFile, timeoutSeconds, ...same }) =>
      vendorModule({
        ...same,
        pinRule: { minLength: pinLength.min, maxLength: pinLength.max, characters: pinCharacters },
        maxTries: { pin: tries.pin, officer: tries.soPin },
        officerPinLength: soPinLength,
        timeoutMs: timeoutSeconds * 1_000,
        factoryOfficerPin: soPinFile === null ? null : () => readOfficerPin(soPinFile),
        socketPath: pcscSocket ?? undefined,
      }),
  );
  return [...ofSettings, ...registry];
}

/** The first line, without its end. @throws {Error} when the file is gone */
async function readOfficerPin(file: string): Promise<Secret> {
  const content = await readPlain(file);
  if (content === null) throw new Error(`there is no file ${file}`);
  try {
    const end = content.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    return Secret.takeBytes(concatBytes(end === -1 ? content : content.subarray(0, end)));
  } finally {
    content.fill(0);
  }
}
