/** What is lost on a card, whatever its family: judged by what the card itself holds, before and after its job. */
import type { KeyObject } from 'node:crypto';
import type { WireJob } from '../../daemon/contract/messages.js';
import type { CardHoldings, HeldSecret } from '../virtual/holdings/holdings.js';
import type { MatrixKind } from './kind.js';

/** What of a job tells how it ended. */
type Ended = Pick<WireJob, 'state' | 'result'>;

export interface Held {
  /** null: it was a blank card. */
  readonly before: CardHoldings | null;
  readonly after: CardHoldings;
}

/** When the job is finished, a PIN is known to its owner, a PUK to the RA, and keys and certificates are all there. */
export function lostOnCard(kind: MatrixKind, job: Ended, held: Held): string[] {
  return [
    ...pinsLost(kind, held),
    ...keysLost(held),
    ...administrationLost(held.after),
    ...(job.state === 'finished' ? resultLost(kind, job, held.after) : []),
  ];
}

/** The books tell whether new PUKs and the PINs of a letter are known: `books.ts`. */
function pinsLost({ kind, family, newPins, personalises }: MatrixKind, { before, after }: Held): string[] {
  return family.capabilities.pins.flatMap(({ reference }) => {
    const now = after.pins[reference - 1];
    const old = before?.pins[reference - 1];
    const chosen = newPins[reference];
    const former = old?.pin == null ? [] : [old.pin.value];
    // Whoever changes a PIN has both; whoever unblocks it has forgotten the former one.
    const remembered = chosen === undefined || kind === 'changePin' ? former : [];
    const known = [...(chosen ?? []), ...remembered];
    return [
      ...spent(`PIN ${reference}`, now?.pin),
      ...spent(`PUK ${reference}`, now?.puk),
      ...(now?.pin == null || (known.length > 0 && !known.includes(now.pin.value))
        ? [`nobody knows PIN ${reference}`]
        : []),
      ...(personalises || now?.puk?.value === old?.puk?.value ? [] : [`nobody knows PUK ${reference}`]),
    ];
  });
}

function spent(name: string, secret: HeldSecret | null | undefined): string[] {
  if (secret == null) return [`there is no ${name}`];
  return secret.triesLeft === secret.maxTries ? [] : [`${name} has ${secret.triesLeft} tries`];
}

/** What could be deciphered before can be deciphered now. */
function keysLost({ before, after }: Held): string[] {
  const certified = (before?.certificates ?? []).map(keyOf).filter((key) => before?.keys.includes(key) === true);
  return certified.every((key) => after.keys.includes(key)) ? [] : ['a certified key is gone'];
}

function administrationLost({ administration }: CardHoldings): string[] {
  switch (administration) {
    case 'none':
    case 'guarded':
      return [];
    case 'factory':
      return ['the card is administered with the factory’s key'];
    case 'unknown':
      return ['nobody knows the key that the card is administered with'];
  }
}

const keyOf = ({ publicKey }: { readonly publicKey: KeyObject }): string =>
  publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** What a finished job tells and the card must bear out. */
function resultLost({ kind, certificates }: MatrixKind, { result }: Ended, after: CardHoldings): string[] {
  if (kind === 'viewCard' && result?.lifeCycle !== 'issued') return [`the card is ${String(result?.lifeCycle)}`];
  const told = result?.certificates ?? [];
  if (certificates > 0 && told.length < certificates) return ['the result names no certificates'];
  return told.flatMap(({ use, serial }) => {
    const found = after.certificates.find((one) => one.serialNumber === serial);
    if (found === undefined) return [`the ${use} certificate ${serial} is not on the card`];
    return after.keys.includes(keyOf(found)) ? [] : [`the key of the ${use} certificate ${serial} is not on the card`];
  });
}
