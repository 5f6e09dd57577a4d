/**
 * The driver and the firmware of a reader. pcscd's API has attributes for both, but the daemon's PC/SC module does not offer
 * them. The driver's own list (Info.plist) and the USB device (bcdDevice) say the same, and need no card.
 */
import { join } from 'node:path';
import type { SeenReader } from './checkContext.js';
import { listFolder, readTextFile } from './machine.js';

export interface ReaderDriver {
  /** The label that staff read on it. */
  readonly reader: string;
  /** Name and version; null: not found. */
  readonly driver: string | null;
  readonly firmware: string | null;
}

/** A reader model in a driver's Info.plist. */
interface Model {
  readonly friendlyName: string;
  /** `vvvv:pppp`, lower-case hex */
  readonly usbId: string;
  readonly driver: string;
}

const usbDrivers = '/usr/lib/pcsc/drivers';
const serialReaders = '/etc/reader.conf.d';
const usbDevices = '/sys/bus/usb/devices';

/** The strings below a key of a property list: one, or those of an array. */
function stringsOf(plist: string, key: string): readonly string[] {
  const value =
    new RegExp(`<key>${key}</key>\\s*(<string>[^<]*</string>|<array>[\\s\\S]*?</array>)`).exec(plist)?.[1] ?? '';
  return [...value.matchAll(/<string>([^<]*)<\/string>/g)].map(([, text = '']) => text.replaceAll('&amp;', '&'));
}

export function modelsOf(plist: string): readonly Model[] {
  const [bundle = '?'] = stringsOf(plist, 'CFBundleName');
  const [version = ''] = stringsOf(plist, 'CFBundleShortVersionString');
  const vendors = stringsOf(plist, 'ifdVendorID');
  const products = stringsOf(plist, 'ifdProductID');
  const hex = (text: string | undefined): string => (text ?? '').replace(/^0x/i, '').toLowerCase().padStart(4, '0');
  return stringsOf(plist, 'ifdFriendlyName').map((friendlyName, index) => ({
    friendlyName,
    usbId: `${hex(vendors[index])}:${hex(products[index])}`,
    driver: `${bundle} ${version}`.trim(),
  }));
}

/** The readers of a file in /etc/reader.conf.d: FRIENDLYNAME and the LIBPATH that belongs to it. */
export function serialReadersOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let name = '';
  for (const [, key, value = ''] of text.matchAll(/^\s*(FRIENDLYNAME|LIBPATH)\s+"?([^"\n]*?)"?\s*$/gm)) {
    if (key === 'FRIENDLYNAME') name = value;
    else found.set(name, value);
  }
  return found;
}

async function knownModels(): Promise<readonly Model[]> {
  const bundles = (await listFolder(usbDrivers)).filter((name) => name.endsWith('.bundle'));
  const plists = bundles.map((bundle) => readTextFile(join(usbDrivers, bundle, 'Contents', 'Info.plist')));
  return (await Promise.all(plists)).flatMap((plist) => (plist === null ? [] : modelsOf(plist)));
}

async function serialDrivers(): Promise<ReadonlyMap<string, string>> {
  const texts = (await listFolder(serialReaders)).map((file) => readTextFile(join(serialReaders, file)));
  return new Map((await Promise.all(texts)).flatMap((text) => [...serialReadersOf(text ?? '')]));
}

/** `vvvv:pppp` of each USB device → bcdDevice, the release that its maker gave it. */
async function usbReleases(): Promise<ReadonlyMap<string, string>> {
  const releases = (await listFolder(usbDevices)).map(async (device): Promise<readonly [string, string]> => {
    const read = async (name: string): Promise<string> =>
      ((await readTextFile(join(usbDevices, device, name))) ?? '').trim();
    const [vendor, product, release] = await Promise.all([read('idVendor'), read('idProduct'), read('bcdDevice')]);
    return [`${vendor}:${product}`, release.replace(/^0?(\d+)(\d\d)$/, '$1.$2')];
  });
  return new Map(await Promise.all(releases));
}

/** @param readers as pcscd names them: friendly name, interface or serial number, index and slot */
export async function findDrivers(readers: readonly Omit<SeenReader, 'card'>[]): Promise<readonly ReaderDriver[]> {
  const [models, serial, releases] = await Promise.all([knownModels(), serialDrivers(), usbReleases()]);
  return readers.map(({ pcscName, name: reader }) => {
    const starts = (friendlyName: string): boolean => pcscName.startsWith(`${friendlyName} `);
    const fitting = models.filter(({ friendlyName }) => starts(friendlyName));
    // Models with the same name differ in their USB id: the plugged-in one is chosen.
    const model = fitting.find(({ usbId }) => releases.has(usbId)) ?? fitting[0];
    if (model !== undefined) return { reader, driver: model.driver, firmware: releases.get(model.usbId) ?? null };
    const library = [...serial].find(([friendlyName]) => starts(friendlyName))?.[1];
    return { reader, driver: library ?? null, firmware: null };
  });
}
