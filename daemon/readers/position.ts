/** Stable names for reader positions. pcscd renumbers readers each time one is plugged in; jobs and labels must not depend on that. */

export interface ReaderPosition {
  /** Used in requests and jobs; the same after unplugging, restarts of pcscd and of the daemon. */
  readonly id: string;
  /** What staff read on the reader. */
  readonly name: string;
}

/**
 * pcscd names a reader `Vendor Model [Interface] (serial) II SS`: index and slot in hex at the end. With a serial in
 * parentheses the index is ignored. Without one only the index distinguishes two equal readers, so it is kept.
 * @param pcscName as SCardListReaders gives it
 * @param labels configuration `readerNames`: a PC/SC name, or that name without index and slot → label
 */
export function readerPosition(pcscName: string, labels: Readonly<Record<string, string>>): ReaderPosition {
  const parts = /^(?<model>.*?)(?: (?<index>[0-9A-F]{2}) (?<slotNumber>[0-9A-F]{2}))?$/.exec(pcscName)?.groups;
  const model = parts?.model ?? pcscName;
  const hasSerial = /\([0-9A-Za-z]+\)$/.test(model);
  const stable = hasSerial ? [model, parts?.slotNumber].filter((part) => part !== undefined).join(' ') : pcscName;
  return {
    id: stable
      .toLowerCase()
      .replace(/[^0-9a-z]+/g, '-')
      .replace(/^-|-$/g, ''),
    name: labels[pcscName] ?? labels[model] ?? pcscName,
  };
}
