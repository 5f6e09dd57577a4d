/** Keys made on the card, certificates for them, and the proof that they belong together. */
import { randomBytes } from 'node:crypto';
import { equalBytes, fromBase64, toBase64 } from '../../../../base/bytes.js';
import { certificateKeySigned, readCertificate } from '../../../../sync/pki/certificate.js';
import { createCertificationRequest } from '../../../../sync/pki/certificationRequest.js';
import { Failure } from '../../../failures/failure.js';
import { idempotencyKey } from '../../idempotencyKey.js';
import { nothing, place, usesEn, usesZh, verifyTransportPin, type IssuedUse, type IssueStep } from './outcomes.js';

const generateNames = { sign: 'generateSigningKey', encrypt: 'generateEncryptionKey' } as const;

/** Repeatable: no certificate is asked for before the outcome is durable, so a key without one is nobody's. */
export function generateKey<Name extends 'generateSigningKey' | 'generateEncryptionKey'>(
  name: Name,
  use: IssuedUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    long: true,
    label: { 'zh-TW': `在晶片卡上產生${usesZh[use]}金鑰`, en: `Generating the ${usesEn[use]} key on the card` },
    async run(context) {
      await verifyTransportPin(context, use);
      const publicKey = await context.card.generateKey(use, place, 'rsa2048');
      await context.card.writeKeyObjects(use, place, publicKey);
      return { publicKey: toBase64(publicKey) };
    },
  };
}

export function requestCertificate<Name extends 'requestSigning' | 'requestEncryption'>(
  name: Name,
  use: IssuedUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    label: { 'zh-TW': `以${usesZh[use]}金鑰簽署憑證請求`, en: `Signing the certificate request (${usesEn[use]})` },
    async run(context) {
      await verifyTransportPin(context, use);
      const request = await createCertificationRequest(
        [{ type: 'CN', value: context.outcome('openOrder').userIdentifier }],
        {
          publicKey: fromBase64(context.outcome(generateNames[use]).publicKey),
          sign: (data) => context.card.sign(use, place, data),
        },
      );
      return { request: toBase64(request) };
    },
  };
}

export const obtainCertificates: IssueStep<'obtainCertificates'> = {
  name: 'obtainCertificates',
  kind: 'repeatable',
  label: { 'zh-TW': '向憑證中心取得憑證', en: 'Obtaining the certificates' },
  async run({ jobId, outcome, services }) {
    const issued = await services.ra.requestCertificates(
      outcome('openOrder').orderId,
      [
        { use: 'sign', request: fromBase64(outcome('requestSigning').request) },
        { use: 'encrypt', request: fromBase64(outcome('requestEncryption').request) },
      ],
      idempotencyKey(jobId, 'obtainCertificates'),
    );
    const certificateFor = (use: IssuedUse): string => {
      const found = issued.find((candidate) => candidate.use === use);
      const expected = fromBase64(outcome(generateNames[use]).publicKey);
      if (found === undefined || !equalBytes(readCertificate(found.certificate).publicKey, expected)) {
        throw new Failure('issueCard.obtainCertificates.otherKey', { use });
      }
      return toBase64(found.certificate);
    };
    return { sign: certificateFor('sign'), encrypt: certificateFor('encrypt') };
  },
};

export function writeCertificate<Name extends 'writeSigningCertificate' | 'writeEncryptionCertificate'>(
  name: Name,
  use: IssuedUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'repeatable',
    label: { 'zh-TW': `將${usesZh[use]}憑證寫入晶片卡`, en: `Writing the ${usesEn[use]} certificate` },
    async run(context) {
      await verifyTransportPin(context, use);
      await context.card.writeCertificate(use, place, fromBase64(context.outcome('obtainCertificates')[use]));
      return nothing;
    },
  };
}

/** The certificate is read back and the card signs a challenge with the key that the certificate names. */
export function checkKey<Name extends 'checkSigningKey' | 'checkEncryptionKey'>(
  name: Name,
  use: IssuedUse,
): IssueStep<Name> {
  return {
    name,
    kind: 'read',
    label: { 'zh-TW': `驗證${usesZh[use]}憑證與金鑰`, en: `Checking the ${usesEn[use]} certificate and key` },
    async run(context) {
      const written = fromBase64(context.outcome('obtainCertificates')[use]);
      const onCard = await context.card.readCertificate(use, place);
      if (onCard === null || !equalBytes(onCard, written)) throw new Failure('issueCard.checkKey.readBack', { use });
      await verifyTransportPin(context, use);
      const challenge = new Uint8Array(randomBytes(32));
      const signature = await context.card.sign(use, place, challenge);
      if (!certificateKeySigned(onCard, challenge, signature))
        throw new Failure('issueCard.checkKey.challenge', { use });
      return nothing;
    },
  };
}
