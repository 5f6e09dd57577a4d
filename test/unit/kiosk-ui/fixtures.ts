/** Facts as the daemon tells them, and a visit that has been told them. */
import type {
  WireCertificateRecord,
  WireEvent,
  WireFailure,
  WireJob,
  WireReader,
  WireSession,
  WireSubscriberRecord,
} from '../../../daemon/contract/messages.js';
import type { KnownCard } from '../../../kiosk-ui/api/types.js';
import { next } from '../../../kiosk-ui/kiosk/next.js';
import { firstVisit, type Learned, type Task, type Visit, type VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';

export const session: WireSession = {
  role: 'kiosk',
  place: 'kiosk',
  operator: null,
  staffRole: null,
  permissions: [],
  restriction: null,
  cardLogin: false,
  jobs: ['unblockPin', 'changePin', 'viewCard'],
  kioskReaderId: 'kiosk',
  scope: null,
  ras: [
    {
      id: 'jcic',
      name: { 'zh-TW': '金融聯合徵信中心', en: 'JCIC' },
      certificateUses: 'separate',
      accent: '#0b5a7a',
      termsVersion: '1',
    },
  ],
  kiosk: { idleSeconds: 60, countdownSeconds: 20, shuffleKeypad: false },
};

/** An issued card with so many tries left of its two PINs. */
export function card(tries1: number, tries2: number, more: Partial<KnownCard> = {}): KnownCard {
  return {
    state: 'known',
    family: 'two-instance IsoApplet',
    serial: '4790534D000027',
    lifeCycle: 'issued',
    pins: [
      { reference: 1, pinSet: true, triesLeft: tries1, maxTries: 3, pukTriesLeft: null },
      { reference: 2, pinSet: true, triesLeft: tries2, maxTries: 3, pukTriesLeft: null },
    ],
    pinRule: {
      minLength: 6,
      maxLength: 16,
      characters: '[0-9A-Za-z]',
      weak: { patterns: true, personal: true, common: ['iloveyou'] },
    },
    certificates: [],
    isSpoiled: false,
    quarantineId: null,
    twinIn: null,
    openJobId: null,
    ...more,
  };
}

export function reader(more: Partial<WireReader> = {}): WireReader {
  return {
    id: 'kiosk',
    name: 'K1',
    pcscName: 'Virtual PCD 00 00',
    isKiosk: true,
    insertion: 1,
    card: null,
    jobId: null,
    staffCard: false,
    ...more,
  };
}

export function job(more: Partial<WireJob> = {}): WireJob {
  return {
    id: 'job-1',
    kind: 'unblockPin',
    state: 'running',
    raId: 'jcic',
    readerId: 'kiosk',
    cardSerial: '4790534D000027',
    pin: 1,
    registrationId: null,
    actor: 'kiosk',
    steps: [],
    question: null,
    failure: null,
    result: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

const text = { 'zh-TW': '說明', en: 'words' };

export function failure(code: string): WireFailure {
  return { code, happened: text, card: text, next: text, facts: {} };
}

export const tell = (event: WireEvent): VisitEvent => ({ type: 'fact', fact: event });
export const line = (link: 'open' | 'away'): VisitEvent => ({ type: 'fact', fact: { type: 'link', link } });
export const put = (what: Partial<WireReader>): VisitEvent => tell({ type: 'reader', reader: reader(what) });
export const raIs = (reachable: boolean): VisitEvent =>
  tell({ type: 'ra', ra: { raId: 'jcic', reachable, since: '2026-01-01T00:00:00Z', outbox: 0 } });

export function after(visit: Visit, ...events: readonly VisitEvent[]): Visit {
  return events.reduce(next, visit);
}

/** A kiosk that is up, with an empty reader. */
export const ready = after(
  firstVisit,
  { type: 'fact', fact: { type: 'session', session } },
  tell({
    type: 'snapshot',
    pcsc: true,
    readers: [reader({ insertion: 0 })],
    jobs: [],
    ras: [{ raId: 'jcic', reachable: true, since: '2026-01-01T00:00:00Z', outbox: 0 }],
    claims: [],
  }),
  line('open'),
);

/** The task of the present stage; throws when there is none. */
export function taskOf(visit: Visit): Task {
  if (!('task' in visit.stage)) throw new Error(`no task at ${visit.stage.at}`);
  return visit.stage.task;
}

export const typed = (text: string): VisitEvent => ({ type: 'typed', text });

/** The request that stands ready is sent and answered. */
export function answered(visit: Visit, learned: Learned = {}): Visit {
  const sending = after(visit, { type: 'sent' });
  return after(sending, { type: 'answered', task: taskOf(sending), answered: { kind: 'learned', learned } });
}

/** The request that stands ready is sent and becomes a job. */
export function ordered(visit: Visit, made: WireJob = job()): Visit {
  const sending = after(visit, { type: 'sent' });
  return after(sending, { type: 'answered', task: taskOf(sending), answered: { kind: 'job', job: made } });
}

export function refused(visit: Visit, code: string): Visit {
  const sending = after(visit, { type: 'sent' });
  return after(sending, { type: 'refused', task: taskOf(sending), failure: failure(code) });
}

export function certificate(more: Partial<WireCertificateRecord> = {}): WireCertificateRecord {
  return {
    id: 'C-000012',
    userIdentifier: 'Z123456789-01-0058',
    serial: '0A1B2C',
    status: 'valid',
    use: 'sign',
    subject: 'CN=Z123456789-01-0058,C=TW',
    issuer: 'CN=TaiCA,C=TW',
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2028-01-01T15:59:59Z',
    cardSerial: '4790534D000027',
    revokedAt: null,
    revocationReason: null,
    ...more,
  };
}

export const record: WireSubscriberRecord = {
  raId: 'jcic',
  registration: {
    raId: 'jcic',
    id: 'R-0002',
    state: 'prepared',
    subscriberId: 'Z123456789',
    userIdentifier: 'Z123456789-01-0058',
    name: '陳怡君',
    approvedAt: null,
    cardSerial: '4790534D000027',
  },
  account: 'demo02',
  certificates: [],
  acceptedTermsVersion: null,
};

export const terms = { version: '2026-01', text: { 'zh-TW': '約定', en: 'terms' } };
