/** What can be done, and in which order: the card decides. Pure. */
import type { KnownCard, PinReference } from '../api/types.js';
import { flows } from './flows/index.js';
import { renewalOf, type Renewal } from './renewal.js';
import type { FlowName } from './visit.js';

export interface Offer {
  readonly flow: FlowName;
  /** null: which PIN is asked for later. */
  readonly pin: PinReference | null;
}

/** What the card says about itself, the most urgent first. */
export type CardNews =
  | { readonly kind: 'locked'; readonly pins: readonly PinReference[] }
  | { readonly kind: 'expired'; readonly renewal: Renewal }
  | { readonly kind: 'renewable'; readonly renewal: Renewal }
  | { readonly kind: 'prepared' }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'fine' };

const withoutCard: readonly FlowName[] = [
  'apply',
  'renew',
  'view',
  'writeAgain',
  'changePin',
  'unblockPin',
  'websitePassword',
  'partner',
];

/** Is there anything to be done with this card at the kiosk? */
export function isUsable({ lifeCycle, pins }: KnownCard): boolean {
  switch (lifeCycle) {
    case 'issued':
    case 'prepared':
      return true;
    case 'incomplete':
      return pins.every(({ pinSet }) => pinSet);
    case 'blank':
    case 'foreign':
      return false;
  }
}

export function newsOf(card: KnownCard, now: number): CardNews {
  const pins = card.pins.filter(({ triesLeft }) => triesLeft === 0).map(({ reference }) => reference);
  if (pins.length > 0) return { kind: 'locked', pins };
  const renewal = renewalOf(card, now);
  if (card.lifeCycle === 'issued' && renewal?.window === 'over') return { kind: 'expired', renewal };
  if (card.lifeCycle === 'issued' && renewal?.window === 'open') return { kind: 'renewable', renewal };
  if (card.lifeCycle === 'prepared') return { kind: 'prepared' };
  return { kind: card.lifeCycle === 'incomplete' ? 'incomplete' : 'fine' };
}

/** Touched without a card: everything; what needs a card asks for it then. */
export const allOffers: readonly Offer[] = withoutCard.map((flow) => ({ flow, pin: null }));

/** With a card: what it needs first, then its PINs, then the rest; nothing that it cannot be used for. */
export function offersFor(card: KnownCard, now: number): readonly Offer[] {
  const news = newsOf(card, now);
  const window = renewalOf(card, now)?.window;
  const ofPins = card.pins
    .filter(({ pinSet }) => pinSet)
    .map(({ reference, triesLeft }): Offer => ({
      flow: triesLeft === 0 ? 'unblockPin' : 'changePin',
      pin: reference,
    }));
  const unblocking = ofPins.filter(({ flow }) => flow === 'unblockPin');
  const changing = ofPins.filter(({ flow }) => flow === 'changePin');
  const first: Offer[] = [];
  if (window === 'open') first.push({ flow: 'renew', pin: null });
  first.push({ flow: 'apply', pin: null });
  if (news.kind === 'incomplete') first.push({ flow: 'writeAgain', pin: null });
  const rest = withoutCard
    .filter((flow) => flow !== 'changePin' && flow !== 'unblockPin')
    .filter((flow) => flow !== 'renew' || window !== 'over')
    .map((flow): Offer => ({ flow, pin: null }));
  const all = [...unblocking, ...first, ...changing, ...rest].filter(({ flow }) => flows[flow].card?.(card) ?? true);
  return all.filter(
    (offer, index) => all.findIndex(({ flow, pin }) => flow === offer.flow && pin === offer.pin) === index,
  );
}
