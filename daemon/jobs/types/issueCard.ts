/**
 * 製卡: an approved registration and a blank card become an issued card. What must not be lost is durable at its owner
 * first: each PUK and each drawn PIN is sealed and in the outbox before the card hears it. Between its first key and its
 * hand-over the card is guarded by a transport PIN, so that a crash in between needs nobody to type anything.
 */
import { fromBase64 } from '../../../base/bytes.js';
import { wireCertificate } from '../certificateView.js';
import { jobType } from '../step.js';
import {
  checkKey,
  generateKey,
  obtainCertificates,
  requestCertificate,
  writeCertificate,
} from './issueCard/certification.js';
import { deliverPin, reportIssued } from './issueCard/handover.js';
import type { Input, Outcomes } from './issueCard/outcomes.js';
import { checkCard, createFiles, openOrder, setPuk, setTransportPin } from './issueCard/preparation.js';

export const issueCard = jobType<Input, Outcomes>({
  steps: () => [
    checkCard,
    openOrder,
    setPuk('setPuk1', 1),
    createFiles('createFiles1', 1),
    setTransportPin('setTransportPin1', 1),
    generateKey('generateSigningKey', 'sign'),
    requestCertificate('requestSigning', 'sign'),
    setPuk('setPuk2', 2),
    createFiles('createFiles2', 2),
    setTransportPin('setTransportPin2', 2),
    generateKey('generateEncryptionKey', 'encrypt'),
    requestCertificate('requestEncryption', 'encrypt'),
    obtainCertificates,
    writeCertificate('writeEncryptionCertificate', 'encrypt'),
    checkKey('checkEncryptionKey', 'encrypt'),
    writeCertificate('writeSigningCertificate', 'sign'),
    checkKey('checkSigningKey', 'sign'),
    deliverPin('deliverPin1', 1),
    deliverPin('deliverPin2', 2),
    reportIssued,
  ],
  bindsCard: true,
  result({ input, outcome, cardSerial }) {
    const { sign, encrypt } = outcome('obtainCertificates');
    return {
      cardSerial,
      lifeCycle: 'issued',
      pinsInLetter: input.pinMode === 'random',
      certificates: [wireCertificate('sign', fromBase64(sign)), wireCertificate('encrypt', fromBase64(encrypt))],
    };
  },
});
