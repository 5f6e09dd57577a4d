import { parseName, type DistinguishedName } from '../../../base/pki/names.js';
import { placeholder } from '../../subjectTemplate.js';

/** The RA's own names, all below what its profile's template has in common for every subscriber: two RAs share none. */
export interface RaNames {
  readonly ca: DistinguishedName;
  readonly escrow: DistinguishedName;
  /** Who signs the TLS certificates of the RA and its gateways: no subscriber's certificate opens the RA's door. */
  readonly transportCa: DistinguishedName;
  /** Of the RA's or a gateway's TLS certificate. */
  transportLeaf(commonName: string): DistinguishedName;
}

/** @param template RFC 4514 with `{userIdentifier}` */
export function namesOf(template: string): RaNames {
  const organisation = parseName(template).filter(({ value }) => !value.includes(placeholder));
  const named = (commonName: string): DistinguishedName => [...organisation, { type: 'CN', value: commonName }];
  const firstUnit = organisation.find(({ type }) => type === 'OU')?.value ?? 'CA';
  return {
    ca: named(firstUnit),
    escrow: named('PUK escrow'),
    transportCa: named('RA transport CA'),
    transportLeaf: named,
  };
}
