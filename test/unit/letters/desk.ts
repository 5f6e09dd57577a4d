/** Letters of one RA on a real store, with a paper that is made at once and a printer of CUPS that says what a test has it say. */
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import type { Test } from 'tap';
import { systemClock } from '../../../base/clock.js';
import { openDatabase, type Database } from '../../../base/database.js';
import { sealTo } from '../../../base/pki/sealed.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import type { RaProfile } from '../../../config/raProfile.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { BatchLetters, type BatchLettersProgress } from '../../../daemon/letters/batchLetters.js';
import { LetterPrintTable } from '../../../daemon/letters/letterPrintTable.js';
import { Letters } from '../../../daemon/letters/letters.js';
import { LetterRunTable } from '../../../daemon/letters/letterRunTable.js';
import type { RaLink } from '../../../daemon/ras/raLink.js';
import { Ras } from '../../../daemon/ras/ras.js';
import type { LetterRecord, RaConnector } from '../../../sync/connector.js';

export const raId = 'jcic';
export const orderId = 'B1';

function recordOf(number: number): LetterRecord {
  return {
    id: `L-${number}`,
    kind: 'cardPins',
    registrationId: `R-${number}`,
    name: '王小明',
    userIdentifier: `A123456789-01-000${number}`,
    cardSerial: `0${number}`,
    madeAt: '2026-11-30T00:00:00Z',
    delivery: 'print',
    printed: 0,
    lastPrintedAt: null,
    releasedElsewhere: false,
  };
}

/** What the programs of CUPS do, as lines of the shell. */
export interface Queue {
  /** lpstat, asked for jobs that are not over; job 7 waits. */
  readonly lpstat: readonly string[];
  readonly cancel: readonly string[];
  /** lpstat, asked for jobs that are over; absent: CUPS keeps no history. */
  readonly over?: readonly string[];
  /** lp; absent: it takes the print as job 7. */
  readonly lp?: readonly string[];
}

interface Size {
  /** Cards of the order, each with a letter. */
  readonly count?: number;
  /** Letters in one PDF. */
  readonly portion?: number;
}

export interface Desk {
  readonly database: Database;
  readonly prints: LetterPrintTable;
  readonly letters: Letters;
  /** @returns a gateway of its own, as after a restart */
  batch(): BatchLetters;
  /** Resolves when a PDF is at the printer and waits in its queue. */
  untilWaiting(): Promise<void>;
  /** Sets what the programs do from now on. */
  queue(queue: Queue): void;
  progress(): Promise<BatchLettersProgress>;
}

/** A desk with an order of three cards, one letter in a PDF, unless `size` says otherwise. */
export async function openDesk(t: Test, { count = 3, portion = 1 }: Size = {}): Promise<Desk> {
  const folder = t.testdir();
  const database = await openDatabase(join(folder, 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  t.teardown(() => database.close());
  const program = (name: string, lines: readonly string[]): void => {
    writeFileSync(join(folder, name), ['#!/bin/sh', `cd '${folder}'`, ...lines, ''].join('\n'));
    chmodSync(join(folder, name), 0o755);
  };
  const takes = ['cat > got', 'echo "request id is letters-7 (1 file(s))"'];
  const queue = ({ lpstat, cancel, over = [':'], lp = takes }: Queue): void => {
    program('lp', lp);
    const lists = ['case "$*" in', '*not-completed*)', ...lpstat, ';;', '*completed*)', ...over, ';;', 'esac'];
    program('lpstat', ['touch asked', ...lists]);
    program('cancel', cancel);
  };
  const records = Array.from({ length: count }, (_, index) => recordOf(index + 1));
  const connector: Partial<RaConnector> = {
    findLetter: (id) => Promise.resolve(records.find((record) => record.id === id) ?? null),
    lettersOf: (ids) => Promise.resolve(records.filter(({ registrationId }) => ids.includes(registrationId))),
    releaseLetters: ({ letters, recipientCertificate }) =>
      Promise.all(letters.map(() => sealTo(recipientCertificate, Secret.fromText('{}')))),
  };
  const profile = { id: raId, name: { 'zh-TW': '金融聯合徵信中心', en: 'JCIC' } } as RaProfile;
  const link = { enqueue: () => Promise.resolve() } as unknown as RaLink;
  const prints = new LetterPrintTable(database, systemClock);
  const parts = {
    ras: new Ras([{ profile, connector: connector as RaConnector, link }]),
    prints,
    audit: new Audit(database, systemClock),
    clock: systemClock,
    fonts: { text: [], mono: { file: '' } },
    paper: () => Promise.resolve(Buffer.from('%PDF')),
    printer: { command: [join(folder, 'lp'), '-d', 'letters'], timeoutMs: 30_000 },
    inPrinter: new Set<string>(),
    logger: pino({ level: 'silent' }),
  };
  const cards = records.map(({ registrationId, cardSerial }, index) => ({
    number: index + 1,
    registrationId,
    cardSerial,
  }));
  const batch = (): BatchLetters =>
    new BatchLetters({
      ...parts,
      inPrinter: new Set(),
      runs: new LetterRunTable(database, systemClock),
      portion,
      spoolFolder: null,
      changed: () => undefined,
      orders: () => ({
        order: () => Promise.resolve({ raId, counts: { issued: count } }),
        entries: (_order, { after }) => Promise.resolve({ entries: cards.filter(({ number }) => number > after) }),
      }),
    });
  return {
    database,
    prints,
    letters: new Letters(parts),
    batch,
    queue,
    async untilWaiting() {
      while (!existsSync(join(folder, 'asked'))) await pause(2);
    },
    progress: () => batch().progress(orderId),
  };
}
