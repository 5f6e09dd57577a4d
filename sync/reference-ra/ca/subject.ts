/** The RA's own names. */
import { parseName, type DistinguishedName } from '../../../base/pki/names.js';
import { placeholder } from '../../subjectTemplate.js';

/** They begin with the part of the profile's subject template that all subscribers share, so two RAs have no name in common. */
export interface RaNames {
  readonly ca: DistinguishedName;
  readonly escrow: DistinguishedName;
  /** Signs the TLS certificates of the RA and its gateways. It is another CA, so no subscriber's certificate gives access to the RA. */
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
