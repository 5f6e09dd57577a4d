/** Every kind of job as its people meet it: one entry a kind. What is tried is always the same, see `run.ts`. */
import type { JobKind, WireJob, WireQuestion } from '../../daemon/contract/messages.js';
import { jobTypes } from '../../daemon/jobs/kinds/index.js';
import type { ApiClient } from '../harness/apiClient.js';
import { logIn, pinText, stateOf, termsVersion } from '../harness/cardOwner.js';
import { websitePassword, type TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { Lane } from './lane.js';

/** How far a card has come: `unwritten` has certified keys and no certificates. */
export type Stage = 'blank' | 'prepared' | 'unwritten' | 'issued';

/** A card, whose it is, and the screen at which it is worked on. */
export interface Desk {
  readonly lane: Lane;
  /** Reader index; 0 is the kiosk's. */
  readonly place: number;
  readonly card: CardHandle;
  readonly registration: TestRegistration;
  /** The same in every request that asks for this job. */
  readonly idempotencyKey: string;
}

export interface Answer {
  readonly client: ApiClient;
  readonly answer: object;
}

export interface MatrixKind {
  readonly kind: JobKind;
  readonly takes: Stage;
  readonly leaves: Stage;
  /** Where its subscriber does it alone; what is done in the kiosk's reader is done at the kiosk. */
  readonly atKiosk: boolean;
  /** The step table, whole. */
  readonly steps: readonly { readonly name: string }[];
  /** Questions of its ordinary course. */
  readonly asks: readonly WireQuestion['kind'][];
  /** Has new PUKs, and PINs in a letter or chosen. */
  readonly personalises: boolean;
  /** Certificates that the RA issues in its course. */
  readonly certificates: number;
  /** It begins within the last month of the certificates. */
  readonly inLastMonth?: boolean;
  /** Before the card is put in. */
  ready?(card: CardHandle): Promise<void>;
  begin(desk: Desk): Promise<WireJob>;
  /** What is answered, and at which screen. */
  answer(desk: Desk, question: WireQuestion): Promise<Answer>;
  /** What is not as it should be on the card when the job is finished. */
  faultsOnCard(card: CardHandle): string[];
}

const separate = { certificateUses: 'separate' } as const;
const chosen = { mode: 'chosen', pin1: 'First12345', pin2: 'Second6789' } as const;
const unblockedPin = 'Unblocked99';
const changedPins = ['Changed123', 'Changed456'] as const;

export const isAtKiosk = (kind: MatrixKind, place: number): boolean => kind.atKiosk && place === 0;

/** The screen of whoever works at this desk. */
const screen = ({ lane, place }: Desk): ApiClient => (place === 0 ? lane.kiosk : lane.staff);

const pinsOf = (card: CardHandle): { pin1: string; pin2: string } => ({
  pin1: pinText(card, 1),
  pin2: pinText(card, 2),
});

async function readerIdOf(client: ApiClient, { lane, place }: Desk): Promise<string> {
  return (await client.untilCard(lane.readerName(place))).id;
}

async function create(client: ApiClient, desk: Desk, order: object): Promise<WireJob> {
  return client.createJob({ readerId: await readerIdOf(client, desk), ...order }, desk.idempotencyKey);
}

/** The subscriber logs in at the kiosk; at the counter the officer vouches. */
async function person(client: ApiClient, desk: Desk): Promise<object> {
  if (desk.place !== 0) return { registrationId: desk.registration.id };
  await logIn(client, desk.registration);
  return {};
}

function unexpected(question: WireQuestion): Error {
  return new Error(`asked ${question.kind}: ${question.reason.code}`);
}

/** The PINs that are in force, and the terms. */
async function answerOwner(desk: Desk, question: WireQuestion): Promise<Answer> {
  const client = screen(desk);
  if (question.kind === 'confirmTerms') {
    return { client, answer: { kind: 'confirmTerms', termsVersion: await termsVersion(client) } };
  }
  if (question.kind !== 'verifyPins') throw unexpected(question);
  const asked = question.pins.map(({ reference }) => reference);
  const { pin1, pin2 } = pinsOf(desk.card);
  const answer = { kind: 'verifyPins', ...(asked.includes(1) && { pin1 }), ...(asked.includes(2) && { pin2 }) };
  return { client, answer };
}

/** No try is spent on either instance. */
function spentTries(card: CardHandle): string[] {
  return stateOf(card).instances.flatMap(({ pin, puk }, i) => [
    ...(pin.triesLeft === 3 ? [] : [`PIN ${i + 1} has ${pin.triesLeft} tries`]),
    ...(puk.triesLeft === 5 ? [] : [`PUK ${i + 1} has ${puk.triesLeft} tries`]),
  ]);
}

function otherPin(card: CardHandle, pin: 1 | 2, ...expected: readonly string[]): string[] {
  return expected.includes(pinText(card, pin)) ? [] : [`PIN ${pin} is another one`];
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault];
}

const issueCard: MatrixKind = {
  kind: 'issueCard',
  takes: 'blank',
  leaves: 'issued',
  atKiosk: false,
  steps: jobTypes.issueCard.steps(separate),
  asks: [],
  personalises: true,
  certificates: 2,
  begin: (desk) =>
    create(desk.lane.staff, desk, { kind: 'issueCard', registrationId: desk.registration.id, pins: chosen }),
  answer({ lane }, question) {
    if (question.kind !== 'enterPins') throw unexpected(question);
    const { mode, pin1, pin2 } = chosen;
    const asked = question.pins;
    const pins = { mode, ...(asked.includes(1) && { pin1 }), ...(asked.includes(2) && { pin2 }) };
    return Promise.resolve({ client: lane.staff, answer: { kind: 'enterPins', pins } });
  },
  faultsOnCard: (card) => [...spentTries(card), ...otherPin(card, 1, chosen.pin1), ...otherPin(card, 2, chosen.pin2)],
};

const prepareCard: MatrixKind = {
  kind: 'prepareCard',
  takes: 'blank',
  leaves: 'prepared',
  atKiosk: false,
  steps: jobTypes.prepareCard.steps({}),
  asks: [],
  personalises: true,
  certificates: 0,
  begin: (desk) => create(desk.lane.staff, desk, { kind: 'prepareCard', registrationId: desk.registration.id }),
  answer: (_desk, question) => Promise.reject(unexpected(question)),
  faultsOnCard: spentTries,
};

const applyCertificates: MatrixKind = {
  kind: 'applyCertificates',
  takes: 'prepared',
  leaves: 'issued',
  atKiosk: true,
  steps: jobTypes.applyCertificates.steps(separate),
  asks: [],
  personalises: false,
  certificates: 2,
  async begin(desk) {
    const client = screen(desk);
    const terms = await termsVersion(client);
    const whose = await person(client, desk);
    return create(client, desk, { kind: 'applyCertificates', ...whose, ...pinsOf(desk.card), termsVersion: terms });
  },
  answer: answerOwner,
  faultsOnCard: spentTries,
};

const writeCertificates: MatrixKind = {
  kind: 'writeCertificates',
  takes: 'unwritten',
  leaves: 'unwritten',
  atKiosk: true,
  steps: jobTypes.writeCertificates.steps(separate),
  asks: [],
  personalises: false,
  certificates: 0,
  async begin(desk) {
    const client = screen(desk);
    const whose = await person(client, desk);
    return create(client, desk, { kind: 'writeCertificates', ...whose, ...pinsOf(desk.card) });
  },
  answer: answerOwner,
  faultsOnCard: spentTries,
};

const renewCertificates: MatrixKind = {
  kind: 'renewCertificates',
  takes: 'issued',
  leaves: 'issued',
  atKiosk: true,
  steps: jobTypes.renewCertificates.steps(separate),
  asks: ['confirmTerms'],
  personalises: false,
  certificates: 2,
  inLastMonth: true,
  begin: (desk) => create(screen(desk), desk, { kind: 'renewCertificates', ...pinsOf(desk.card) }),
  answer: answerOwner,
  faultsOnCard: spentTries,
};

async function authorise(client: ApiClient, readerId: string, { account }: TestRegistration): Promise<void> {
  await client.request('POST', '/api/authorisations', { readerId, pin: 1, account, password: websitePassword });
}

const unblockPin: MatrixKind = {
  kind: 'unblockPin',
  takes: 'issued',
  leaves: 'issued',
  atKiosk: true,
  steps: jobTypes.unblockPin.steps({ pin: 1 }),
  asks: [],
  personalises: false,
  certificates: 0,
  ready: (card) => card.presetTries(1, 0),
  async begin(desk) {
    const client = await desk.lane.ownScreen(desk.place);
    await authorise(client, await readerIdOf(client, desk), desk.registration);
    return create(client, desk, { kind: 'unblockPin', pin: 1, newPin: unblockedPin });
  },
  async answer(desk, question) {
    if (question.kind !== 'authoriseAgain') throw unexpected(question);
    const client = await desk.lane.ownScreen(desk.place);
    await authorise(client, heldReader(client, desk), desk.registration);
    return { client, answer: { kind: 'authoriseAgain', newPin: unblockedPin } };
  },
  faultsOnCard: (card) => [...spentTries(card), ...otherPin(card, 1, unblockedPin)],
};

/** Of a reader that a job holds. */
function heldReader(client: ApiClient, { lane, place }: Desk): string {
  const name = lane.readerName(place);
  return [...client.readers.values()].find(({ pcscName }) => pcscName === name)?.id ?? '';
}

const changePin: MatrixKind = {
  kind: 'changePin',
  takes: 'issued',
  leaves: 'issued',
  atKiosk: true,
  steps: jobTypes.changePin.steps({ pin: 2 }),
  asks: [],
  personalises: false,
  certificates: 0,
  begin(desk) {
    const oldPin = pinText(desk.card, 2);
    const newPin = changedPins.find((pin) => pin !== oldPin);
    return create(screen(desk), desk, { kind: 'changePin', pin: 2, oldPin, newPin });
  },
  answer(desk, question) {
    if (question.kind !== 'tryNewPin') throw unexpected(question);
    // Whoever has tried one of both in vain types the other.
    const answer = { kind: 'tryNewPin', newPin: pinText(desk.card, 2) };
    return Promise.resolve({ client: screen(desk), answer });
  },
  faultsOnCard: spentTries,
};

const viewCard: MatrixKind = {
  kind: 'viewCard',
  takes: 'issued',
  leaves: 'issued',
  atKiosk: true,
  steps: jobTypes.viewCard.steps({}),
  asks: [],
  personalises: false,
  certificates: 0,
  begin: (desk) => create(screen(desk), desk, { kind: 'viewCard' }),
  answer: (_desk, question) => Promise.reject(unexpected(question)),
  faultsOnCard: spentTries,
};

/** In the order in which a card comes to them; a kind of job without an entry does not compile. */
export const kinds: Readonly<Record<JobKind, MatrixKind>> = {
  issueCard,
  prepareCard,
  applyCertificates,
  writeCertificates,
  unblockPin,
  changePin,
  viewCard,
  renewCertificates,
};

/** What a finished job tells and the card must bear out. */
export function faultsOfResult(kind: MatrixKind, { result }: WireJob): string[] {
  if (kind.kind === 'viewCard')
    return unless(result?.lifeCycle === 'issued', `the card is ${String(result?.lifeCycle)}`);
  if (kind.certificates === 0) return [];
  return unless((result?.certificates?.length ?? 0) >= 2, 'the result names no certificates');
}
