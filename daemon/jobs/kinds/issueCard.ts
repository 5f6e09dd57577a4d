/**
 * 製卡: makes a blank card into the issued card of an approved registration. Each PUK and each drawn PIN is sealed and in the outbox
 * before it is sent to the card, so that none can be lost. Between its first key and its hand-over the card has a transport PIN that
 * the gateway can compute again, so that after a crash nobody has to type anything.
 */
import { keySteps, obtainCertificates, obtainedCertificates, reportIssued } from '../certification/steps.js';
import { keyUses } from '../certification/uses.js';
import { checkNewPin } from '../newPins.js';
import { operationsIn, pinsSetBy, stepsOf } from '../operations.js';
import { typedPins } from '../pinChecks.js';
import { checkBlankCard, openOrder, operationsOf, preparationSteps } from '../preparation.js';
import { jobType } from '../jobType.js';
import { storedInput } from '../storedInput.js';
import { deliverPin } from './issueCard/handover.js';
import { inputSchema, type Input, type IssueStep, type Outcomes } from './issueCard/outcomes.js';
import { setTransportPin, verifyTransportPin } from './issueCard/transport.js';

const { generateKey, requestCertificate, writeCertificate, checkKey } = keySteps(verifyTransportPin);

const checkCard: IssueStep<'checkCard'> = {
  name: 'checkCard',
  kind: 'read',
  label: { 'zh-TW': '檢查晶片卡', en: 'Checking the card' },
  async run({ card, input, services }) {
    const { family } = await checkBlankCard(card, services);
    const places = Object.fromEntries(keyUses(input.certificateUses).map((use) => [use, 'a']));
    return { family, places };
  },
};

export const issueCard = jobType<'issueCard', Input, Outcomes>({
  kind: 'issueCard',
  needsRa: 'always',
  makesKeys: 'first',
  bindsCard: true,
  onlyReads: false,
  input: storedInput(inputSchema),
  admit({ registrationId, pins }, { card, profile: { certificateUses }, newPinRule }) {
    if (pins.mode === 'chosen') for (const { typed } of typedPins(card, pins)) checkNewPin(typed, newPinRule);
    return { registrationId, pinMode: pins.mode, certificateUses, ...operationsOf(card) };
  },
  steps(input) {
    const uses = keyUses(input.certificateUses);
    const operations = operationsIn(input);
    return [
      checkCard,
      openOrder,
      ...stepsOf<IssueStep<keyof Outcomes>>(operations, {
        ...preparationSteps,
        setPin: setTransportPin,
        makeKeys: (made) =>
          uses.filter((use) => made.includes(use)).flatMap((use) => [generateKey(use), requestCertificate(use)]),
      }),
      obtainCertificates,
      ...[...uses].reverse().flatMap((use) => [writeCertificate(use), checkKey(use)]),
      ...pinsSetBy(operations).map((pin) => deliverPin(pin)),
      reportIssued,
    ];
  },
  result: (context) => ({
    cardSerial: context.cardSerial,
    lifeCycle: 'issued',
    pinsInLetter: context.input.pinMode === 'random',
    certificates: obtainedCertificates(context),
  }),
});
