/** A kind of job as its people meet it, and what all kinds have in common. */
import type { PinDescription } from '../../card/drivers/driver.js';
import type { JobKind, WireJob, WireQuestion } from '../../daemon/contract/messages.js';
import type { ApiClient } from '../harness/apiClient.js';
import { logIn, pinText, termsVersion } from '../harness/cardOwner.js';
import type { TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { MatrixFamily } from './families.js';
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

/** The PINs by which somebody has the card when the job is finished. Absent: the card has its PIN of before. */
export type KnownPins = Readonly<Partial<Record<1 | 2, readonly string[]>>>;

export interface MatrixKind {
  readonly kind: JobKind;
  readonly family: MatrixFamily;
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
  /** PINs that people chose for it. */
  readonly newPins: KnownPins;
  /** Before the card is put in. */
  ready?(card: CardHandle): Promise<void>;
  begin(desk: Desk): Promise<WireJob>;
  /** What is answered, and at which screen. */
  answer(desk: Desk, question: WireQuestion): Promise<Answer>;
}

export const isAtKiosk = (kind: MatrixKind, place: number): boolean => kind.atKiosk && place === 0;

/** The screen of whoever works at this desk. */
export const screen = ({ lane, place }: Desk): ApiClient => (place === 0 ? lane.kiosk : lane.staff);

function typed(card: CardHandle, pins: readonly PinDescription[]): Record<string, string> {
  return Object.fromEntries(pins.map(({ reference }) => [`pin${reference}`, pinText(card, reference)]));
}

/** What the card's owner types: a PIN for each that the family has. */
export function pinsOf(card: CardHandle, { capabilities }: MatrixFamily): Record<string, string> {
  return typed(card, capabilities.pins);
}

export async function readerIdOf(client: ApiClient, { lane, place }: Desk): Promise<string> {
  return (await client.untilCard(lane.readerName(place))).id;
}

export async function create(client: ApiClient, desk: Desk, order: object): Promise<WireJob> {
  return client.createJob({ readerId: await readerIdOf(client, desk), ...order }, desk.idempotencyKey);
}

/** The subscriber logs in at the kiosk; at the counter the officer vouches. */
export async function person(client: ApiClient, desk: Desk): Promise<object> {
  if (desk.place !== 0) return { registrationId: desk.registration.id };
  await logIn(client, desk.registration);
  return {};
}

export function unexpected(question: WireQuestion): Error {
  return new Error(`asked ${question.kind}: ${question.reason.code}`);
}

/** The PINs that are in force, and the terms. */
export const answerOwner =
  ({ capabilities }: MatrixFamily) =>
  async (desk: Desk, question: WireQuestion): Promise<Answer> => {
    const client = screen(desk);
    if (question.kind === 'confirmTerms') {
      return { client, answer: { kind: 'confirmTerms', termsVersion: await termsVersion(client) } };
    }
    if (question.kind !== 'verifyPins') throw unexpected(question);
    const asked = question.pins.map(({ reference }) => reference);
    const own = capabilities.pins.filter(({ reference }) => asked.includes(reference));
    return { client, answer: { kind: 'verifyPins', ...typed(desk.card, own) } };
  };

export const answerNothing = (_desk: Desk, question: WireQuestion): Promise<Answer> =>
  Promise.reject(unexpected(question));
