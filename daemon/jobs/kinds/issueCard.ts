/**
 * 製卡: makes a blank card into the issued card of an approved registration. Each PUK and each drawn PIN is sealed and in the outbox
 * before it is sent to the card, so that none can be lost. Between its first key and its hand-over the card has a transport PIN that
 * the gateway can compute again, so that after a crash nobody has to type anything.
 */
import { keySteps, obtainCertificates, obtainedCertificates, reportIssued } from '../certification/steps.js';
import { keyUses } from '../certification/uses.js';
import { checkNewPin } from '../newPins.js';
import { checkBlankCard, createFiles, openOrder, setPuk } from '../preparation.js';
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
    const { family } = await checkBlankCard(card, services.profile);
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
  admit({ registrationId, pins }, { profile: { certificateUses }, newPinRule }) {
    if (pins.mode === 'chosen') for (const pin of [pins.pin1, pins.pin2]) checkNewPin(pin, newPinRule);
    return { registrationId, pinMode: pins.mode, certificateUses };
  },
  steps: ({ certificateUses }) =>
    certificateUses === 'single'
      ? [
          checkCard,
          openOrder,
          setPuk(1),
          createFiles(1),
          setTransportPin(1),
          generateKey('signEncrypt'),
          requestCertificate('signEncrypt'),
          setPuk(2),
          createFiles(2),
          setTransportPin(2),
          obtainCertificates,
          writeCertificate('signEncrypt'),
          checkKey('signEncrypt'),
          deliverPin(1),
          deliverPin(2),
          reportIssued,
        ]
      : [
          checkCard,
          openOrder,
          setPuk(1),
          createFiles(1),
          setTransportPin(1),
          generateKey('sign'),
          requestCertificate('sign'),
          setPuk(2),
          createFiles(2),
          setTransportPin(2),
          generateKey('encrypt'),
          requestCertificate('encrypt'),
          obtainCertificates,
          writeCertificate('encrypt'),
          checkKey('encrypt'),
          writeCertificate('sign'),
          checkKey('sign'),
          deliverPin(1),
          deliverPin(2),
          reportIssued,
        ],
  result: (context) => ({
    cardSerial: context.cardSerial,
    lifeCycle: 'issued',
    pinsInLetter: context.input.pinMode === 'random',
    certificates: obtainedCertificates(context),
  }),
});
