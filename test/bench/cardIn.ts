/** A card put in: when a screen hears of it, and when `pcsc_scan` prints it. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { WireReader } from '../../daemon/contract/messages.js';
import type { ApiClient } from '../harness/apiClient.js';
import { Site } from '../harness/site.js';
import type { Bench } from './bench.js';
import { takeOut } from './counter.js';
import { median, spread, type Row } from './row.js';

const limitMs = 50;

/** Debian's `pcsc_scan`; it flushes after each change. */
class PcscScan {
  readonly #child;
  readonly #news = new EventEmitter();
  #printed = '';
  #ended = false;

  constructor(socketPath: string) {
    this.#child = spawn('pcsc_scan', ['-n'], {
      env: { ...process.env, LC_ALL: 'C', PCSCLITE_CSOCK_NAME: socketPath },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
      this.#news.emit('news');
    });
    this.#child.once('close', () => {
      this.#ended = true;
      this.#news.emit('news');
    });
  }

  /** @returns when it printed `Card state: …` with this word, `performance.now()`; what it printed before is forgotten */
  async until(state: 'removed' | 'inserted'): Promise<number> {
    while (!this.#printed.includes(`Card state: Card ${state}`)) {
      if (this.#ended) throw new Error('pcsc_scan ended');
      await once(this.#news, 'news');
    }
    this.#printed = '';
    return performance.now();
  }

  async stop(): Promise<void> {
    this.#child.kill();
    while (!this.#ended) await once(this.#news, 'news');
  }
}

/** When the screen heard what `holds`, `performance.now()`. */
async function screenShows(
  screen: ApiClient,
  pcscName: string,
  holds: (reader: WireReader) => boolean,
): Promise<number> {
  await screen.until(() => [...screen.readers.values()].some((one) => one.pcscName === pcscName && holds(one)));
  return performance.now();
}

interface Seen {
  readonly insertedMs: number;
  readonly scanMs: number;
  readonly shownMs: number;
  readonly readMs: number;
}

async function insertions(runs: number, site: Site): Promise<readonly Seen[]> {
  const screen = await site.staff();
  const scan = new PcscScan(site.pcsc.socketPath);
  const [pcscName = ''] = site.pcsc.readers;
  const card = await site.pcsc.createCard();
  const seen: Seen[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      await scan.until('removed');
      const insertedMs = performance.now();
      const [scanMs, shownMs, readMs] = await Promise.all([
        scan.until('inserted'),
        screenShows(screen, pcscName, (reader) => reader.card !== null),
        screenShows(screen, pcscName, (reader) => reader.card?.state === 'known'),
        card.insert(0),
      ]);
      seen.push({ insertedMs, scanMs, shownMs, readMs });
      await takeOut(screen, card, pcscName);
    }
    return seen;
  } finally {
    await scan.stop();
  }
}

function row(name: string, what: string, seen: readonly Seen[], moment: 'shownMs' | 'readMs'): Row {
  const scan = seen.map(({ insertedMs, scanMs }) => scanMs - insertedMs);
  const ours = seen.map((one) => one[moment] - one.insertedMs);
  return {
    name,
    ours: median(seen.map((one) => one[moment] - one.scanMs)),
    peer: limitMs,
    unit: 'ms',
    bar: 1,
    better: 'lower',
    notes: [
      `how much later than pcsc_scan prints it ${what}, against the ${limitMs} ms that are allowed`,
      `after the insertion, least – median – most: ours ${spread(ours)}, pcsc_scan ${spread(scan)}`,
    ],
  };
}

export const cardIn: Bench = {
  rows: ['cardIn.toScreen', 'cardIn.read'],
  async run(runs, folder) {
    const site = await Site.start({ directory: folder });
    try {
      // A person's insertions are few; these are cheap.
      const seen = await insertions(4 * runs, site);
      return [
        row('cardIn.toScreen', 'a screen is told of the card', seen, 'shownMs'),
        row('cardIn.read', 'a screen is told serial, life cycle and PINs, read from the card', seen, 'readMs'),
      ];
    } finally {
      await site.stop();
    }
  },
};
