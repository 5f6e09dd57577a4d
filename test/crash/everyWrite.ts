/** One kind of job, killed at every durable write: each time it is brought to its end by the next gateway. */
import type { Test } from 'tap';
import type { WireJob, WireQuestion } from '../../daemon/api/messages.js';
import type { ApiClient } from '../harness/apiClient.js';
import { GatewayProcess, runGatewayCommand, writeSettings } from '../harness/gatewayProcess.js';
import type { TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import {
  finishJob,
  kioskOf,
  latestJob,
  neverDies,
  overLanes,
  staffOf,
  startDying,
  writesOf,
  type Lane,
} from './lane.js';

/** A card, whose it is, and where the job is tried on it. */
export interface Situation {
  readonly lane: Lane;
  readonly card: CardHandle;
  readonly registration: TestRegistration;
}

export interface Screens {
  readonly staff: ApiClient;
  readonly kiosk: ApiClient;
}

export interface CrashedKind {
  /** Every step of its table. */
  readonly steps: readonly { readonly name: string }[];
  /** Makes a card ready for the job, with a gateway that does not die. */
  ready(screens: Screens, situation: Situation): Promise<void>;
  begin(screens: Screens, situation: Situation, readerId: string): Promise<WireJob>;
  answer(screens: Screens, situation: Situation, question: WireQuestion): Promise<object>;
  /** What must hold when the job is finished and everything is delivered. */
  verify(t: Test, situation: Situation, point: string): Promise<void>;
}

async function screensOf(gateway: GatewayProcess): Promise<Screens> {
  const [staff, kiosk] = await Promise.all([staffOf(gateway), kioskOf(gateway)]);
  return { staff, kiosk };
}

function close({ staff, kiosk }: Screens): void {
  staff.close();
  kiosk.close();
}

async function delivered({ staff }: Screens): Promise<void> {
  await staff.until(() => staff.ra?.reachable === true && staff.ra.outbox === 0);
}

/** Cards that are ready, one after the other with one gateway. */
export async function makeReady(
  lane: Lane,
  kind: CrashedKind,
  registrations: readonly TestRegistration[],
): Promise<Situation[]> {
  const gateway = await GatewayProcess.start(lane.newGateway());
  const screens = await screensOf(gateway);
  const situations: Situation[] = [];
  for (const registration of registrations) {
    const card = await lane.pcsc.createCard();
    await card.insert(0);
    const situation = { lane, card, registration };
    await Promise.all([screens.staff.untilCard(lane.reader), screens.kiosk.untilCard(lane.reader)]);
    await kind.ready(screens, situation);
    await Promise.all([screens.staff.untilCard(lane.reader), screens.kiosk.untilCard(lane.reader)]);
    await card.remove();
    await screens.staff.until(() => [...screens.staff.readers.values()].every(({ card: view }) => view === null));
    await screens.kiosk.until(() => [...screens.kiosk.readers.values()].every(({ card: view }) => view === null));
    situations.push(situation);
  }
  await delivered(screens);
  close(screens);
  await gateway.stop();
  return situations;
}

/** One whole run. @returns the names of its writes */
export async function listWrites(t: Test, kind: CrashedKind, situation: Situation): Promise<string[]> {
  const { lane, card } = situation;
  await card.insert(0);
  const gateway = await startDying(lane.newGateway(), neverDies);
  const screens = await screensOf(gateway);
  const { id } = await screens.staff.untilCard(lane.reader);
  await screens.kiosk.untilCard(lane.reader);
  const job = await kind.begin(screens, situation, id);
  const { state, failure } = await finishJob(screens.staff, job.id, (question) =>
    kind.answer(screens, situation, question),
  );
  t.equal(state, 'finished', `without a crash ${JSON.stringify(failure?.code)}`);
  await delivered(screens);
  close(screens);
  await gateway.kill();
  await card.remove();
  const writes = writesOf(gateway);
  for (const { name } of kind.steps) t.ok(writes.includes(`journal ${name} outcome`), `${name} is journalled`);
  return writes;
}

/** @param situations one for each point */
export async function crashEverywhere(
  t: Test,
  kind: CrashedKind,
  points: readonly string[],
  situations: readonly Situation[],
): Promise<void> {
  const lanes = [...new Set(situations.map(({ lane }) => lane))];
  const waiting = new Map(lanes.map((lane) => [lane, situations.filter((one) => one.lane === lane)]));
  await overLanes(lanes, points, async (lane, point) => {
    const situation = waiting.get(lane)?.shift();
    if (situation !== undefined) await crashAt(t, kind, situation, point);
    else t.fail(`${point}: no card is left in this lane`);
  });
}

async function crashAt(t: Test, kind: CrashedKind, situation: Situation, point: string): Promise<void> {
  const { lane, card } = situation;
  const settings = lane.newGateway();
  await card.insert(0);
  const dying = await startDying(settings, point);
  const before = await screensOf(dying);
  const { id } = await before.staff.untilCard(lane.reader);
  await before.kiosk.untilCard(lane.reader);
  const first = kind.begin(before, situation, id);
  // The answer is lost where the process dies before it.
  first
    .then((job) => finishJob(before.staff, job.id, (question) => kind.answer(before, situation, question)))
    .catch(() => undefined);
  t.equal((await dying.exited()).signal, 'SIGKILL', `${point}: it died there`);
  close(before);

  const gateway = await GatewayProcess.start(settings);
  const screens = await screensOf(gateway);
  const unfinished = await latestJob(screens.staff);
  const begin = async (): Promise<WireJob> => {
    const reader = await screens.staff.untilCard(lane.reader);
    await screens.kiosk.untilCard(lane.reader);
    return kind.begin(screens, situation, reader.id);
  };
  const job = unfinished ?? (await begin());
  const { state, failure } = await finishJob(screens.staff, job.id, (question) =>
    kind.answer(screens, situation, question),
  );
  t.equal(state, 'finished', `${point}: finished ${JSON.stringify(failure?.code)}`);
  await screens.staff.untilCard(lane.reader);
  await delivered(screens);
  close(screens);
  await gateway.stop();
  await kind.verify(t, situation, point);
  await runGatewayCommand(writeSettings(settings), ['verify-audit'], '');
  await card.remove();
}
