import type { DistinguishedName } from '../../pki/names.js';

/** The part of every subject that is this RA's (金融聯合徵信中心, JCIC), in the order of the encoding. */
const organisation: DistinguishedName = [
  { type: 'C', value: 'TW' },
  { type: 'O', value: 'Finance' },
  { type: 'OU', value: 'TaiCA Test FXML CA' },
  { type: 'OU', value: '9980000-RA-JCIC' },
  { type: 'OU', value: 'Joint Credit Information Center' },
];

export function subjectOf(userIdentifier: string): DistinguishedName {
  return [...organisation, { type: 'CN', value: userIdentifier }];
}

export const caName: DistinguishedName = [
  { type: 'C', value: 'TW' },
  { type: 'O', value: 'Finance' },
  { type: 'OU', value: 'TaiCA Test FXML CA' },
  { type: 'CN', value: 'TaiCA Test FXML CA' },
];

export const escrowName: DistinguishedName = [...organisation, { type: 'CN', value: 'PUK escrow' }];

/** Who signs the TLS certificates of the RA and its gateways: no subscriber's certificate opens the RA's door. */
export const transportCaName: DistinguishedName = [
  { type: 'C', value: 'TW' },
  { type: 'O', value: 'Finance' },
  { type: 'OU', value: '9980000-RA-JCIC' },
  { type: 'CN', value: 'RA transport CA' },
];
