import { everyCharacterOf, intersectPinRules, isPinPossible } from '../../card/drivers/pinRule.js';
import type { PinReference } from '../../base/terms.js';
import type { PinPolicy } from '../../config/raProfile.js';
import type { WireCard, WireReader } from '../contract/messages.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import { staffHolder, type CardView, type KnownCard, type ReaderView } from './readerView.js';

/** What a screen shows of a reader that the board does not know. */
export interface ReaderSurroundings {
  readonly isKiosk: boolean;
  readonly pinPolicy: PinPolicy;
  readonly openJobOf: (cardSerial: string) => { readonly id: string } | null;
  /** May whoever stands at the screen see the job that holds the reader? */
  readonly seesJob: (jobId: string) => boolean;
  readonly isSpoiled: (cardSerial: string) => boolean;
  /** Name of the other reader that has a card of the same serial number. */
  readonly twinIn: (card: KnownCard) => string | null;
  /** Tries left of the PUK. null: none is known to be spent. */
  readonly pukTriesLeftOf: (card: KnownCard, pin: PinReference) => number | null;
  /** Id of the quarantine that covers the card. */
  readonly quarantineOf: (card: KnownCard) => string | null;
}

/** Stands for the id of a job that a screen is not told of: the reader is in use all the same. */
const otherWork = 'other';

/** A reader and its card as a screen sees them. */
export function wireReader(reader: ReaderView, surroundings: ReaderSurroundings): WireReader {
  const { id, name, pcscName, insertion, card, holder } = reader;
  const { isKiosk } = surroundings;
  const staffCard = holder === staffHolder;
  const jobId = staffCard ? null : holder === null || surroundings.seesJob(holder) ? holder : otherWork;
  return { id, name, pcscName, isKiosk, insertion, jobId, staffCard, card: card && wireCard(card, surroundings) };
}

function wireCard(card: CardView, surroundings: ReaderSurroundings): WireCard {
  const { pinPolicy, openJobOf, isSpoiled, twinIn, pukTriesLeftOf, quarantineOf } = surroundings;
  switch (card.state) {
    case 'known': {
      const { family, serial, lifeCycle, pins, pinRule, certificates } = card;
      // Where no PIN fits both, a job that would set one is refused (`card.pin.noneFits`).
      const rules = isPinPossible([pinRule, pinPolicy]) ? [pinRule, pinPolicy] : [pinRule];
      const { minLength, maxLength } = intersectPinRules(rules);
      return {
        state: 'known',
        family,
        serial,
        lifeCycle,
        pins: pins.map(({ reference, pinSet, triesLeft, maxTries }) => {
          return { reference, pinSet, triesLeft, maxTries, pukTriesLeft: pukTriesLeftOf(card, reference) };
        }),
        // Each character has to be allowed by the card and by the RA.
        pinRule: {
          minLength,
          maxLength,
          characters: everyCharacterOf(rules),
          weak: pinPolicy.weak,
        },
        certificates: [...certificates],
        twinIn: twinIn(card),
        openJobId: openJobOf(serial)?.id ?? null,
        isSpoiled: isSpoiled(serial),
        quarantineId: quarantineOf(card),
      };
    }
    case 'failed':
      return { state: 'failed', failure: toWireFailure(card.failure) };
    case 'reading':
    case 'unknown':
      return card;
  }
}
