/** Makes PDFs, each in its own process (paperChild.ts). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { noInspectorFlags } from '../../base/noInspector.js';
import type { Secret } from '../../base/secret.js';
import type { LetterOrder } from './letterPaper.js';
import { PaperQueue } from './paperQueue.js';
import type { ReportOrder } from './reportPaper.js';

export interface PaperProblem {
  readonly problem: 'fontMissing' | 'characterMissing' | 'tooLong' | 'other';
  /** The font's file, the character as `U+4E00`, the part of the letter, or the name of an error. */
  readonly detail: string;
  /** The index, from 0, of the letter that cannot be typeset; null: the problem is not with one letter. */
  readonly letter: number | null;
}

/** The PDF could not be made. */
export class PaperError extends Error {
  override readonly name = 'PaperError';
  readonly problem: PaperProblem['problem'];
  readonly detail: string;
  readonly letter: number | null;
  constructor({ problem, detail, letter }: PaperProblem) {
    super(`${problem}: ${detail}`);
    this.problem = problem;
    this.detail = detail;
    this.letter = letter;
  }
}

const program = fileURLToPath(new URL('./paperChild.js', import.meta.url));
const timeLimitMs = 60_000;
const timeLimitOfLetterMs = 500;

/** A process takes 100 MB and a core. */
const papers = new PaperQueue({ atOnce: 2, waiting: 32 });

/**
 * @param contents one {LetterContent} as UTF-8 JSON for each letter. The caller keeps them. No string is made of them in this
 * process.
 * @returns the PDF; the caller zeroes it when it holds letters
 * @throws {PaperError} @throws {Failure} `paper.make.busy`
 */
export function makePaper(order: LetterOrder | ReportOrder, contents: readonly Secret[] = []): Promise<Buffer> {
  return papers.add(() => makeAlone(order, contents));
}

async function makeAlone(order: LetterOrder | ReportOrder, contents: readonly Secret[]): Promise<Buffer> {
  const child = spawn(process.execPath, [...noInspectorFlags, program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {},
    timeout: timeLimitMs + contents.length * timeLimitOfLetterMs,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  const sent = send(child.stdin, order, contents);
  try {
    const [code] = await closed;
    await sent;
    if (code !== 0) throw new PaperError(problemIn(said));
    return Buffer.concat(chunks);
  } finally {
    for (const chunk of chunks) chunk.fill(0);
  }
}

async function send(pipe: NodeJS.WritableStream, order: object, contents: readonly Secret[]): Promise<void> {
  const first = Buffer.from(JSON.stringify(order));
  const copy = Buffer.alloc(contents.reduce((sum, { length }) => sum + 1 + length, first.length));
  copy.set(first);
  let at = first.length;
  for (const content of contents) {
    at += copy.write('\n', at);
    content.use((bytes) => {
      copy.set(bytes, at);
      at += bytes.length;
    });
  }
  pipe.end(copy);
  // If the process ends before it has read everything, its exit code shows the failure.
  await finished(pipe).catch(() => undefined);
  copy.fill(0);
}

function problemIn(said: string): PaperProblem {
  const [line = ''] = said.split('\n');
  try {
    return JSON.parse(line) as PaperProblem;
  } catch {
    return { problem: 'other', detail: 'ended', letter: null };
  }
}
