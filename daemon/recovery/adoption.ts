/**
 * Adopts an order of the RA whose job is unknown here, or whose progress is unknown: a new job continues from the state of the
 * card. Pure. The state of the card is written into the new job's journal as the crash rule would have left it. A `once` step
 * that may have had its effect gets an intent and no outcome, so that the card is probed before the step runs.
 */
import { equalBytes, toBase64 } from '../../base/bytes.js';
import type { KeyUse, PinReference } from '../../base/terms.js';
import type { RaProfile } from '../../config/raProfile.js';
import { readCertificate } from '../../base/pki/certificate.js';
import type { CardRecord } from '../../sync/connector.js';
import { Failure } from '../contract/failures/failure.js';
import { keyUses, stepNames } from '../jobs/certification/uses.js';
import type { JournalEntry } from '../jobs/job.js';
import { operationsIn, pinsSetBy } from '../jobs/operations.js';
import type { KnownCard } from '../readers/readerView.js';

export type JournalLine = Pick<JournalEntry, 'step' | 'phase' | 'facts'>;
export type AdoptedKind = 'issueCard' | 'prepareCard';

export interface AdoptionFacts {
  readonly card: Pick<KnownCard, 'family' | 'lifeCycle' | 'pins' | 'keys' | 'preparation'>;
  /** The RA's record of the card. */
  readonly record: Pick<CardRecord, 'state' | 'registration' | 'certificates' | 'escrowedPuks'>;
  readonly certificateUses: RaProfile['certificateUses'];
  /** The kind of the local job that began to change this card; null: none is known. */
  readonly knownKind: AdoptedKind | null;
}

const pinOfUse = { sign: 1, encrypt: 2, signEncrypt: 1 } as const;

/** @returns the first lines of the new job's journal @throws {Failure} `card.recover.*`: why adoption is not possible */
export function planAdoption({ card, record, certificateUses, knownKind }: AdoptionFacts): readonly JournalLine[] {
  if (record.state !== 'issuing' || record.registration === null) throw new Failure('card.recover.notBegun');
  if (card.lifeCycle === 'blank') {
    // PUK 2 is sealed after PUK 1 was set, and keys are certified after that. The first PUK may be sealed and not set.
    const isOther = record.certificates.length > 0 || record.escrowedPuks.includes(2);
    if (isOther) throw new Failure('card.recover.otherCard');
    return [];
  }
  if (card.lifeCycle === 'foreign') throw new Failure('card.recover.foreign');
  // All certificates are on the card. Only a try could show whether the PINs were handed out already.
  if (card.lifeCycle !== 'incomplete') throw new Failure('card.recover.pinsHandedOut');
  for (const { reference, pukSet } of card.pins) {
    if (pukSet && !record.escrowedPuks.includes(reference))
      throw new Failure('card.recover.pukLost', { pin: reference });
  }
  const firstPin = card.pins.find(({ reference }) => reference === 1);
  const hasKeys = card.keys.some(({ pin, place }) => pin === 1 && place === 'a');
  // A transport PIN can be derived, a PIN drawn for a letter cannot. A key on the card, or the job, shows which one is set.
  const isTransportPin = hasKeys || knownKind === 'issueCard';
  if (firstPin?.pinSet === true && !isTransportPin) throw new Failure('card.recover.pinUnknown');
  if (card.keys.some(({ place }) => place === 'b')) throw new Failure('card.recover.otherKeys');
  const uses = keyUses(certificateUses);
  const places = Object.fromEntries(uses.map((use) => [use, 'a']));
  return [
    { step: 'checkCard', phase: 'outcome', facts: { family: card.family, places } },
    ...operationLines(card),
    ...certificateLines(card, record, certificateUses),
  ];
}

/** What the PINs that are set tell of the operations of the card's family. */
function operationLines({ pins, preparation }: AdoptionFacts['card']): JournalLine[] {
  const operations = operationsIn({ operations: preparation });
  const isSet = (pin: PinReference, what: 'pukSet' | 'pinSet'): boolean =>
    pins.some((status) => status.reference === pin && status[what]);
  return operations.flatMap((operation, index): JournalLine[] => {
    switch (operation.what) {
      case 'setPuk':
        return isSet(operation.pin, 'pukSet') ? [{ step: `setPuk${operation.pin}`, phase: 'intent', facts: {} }] : [];
      // Files that are created before the PIN were there when it was set: some cards allow none to be created afterwards.
      case 'createFiles': {
        const isBeforePin = pinsSetBy(operations.slice(index)).includes(operation.pin);
        const isDone = isBeforePin && isSet(operation.pin, 'pinSet');
        return isDone ? [{ step: `createFiles${operation.pin}`, phase: 'outcome', facts: {} }] : [];
      }
      case 'setPin':
      case 'setPinAndPuk':
        return isSet(operation.pin, 'pinSet')
          ? [{ step: `setTransportPin${operation.pin}`, phase: 'intent', facts: {} }]
          : [];
      // The card is asked by its probe.
      case 'own':
        return operation.kind === 'once' ? [{ step: `own.${operation.name}`, phase: 'intent', facts: {} }] : [];
      case 'makeKeys':
        return [];
    }
  });
}

function isFor({ uses, pin }: AdoptionFacts['card']['keys'][number], use: KeyUse): boolean {
  return uses?.includes(use) ?? pin === pinOfUse[use];
}

/** Certified keys are kept, because the RA certifies no others for this order. */
function certificateLines(
  card: AdoptionFacts['card'],
  { certificates }: AdoptionFacts['record'],
  certificateUses: RaProfile['certificateUses'],
): JournalLine[] {
  if (certificates.length === 0) return [];
  const obtained: Record<string, string> = {};
  const lines = keyUses(certificateUses).flatMap((use): JournalLine[] => {
    const issued = certificates.find((one) => one.use === use && one.status === 'valid');
    const key = card.keys.find((one) => one.place === 'a' && isFor(one, use));
    if (
      issued === undefined ||
      key === undefined ||
      !equalBytes(readCertificate(issued.certificate).publicKey, key.publicKey)
    ) {
      throw new Failure('card.recover.certifiedOthers');
    }
    obtained[use] = toBase64(issued.certificate);
    return [
      { step: stepNames.generate[use], phase: 'outcome', facts: { publicKey: toBase64(key.publicKey) } },
      { step: stepNames.request[use], phase: 'outcome', facts: { request: '' } },
    ];
  });
  return [...lines, { step: 'obtainCertificates', phase: 'outcome', facts: { certificates: obtained } }];
}
