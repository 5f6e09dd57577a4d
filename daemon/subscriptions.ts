/** Which part listens to which event. Listeners run in this order: the screens learn of a change before it has effects. */
import type { Restoration } from './backup/restoration.js';
import type { Batch } from './batch/batch.js';
import { lineEventToWire } from './batch/wire.js';
import type { Counter } from './cases/counter.js';
import type { AppEvents } from './events.js';
import type { GatewayService } from './jobs/gatewayService.js';
import type { JobBoard } from './jobs/jobBoard.js';
import { batchLettersToWire } from './letters/wire.js';
import type { Staff } from './operators/staff.js';
import type { ReaderBoard } from './readers/readerBoard.js';

export interface Listeners {
  readonly gateway: GatewayService;
  readonly counter: Counter;
  readonly batch: Batch;
  readonly restoration: Restoration;
  readonly jobBoard: JobBoard;
  readonly readers: ReaderBoard;
  readonly staff: Staff;
}

/** Subscribes the parts to each other's events. No event is sent before a part starts. */
export function subscribeAll(events: AppEvents, listeners: Listeners): void {
  showOnScreens(events, listeners);
  actOnChanges(events, listeners);
  offerCardLogins(events, listeners);
}

function showOnScreens(events: AppEvents, { gateway }: Listeners): void {
  events.on('jobChanged', (job, journal) => gateway.jobChanged(job, journal));
  events.on('readerChanged', (reader) => gateway.readerChanged(reader));
  events.on('readerRemoved', (readerId) => gateway.readerRemoved(readerId));
  events.on('cardStandingChanged', (reader) => gateway.readerChanged(reader));
  events.on('pcscChanged', (available) => gateway.announce({ type: 'pcsc', available }));
  events.on('raStatusChanged', (ra) => gateway.announce({ type: 'ra', ra }));
  events.on('registrationsChanged', () => gateway.announce({ type: 'registrations' }));
  events.on('claimsChanged', () => gateway.claimsChanged());
  events.on('approvalsChanged', () => gateway.announce({ type: 'approvals' }));
  events.on('sticksChanged', () => gateway.announce({ type: 'sticks' }));
  events.on('batchLettersChanged', (letters) =>
    gateway.announce({ type: 'batchLetters', letters: batchLettersToWire(letters) }),
  );
  events.on('lineChanged', (event) => gateway.announce(lineEventToWire(event)));
}

function actOnChanges(events: AppEvents, { counter, batch, restoration, jobBoard, readers }: Listeners): void {
  events.on('jobChanged', (job, journal) => counter.jobChanged(job, journal));
  events.on('jobChanged', (job, journal) => batch.jobChanged(job, journal));
  events.on('readerChanged', (reader) => counter.cards.readerChanged(reader));
  events.on('readerChanged', (reader) => batch.readerChanged(reader));
  events.on('readerRemoved', () => batch.readerRemoved());
  events.on('raStatusChanged', () => batch.raChanged());
  // A job that waits for this card resumes before the batch line may give the card an entry.
  events.on('cardKnown', (reader) => restoration.cardKnown(reader));
  events.on('cardKnown', (reader) => jobBoard.resume(reader));
  events.on('cardKnown', (reader) => batch.cardKnown(readers.reader(reader.id) ?? reader));
}

function offerCardLogins(events: AppEvents, { gateway, staff }: Listeners): void {
  if (!staff.cards.offered) return;
  events.on('readerChanged', () => gateway.announce({ type: 'cardReaders' }));
  events.on('readerRemoved', () => gateway.announce({ type: 'cardReaders' }));
}
