/** The printer of password letters: the print program, and the state of the printer according to CUPS. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { lines, same, type Check, type Finding } from '../check.js';
import { runProgram } from '../machine.js';

/** The printer in a CUPS command: `-d NAME` of lp, `-P NAME` of lpr; null: the default printer. */
export function destinationIn(command: readonly string[]): string | null {
  const option = command.findIndex((word) => /^-[dP]/.test(word));
  const word = command[option] ?? '';
  return word.length > 2 ? word.slice(2) : option < 0 ? null : (command[option + 1] ?? null);
}

export interface PrinterFacts {
  /** The command of the settings. */
  readonly command: readonly string[];
  readonly isInstalled: boolean;
  /** The output of `lpstat` for the printer, in the C locale; null: the command is not one of CUPS. */
  readonly spooler: string | null;
}

export function judgePrinter({ command, isInstalled, spooler }: PrinterFacts): Finding {
  const facts = { program: command[0] ?? '' };
  const set = same(command.join(' '));
  const finding = (state: Finding['state'], chinese: string, english: string): Finding => ({
    state,
    present: lines([set, { 'zh-TW': chinese, en: english }]),
    facts,
  });
  if (!isInstalled) return finding('failed', '找不到這個程式', 'This program is not there');
  if (spooler === null)
    return finding('unknown', '列印時才知道印表機的狀態', 'Whether the printer is ready shows when it prints');
  const said = spooler.trim().split('\n')[0] ?? '';
  if (/^printer \S+ (is idle|now printing)/.test(said)) return finding('ok', '印表機可用', 'The printer is ready');
  if (/^printer \S+ disabled/.test(said))
    return finding('failed', `印表機已停用：${said}`, `The printer is stopped: ${said}`);
  return finding('failed', `沒有可用的印表機：${said}`, `No printer is ready: ${said}`);
}

async function isExecutable(program: string): Promise<boolean> {
  const places = program.includes('/')
    ? [program]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  const found = places.map((place) =>
    access(place, constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(found)).includes(true);
}

/** @returns null: the command is not one of CUPS */
async function askSpooler(command: readonly string[], signal: AbortSignal): Promise<string | null> {
  if (!/^lpr?$/.test(basename(command[0] ?? ''))) return null;
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await runProgram('lpstat', args, { signal }))?.output ?? 'lpstat is not installed';
  const named = destinationIn(command);
  if (named !== null) return ask('-p', named);
  const said = await ask('-d');
  const byDefault = /^system default destination: (\S+)/.exec(said)?.[1];
  return byDefault === undefined ? said : ask('-p', byDefault);
}

export const printer: Check = {
  id: 'screens.printer',
  group: 'screens',
  place: 'machine',
  title: { 'zh-TW': '印表機', en: 'The printer' },
  purpose: { 'zh-TW': '密碼單要印得出來', en: 'Password letters have to be printed.' },
  recommended: () => ({
    'zh-TW': '列印程式已安裝，印表機可用',
    en: 'The print program is installed, the printer ready',
  }),
  run: async ({ config }, signal) => {
    const command = config.letters.printCommand;
    const [isInstalled, spooler] = await Promise.all([isExecutable(command[0] ?? ''), askSpooler(command, signal)]);
    return judgePrinter({ command, isInstalled, spooler });
  },
};
