/** Jobs tried side by side, each in a reader of a lane: one by one, or all of a lane struck by the same blow. */
import { setTimeout as delay } from 'node:timers/promises';
import { Attempt, patienceMs, type Task } from './attempt.js';
import { Course, type Result } from './course.js';
import type { Fault } from './faults.js';
import type { Lane } from './lane.js';

/** Hands the work out to every reader of every lane, one after the other in each. */
export async function everywhere<T, R>(
  lanes: readonly Lane[],
  work: readonly T[],
  attempt: (lane: Lane, place: number, one: T) => Promise<R>,
): Promise<R[]> {
  const waiting = [...work];
  const done: R[] = [];
  await Promise.all(
    lanes.flatMap((lane) =>
      lane.places.map(async (place) => {
        for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
          done.push(await attempt(lane, place, one));
      }),
    ),
  );
  return done;
}

/** A job alone, with the fault of its task. */
export async function runOne(lane: Lane, place: number, task: Task): Promise<Result> {
  const [result] = await runTogether(lane, [[place, task]]);
  if (result === undefined) throw new Error('a result for each task');
  return result;
}

/** As many as the lane has readers; each stands at its point when they are struck. */
export async function runRound(lane: Lane, tasks: readonly Task[]): Promise<Result[]> {
  const placed = lane.places.flatMap((place, i) => {
    const task = tasks[i];
    return task === undefined ? [] : [[place, task] as const];
  });
  return runTogether(lane, placed);
}

async function runTogether(lane: Lane, placed: readonly (readonly [number, Task])[]): Promise<Result[]> {
  const attempts = await Promise.all(placed.map(([place, task]) => Attempt.prepare(lane, place, task)));
  const fault = placed[0]?.[1].fault;
  const trouble: string[] = [];
  const stages: readonly (() => unknown)[] = [
    () => Promise.all(attempts.map((attempt) => attempt.untilStruck())),
    () => fault?.strike?.({ lane, attempts }),
    () => Promise.all(attempts.map((attempt) => attempt.release())),
    () => fault?.mend?.({ lane, attempts }),
  ];
  for (const stage of stages) trouble.push(...(await troubleOf(stage)));
  return Promise.all(attempts.map((attempt) => new Course(attempt, trouble).toEnd()));
}

/** What cannot be done to them is told of each. */
async function troubleOf(work: () => unknown): Promise<string[]> {
  const stop = new AbortController();
  const late = delay(patienceMs, [`not done in ${patienceMs} ms: ${work.toString()}`], { signal: stop.signal }).catch(
    () => [],
  );
  try {
    return await Promise.race([Promise.resolve(work()).then(() => []), late]);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    stop.abort();
  }
}

/** Jobs that one blow strikes: as many as a lane has readers, at most. */
export interface Round<T> {
  readonly fault: Fault;
  readonly work: readonly T[];
}

/** Cuts into rounds. */
export function roundsOf<T>(fault: Fault, work: readonly T[], readers: number): Round<T>[] {
  return Array.from({ length: Math.ceil(work.length / readers) }, (_, i) => ({
    fault,
    work: work.slice(i * readers, (i + 1) * readers),
  }));
}

/** Hands the rounds out to the lanes, one after the other in each. */
export async function overLanes<T>(
  lanes: readonly Lane[],
  rounds: readonly Round<T>[],
  strike: (lane: Lane, round: Round<T>) => Promise<void>,
): Promise<void> {
  const waiting = [...rounds];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let round = waiting.shift(); round !== undefined; round = waiting.shift()) await strike(lane, round);
    }),
  );
}
