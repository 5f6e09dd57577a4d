/** What can go wrong at a point, one entry a fault: how it strikes, and how it is mended. */
import { readdirSync, readFileSync } from 'node:fs';
import type { JobKind } from '../../daemon/contract/messages.js';
import type { RaFault } from '../harness/faultyRa.js';
import type { Attempt } from './attempt.js';
import { raTimeoutMs, type Lane } from './lane.js';
import type { Moment, Place } from './points.js';

/** Jobs of one lane that stand each at its point. */
export interface Struck {
  readonly lane: Lane;
  readonly attempts: readonly Attempt[];
}

export interface Fault {
  readonly name: string;
  /** What it is tried at. */
  readonly at: readonly Place[];
  /** Is an APDU executed before the fault, or not? */
  readonly apdu: Moment;
  /** What the RA does with the request at which it stands; the fault strikes there by itself. */
  readonly ra?: RaFault;
  /** It meets every job of a lane at once. */
  readonly together?: true;
  /** Tried once for each kind of job, at a write in its middle, with nothing else in its lane. */
  readonly once?: true;
  /** Kinds that are known not to stand it; docs/fault-matrix.md says why. */
  readonly except?: readonly JobKind[];
  /** The lane has a disk of its own. */
  readonly onSmallDisk?: true;
  /** What was finished stands open again, and may stay so: it is enough that people are told why. */
  readonly mayStand?: true;
  /** Time limit of an exchange with a card, where the fault takes that long to be noticed. */
  readonly limitMs?: number;
  /** The jobs still stand; they go on when it has struck. */
  strike?(struck: Struck): Promise<void>;
  /** What a person or the system does about it; a card that stays unheeded is put in again in any case. */
  mend?(struck: Struck): Promise<void>;
}

const cardAndStore = ['apdu', 'write'] as const;

/** The processes that hold native code for a reader. */
function connectionChildren(gatewayPid: number, reader: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return Number(parent) === gatewayPid && words.includes('connection') && words.includes(reader);
      } catch {
        // It ended meanwhile.
        return false;
      }
    });
}

/** Resolves when no job is at work: each has found out, or came to its end without the card. */
async function untilNoticed({ attempts }: Struck): Promise<void> {
  await Promise.all(attempts.map((attempt) => attempt.untilAtRest()));
}

async function pull({ lane, attempts }: Struck): Promise<void> {
  await Promise.all(attempts.map(({ card }) => lane.remove(card)));
}

/** Another card is put in first: nothing may happen to it. Then the right one. */
async function putBack(struck: Struck): Promise<void> {
  const { lane, attempts } = struck;
  await untilNoticed(struck);
  for (const { place, serial, card, task } of attempts) {
    await lane.tryStranger(place, serial, task.kind.family);
    await lane.insert(card, place);
  }
}

const logInAgain = ({ lane }: Struck): Promise<void> => lane.logInAgain();

const onceAtWrite = { at: ['write'], apdu: 'before', once: true } as const;

const raFault = (name: string, ra: RaFault): Fault => ({ name, at: ['request'], apdu: 'before', ra });

const dayMs = 24 * 60 * 60 * 1000;

/** It is set right when the job is over. */
const setClock =
  (offMs: number) =>
  ({ lane }: Struck): Promise<void> => {
    lane.setClock(offMs);
    return Promise.resolve();
  };

export const noFault: Fault = { name: 'none', at: [], apdu: 'before' };

export const faults: readonly Fault[] = [
  {
    name: 'kill -9 of the daemon',
    at: cardAndStore,
    together: true,
    apdu: 'after',
    strike: ({ lane }) => lane.killGateway(),
    mend: ({ lane }) => lane.startGateway(),
  },
  { name: 'card pulled before the command', at: ['apdu'], apdu: 'before', strike: pull, mend: putBack },
  { name: 'card pulled after the command', at: cardAndStore, apdu: 'after', strike: pull, mend: putBack },
  // It stands at the command: whoever waits for its answer gives it up.
  { name: 'mute card', at: ['apdu'], apdu: 'before', strike: untilNoticed },
  {
    name: 'reader unplugged',
    at: cardAndStore,
    together: true,
    apdu: 'before',
    strike: ({ lane }) => lane.unplug(),
    mend: ({ lane }) => lane.plug(),
  },
  {
    name: 'pcscd stopped and resumed',
    at: cardAndStore,
    together: true,
    limitMs: 5_000,
    apdu: 'after',
    async strike(struck) {
      await struck.lane.pcsc.pausePcscd();
      for (const attempt of struck.attempts) await attempt.release();
      await untilNoticed(struck);
    },
    mend: ({ lane }) => lane.pcsc.resumePcscd(),
  },
  {
    name: 'pcscd killed and restarted',
    at: cardAndStore,
    together: true,
    apdu: 'after',
    strike: ({ lane }) => lane.pcsc.restartPcscd(),
  },
  {
    name: 'crash in native code',
    at: cardAndStore,
    apdu: 'after',
    strike: ({ lane, attempts }) => {
      for (const { place } of attempts) {
        const children = connectionChildren(lane.gatewayPid, lane.readerName(place));
        for (const pid of children) process.kill(pid, 'SIGSEGV');
      }
      return Promise.resolve();
    },
  },
  raFault('RA down', { kind: 'down' }),
  raFault('RA slow', { kind: 'slow', delayMs: raTimeoutMs + 1_500 }),
  raFault('RA answers 500', { kind: 'error' }),
  raFault('RA hears it twice', { kind: 'twice' }),
  raFault('RA’s answer lost', { kind: 'loseAnswer' }),
  {
    name: 'disk full',
    ...onceAtWrite,
    onSmallDisk: true,
    strike({ lane }) {
      lane.disk?.fill();
      return Promise.resolve();
    },
    async mend(struck) {
      await untilNoticed(struck);
      struck.lane.disk?.free();
    },
  },
  { name: 'clock set back', ...onceAtWrite, strike: setClock(-2 * dayMs), mend: logInAgain },
  { name: 'clock set forth', ...onceAtWrite, strike: setClock(2 * dayMs), mend: logInAgain },
  { name: 'second daemon started', ...onceAtWrite, strike: ({ lane }) => lane.refuseSecondGateway() },
  {
    name: 'store restored from a copy',
    ...onceAtWrite,
    mayStand: true,
    except: ['issueCard'],
    async strike({ lane, attempts }) {
      await lane.copyStore();
      for (const attempt of attempts) {
        await attempt.release();
        await attempt.untilOver();
      }
      await lane.delivered();
      await lane.killGateway();
      lane.restoreStore();
    },
    mend: ({ lane }) => lane.startGateway(),
  },
];
