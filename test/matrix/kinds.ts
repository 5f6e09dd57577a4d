/** Every kind of job as its people meet it: one entry a kind, for a family by what its driver tells. What is tried is always the same, see `run.ts`. */
import type { PinReference } from '../../base/terms.js';
import { pukOf, slotOf } from '../../card/drivers/capabilities.js';
import type { JobKind } from '../../daemon/contract/messages.js';
import { jobTypes } from '../../daemon/jobs/kinds/index.js';
import type { ApiClient } from '../harness/apiClient.js';
import { pinText, termsVersion } from '../harness/cardOwner.js';
import { websitePassword, type TestRegistration } from '../harness/raOffice.js';
import type { MatrixFamily } from './families.js';
import {
  answerNothing,
  answerOwner,
  create,
  person,
  pinsOf,
  readerIdOf,
  screen,
  unexpected,
  type Desk,
  type MatrixKind,
} from './kind.js';

const separate = { certificateUses: 'separate' } as const;
/** The keys of the RA of the matrix. */
const uses = ['sign', 'encrypt'] as const;

const whoWaitsAtTheCounter = { atKiosk: false, asks: [], personalises: true } as const;
const whoOwnsTheCard = { atKiosk: true, asks: [], personalises: false, newPins: {} } as const;

function issueCard(family: MatrixFamily): MatrixKind {
  const { capabilities, chosen } = family;
  const has = (reference: PinReference): boolean => capabilities.pins.some((pin) => pin.reference === reference);
  const pins = { ...(has(1) && { pin1: chosen.first }), ...(has(2) && { pin2: chosen.second }) };
  return {
    ...{ kind: 'issueCard', family, takes: 'blank', leaves: 'issued', ...whoWaitsAtTheCounter, certificates: 2 },
    steps: jobTypes.issueCard.steps({ ...separate, operations: capabilities.preparation }),
    newPins: { ...(has(1) && { 1: [chosen.first] }), ...(has(2) && { 2: [chosen.second] }) },
    begin: (desk) =>
      create(desk.lane.staff, desk, {
        kind: 'issueCard',
        registrationId: desk.registration.id,
        pins: { mode: 'chosen', ...pins },
      }),
    answer({ lane }, question) {
      if (question.kind !== 'enterPins') throw unexpected(question);
      const asked = question.pins;
      const entered = {
        ...(asked.includes(1) && { pin1: chosen.first }),
        ...(asked.includes(2) && { pin2: chosen.second }),
      };
      const answer = { kind: 'enterPins', pins: { mode: 'chosen', ...entered } };
      return Promise.resolve({ client: lane.staff, answer });
    },
  };
}

/** Its PINs are in the letter alone: `books.ts`. */
function prepareCard(family: MatrixFamily): MatrixKind {
  return {
    ...{ kind: 'prepareCard', family, takes: 'blank', leaves: 'prepared', ...whoWaitsAtTheCounter, certificates: 0 },
    steps: jobTypes.prepareCard.steps({ operations: family.capabilities.preparation }),
    newPins: {},
    begin: (desk) => create(desk.lane.staff, desk, { kind: 'prepareCard', registrationId: desk.registration.id }),
    answer: answerNothing,
  };
}

function applyCertificates(family: MatrixFamily): MatrixKind {
  return {
    ...{ kind: 'applyCertificates', family, takes: 'prepared', leaves: 'issued', ...whoOwnsTheCard, certificates: 2 },
    steps: jobTypes.applyCertificates.steps(separate),
    async begin(desk) {
      const client = screen(desk);
      const terms = await termsVersion(client);
      const whose = await person(client, desk);
      const pins = pinsOf(desk.card, family);
      return create(client, desk, { kind: 'applyCertificates', ...whose, ...pins, termsVersion: terms });
    },
    answer: answerOwner(family),
  };
}

function writeCertificates(family: MatrixFamily): MatrixKind {
  return {
    ...{ kind: 'writeCertificates', family, takes: 'unwritten', leaves: 'unwritten', ...whoOwnsTheCard },
    certificates: 0,
    steps: jobTypes.writeCertificates.steps(separate),
    async begin(desk) {
      const client = screen(desk);
      const whose = await person(client, desk);
      return create(client, desk, { kind: 'writeCertificates', ...whose, ...pinsOf(desk.card, family) });
    },
    answer: answerOwner(family),
  };
}

function renewCertificates(family: MatrixFamily): MatrixKind {
  return {
    ...{ kind: 'renewCertificates', family, takes: 'issued', leaves: 'issued', ...whoOwnsTheCard, certificates: 2 },
    steps: jobTypes.renewCertificates.steps(separate),
    asks: ['confirmTerms'],
    inLastMonth: true,
    begin: (desk) => create(screen(desk), desk, { kind: 'renewCertificates', ...pinsOf(desk.card, family) }),
    answer: answerOwner(family),
  };
}

async function authorise(
  client: ApiClient,
  place: { readonly readerId: string; readonly pin: PinReference },
  { account }: TestRegistration,
): Promise<void> {
  await client.request('POST', '/api/authorisations', { ...place, account, password: websitePassword });
}

/** Of a reader that a job holds. */
function heldReader(client: ApiClient, { lane, place }: Desk): string {
  const name = lane.readerName(place);
  return [...client.readers.values()].find(({ pcscName }) => pcscName === name)?.id ?? '';
}

function unblockPin(family: MatrixFamily): MatrixKind {
  const newPin = family.chosen.unblocked;
  return {
    ...{ kind: 'unblockPin', family, takes: 'issued', leaves: 'issued', ...whoOwnsTheCard, certificates: 0 },
    steps: jobTypes.unblockPin.steps({ pin: 1 }),
    newPins: { 1: [newPin] },
    ready: (card) => card.presetTries(1, 0),
    async begin(desk) {
      const client = await desk.lane.ownScreen(desk.place);
      await authorise(client, { readerId: await readerIdOf(client, desk), pin: 1 }, desk.registration);
      return create(client, desk, { kind: 'unblockPin', pin: 1, newPin });
    },
    async answer(desk, question) {
      if (question.kind !== 'authoriseAgain') throw unexpected(question);
      const client = await desk.lane.ownScreen(desk.place);
      await authorise(client, { readerId: heldReader(client, desk), pin: 1 }, desk.registration);
      return { client, answer: { kind: 'authoriseAgain', newPin } };
    },
  };
}

function changePin(family: MatrixFamily): MatrixKind {
  const pin = lastPin(family);
  const { changed } = family.chosen;
  return {
    ...{ kind: 'changePin', family, takes: 'issued', leaves: 'issued', ...whoOwnsTheCard, certificates: 0 },
    steps: jobTypes.changePin.steps({ pin }),
    newPins: { [pin]: changed },
    begin(desk) {
      const oldPin = pinText(desk.card, pin);
      const newPin = changed.find((one) => one !== oldPin);
      return create(screen(desk), desk, { kind: 'changePin', pin, oldPin, newPin });
    },
    answer(desk, question) {
      if (question.kind !== 'tryNewPin') throw unexpected(question);
      // Whoever has tried one of both in vain types the other.
      const answer = { kind: 'tryNewPin', newPin: pinText(desk.card, pin) };
      return Promise.resolve({ client: screen(desk), answer });
    },
  };
}

function lastPin({ capabilities }: MatrixFamily): PinReference {
  return capabilities.pins.at(-1)?.reference ?? 1;
}

function viewCard(family: MatrixFamily): MatrixKind {
  return {
    ...{ kind: 'viewCard', family, takes: 'issued', leaves: 'issued', ...whoOwnsTheCard, certificates: 0 },
    steps: jobTypes.viewCard.steps({}),
    begin: (desk) => create(screen(desk), desk, { kind: 'viewCard' }),
    answer: answerNothing,
  };
}

/** In the order in which a card comes to them; a kind of job without an entry does not compile. */
const kinds: Readonly<Record<JobKind, (family: MatrixFamily) => MatrixKind>> = {
  issueCard,
  prepareCard,
  applyCertificates,
  writeCertificates,
  unblockPin,
  changePin,
  viewCard,
  renewCertificates,
};

/** In that order. */
export const kindNames: readonly JobKind[] = Object.values(jobTypes)
  .map(({ kind }) => kind)
  .sort((a, b) => Object.keys(kinds).indexOf(a) - Object.keys(kinds).indexOf(b));

export function matrixKind(kind: JobKind, family: MatrixFamily): MatrixKind {
  return kinds[kind](family);
}

/** Can cards of the family have such a job? */
export function can({ capabilities }: MatrixFamily, kind: JobKind): boolean {
  const slots = uses.map((use) => slotOf(capabilities, use));
  const holdsKeys = slots.every((slot) => slot !== null);
  switch (kind) {
    case 'prepareCard':
      return capabilities.preparation.length > 0;
    case 'issueCard':
      return capabilities.preparation.length > 0 && holdsKeys;
    case 'applyCertificates':
    case 'writeCertificates':
      return holdsKeys;
    case 'renewCertificates':
      // A job that would overwrite a pair is refused.
      return slots.every((slot) => slot?.renewal === 'beside');
    case 'unblockPin':
      return capabilities.pins.length > 0 && pukOf(capabilities, 1) !== null;
    case 'changePin':
      return capabilities.pins.length > 0;
    case 'viewCard':
      return true;
  }
}
