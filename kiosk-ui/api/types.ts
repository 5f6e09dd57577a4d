/** Parts of the wire types that the screens name. */
import type { Localized, WireAuthorisation, WireCard, WireJob } from '../../daemon/contract/messages.js';

export type PinReference = WireAuthorisation['pin'];
export type KnownCard = Extract<WireCard, { state: 'known' }>;
export type PinStatus = KnownCard['pins'][number];
export type PinRule = Omit<KnownCard['pinRule'], 'weak'>;
/** The rule of a PIN that is chosen. */
export type NewPinRule = KnownCard['pinRule'];
export type Question = NonNullable<WireJob['question']>;
export type LifeCycle = KnownCard['lifeCycle'];
export type JobState = WireJob['state'];
export type Language = keyof Localized;
