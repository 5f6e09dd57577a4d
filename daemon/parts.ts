/**
 * The parts of the gateway in the order in which they start. They stop in the opposite order. A part starts after everything
 * that it uses while it runs, and stops before it. The API therefore starts last and stops first, the readers stop before the
 * parts that wait for their jobs, and the RA links stop when nothing makes facts any more.
 */
import { resource, type Part, type Resource } from '../base/lifecycle.js';
import type { ApiServer } from './api/server.js';
import type { Composed } from './compose.js';
import { adoptFirst } from './store/gatewayStore.js';

type Unnamed = Omit<Part, 'name'>;

/** All parts but the API. */
export function gatewayParts(composed: Composed): readonly Part[] {
  const { counter, saving, maintenance, staff, auditWatch, auditSyslog } = composed;
  const { quarantines, cards } = counter;
  return [
    { name: 'RA links', ...raLinks(composed) },
    { name: 'audit log', start: () => auditWatch.start(), stop: () => auditWatch.stop() },
    ...(auditSyslog === null
      ? []
      : [{ name: 'syslog', start: () => auditSyslog.start(), stop: () => auditSyslog.stop() }]),
    { name: 'letters', ...printing(composed) },
    { name: 'quarantines', start: () => quarantines.start(), stop: () => quarantines.idle() },
    { name: 'cards', start: () => cards.start(), stop: () => cards.idle() },
    { name: 'jobs', ...openJobs(composed) },
    { name: 'batch line', ...batchLine(composed) },
    { name: 'restoration', ...restorationWork(composed) },
    { name: 'readers', ...cardReaders(composed) },
    { name: 'maintenance socket', start: () => maintenance.start(), stop: () => maintenance.stop() },
    { name: 'saving', start: () => saving.start(), stop: () => saving.stop() },
    resource(
      'approvals',
      () => staff.approvals.start(),
      (stop) => stop(),
    ),
  ];
}

/** The API starts last and stops first: no request meets a part that does not run yet, or no longer runs. */
export function apiPart(api: ApiServer): Resource<{ readonly url: string }> {
  return resource(
    'API',
    () => api.start(),
    () => api.stop(),
  );
}

function raLinks({ database, ras }: Composed): Unnamed {
  return {
    async start() {
      await adoptFirst(database, ras.all[0]?.profile.id ?? '');
      for (const { link } of ras.all) await link.start();
    },
    async stop() {
      await Promise.all(ras.all.map(({ link }) => link.stop()));
    },
  };
}

/** Both may have a print to take back, which takes a while: they stop at the same time. */
function printing({ counter: { letters, batchLetters } }: Composed): Unnamed {
  return {
    start: () => batchLetters.start(),
    async stop() {
      await Promise.all([letters.stop(), batchLetters.stop()]);
    },
  };
}

/** The list of jobs that are held back is loaded first, so that none of them is resumed. */
function openJobs({ restoration, jobBoard, counter, pukTries }: Composed): Unnamed {
  return {
    async start() {
      await restoration.load();
      await pukTries.start();
      await jobBoard.start();
      await counter.cards.endJobs();
    },
    async stop() {
      jobBoard.stop();
      await jobBoard.idle();
    },
  };
}

/** The batch line stops after the readers and the restoration, because jobs that these end still change its entries. */
function batchLine({ batch }: Composed): Unnamed {
  return {
    start: () => batch.start(),
    async stop() {
      batch.stop();
      await batch.idle();
    },
  };
}

function restorationWork({ restoration }: Composed): Unnamed {
  return {
    start: () => restoration.start(),
    async stop() {
      restoration.stop();
      await restoration.idle();
    },
  };
}

/** Whatever begins work on a card is stopped before the readers. Once they stopped, every job has released its reader. */
function cardReaders({ readers, events, restoration, jobBoard, batch }: Composed): Unnamed {
  return {
    start: () =>
      readers.start({
        changed: (reader) => events.emit('readerChanged', reader),
        removed: (readerId) => events.emit('readerRemoved', readerId),
        pcscChanged: (available) => events.emit('pcscChanged', available),
        cardKnown: (reader) => events.emit('cardKnown', reader),
      }),
    async stop() {
      restoration.stop();
      jobBoard.stop();
      batch.stop();
      await readers.stop();
      await jobBoard.idle();
    },
  };
}
