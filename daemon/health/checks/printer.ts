/** The printer of password letters: the print program, and the state of the printer according to CUPS. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isOfCups, PrintQueue, type QueueState, type StopReason } from '../../paper/printQueue.js';
import { lines, same, type Check, type Finding } from '../check.js';

export interface PrinterFacts {
  /** The command of the settings. */
  readonly command: readonly string[];
  readonly isInstalled: boolean;
  /** null: the command is not one of CUPS. */
  readonly queue: QueueState | null;
}

const stopWords: Readonly<Record<StopReason, { readonly 'zh-TW': string; readonly en: string }>> = {
  paused: { 'zh-TW': '印表機已暫停', en: 'The printer is paused' },
  paperOut: { 'zh-TW': '印表機缺紙', en: 'The printer is out of paper' },
  stopped: { 'zh-TW': '印表機停止列印', en: 'The printer has stopped' },
};

export function judgePrinter({ command, isInstalled, queue }: PrinterFacts): Finding {
  const facts = { program: command[0] ?? '' };
  const set = same(command.join(' '));
  const finding = (state: Finding['state'], chinese: string, english: string): Finding => ({
    state,
    present: lines([set, { 'zh-TW': chinese, en: english }]),
    facts,
  });
  if (!isInstalled) return finding('failed', '找不到這個程式', 'This program is not there');
  if (queue === null)
    return finding('unknown', '列印時才知道印表機的狀態', 'Whether the printer is ready shows when it prints');
  switch (queue.kind) {
    case 'ready':
      if (queue.alerts.length === 0) return finding('ok', '印表機可用', 'The printer is ready');
      return finding(
        'warn',
        `印表機可用，但回報：${queue.alerts.join('、')}`,
        `The printer is ready, and reports: ${queue.alerts.join(', ')}`,
      );
    case 'stopped': {
      const words = stopWords[queue.reason];
      const state = queue.isError ? 'failed' : 'warn';
      return finding(state, `${words['zh-TW']}：${queue.detail}`, `${words.en}: ${queue.detail}`);
    }
    case 'unknown':
      return finding('failed', `沒有可用的印表機：${queue.detail}`, `No printer is ready: ${queue.detail}`);
  }
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
    const queue = isOfCups(command) ? new PrintQueue(command).state(signal) : null;
    return judgePrinter({ command, isInstalled: await isExecutable(command[0] ?? ''), queue: await queue });
  },
};
