/** Subscribers and their records as messages. The domain types beside this file know nothing of them. */
import type { Registration } from '../../sync/connector.js';
import type {
  WireAuthorisation,
  WireCertificateRecord,
  WireLogin,
  WireRegistration,
  WireSubscriberRecord,
} from '../contract/messages.js';
import type { CertificateRecordView } from './certificateRecordView.js';
import type { SubscriberLogin, SubscriberRecord, UnblockGrant } from './subscribers.js';

/** The RA's authorisation stays in the session. */
export function loginToWire({ raId, registrationId, name, expiresAt }: SubscriberLogin): WireLogin {
  return { raId, registrationId, name, expiresAt };
}

export function grantToWire({ pin, cardSerial, name, expiresAt }: UnblockGrant): WireAuthorisation {
  return { pin, cardSerial, name, expiresAt };
}

export function certificateRecordToWire(certificate: CertificateRecordView): WireCertificateRecord {
  return { ...certificate };
}

export function registrationToWire(raId: string, registration: Registration): WireRegistration {
  return { ...registration, raId };
}

export function recordToWire({ raId, registration, certificates, ...rest }: SubscriberRecord): WireSubscriberRecord {
  return {
    raId,
    registration: registrationToWire(raId, registration),
    account: rest.account,
    certificates: certificates.map(certificateRecordToWire),
    acceptedTermsVersion: rest.acceptedTermsVersion,
  };
}
