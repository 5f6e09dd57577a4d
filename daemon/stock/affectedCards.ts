/** The cards that were issued from a lot under quarantine: as a list with pages, and as a CSV file. */
import type { Clock } from '../../base/clock.js';
import { taipeiEnd, taipeiTime } from '../../base/taipei.js';
import { obtainedCertificates } from '../jobs/storedJob.js';
import { covers, type RaScope } from '../ras/raScope.js';
import type { CertificateView } from '../ras/certificateView.js';
import type { Localized } from '../contract/messages.js';
import { resultCertificates, type AffectedRow, type QuarantineScope, type QuarantineTable } from './quarantineTable.js';
import { csvOf } from '../paper/csv.js';

const words = {
  cardSerial: { 'zh-TW': '卡片序號', en: 'Card serial number' },
  family: { 'zh-TW': '卡型', en: 'Card model' },
  ra: { 'zh-TW': '註冊中心', en: 'RA' },
  registration: { 'zh-TW': '註冊編號', en: 'Registration' },
  userIdentifier: { 'zh-TW': '用戶識別名稱', en: 'User identifier' },
  job: { 'zh-TW': '作業編號', en: 'Job' },
  kind: { 'zh-TW': '作業', en: 'Kind of job' },
  jobState: { 'zh-TW': '作業狀態', en: 'State of the job' },
  keysAt: { 'zh-TW': '金鑰產生時間', en: 'Keys generated' },
  spoiled: { 'zh-TW': '作廢', en: 'Spoiled' },
  certificate: { 'zh-TW': '憑證序號', en: 'Certificate' },
  use: { 'zh-TW': '憑證用途', en: 'Use' },
  notAfter: { 'zh-TW': '有效截止日', en: 'Ends' },
  state: { 'zh-TW': '憑證狀態', en: 'State of the certificate' },
} as const satisfies Record<string, Localized>;

/** What a job made of a card, and its certificates as they are today. */
export interface AffectedCard {
  readonly cardSerial: string;
  readonly family: string | null;
  readonly raId: string | null;
  readonly registrationId: string | null;
  readonly userIdentifier: string | null;
  readonly jobId: string;
  readonly kind: AffectedRow['kind'];
  readonly state: AffectedRow['state'];
  /** RFC 3339, UTC */
  readonly at: string;
  readonly keysAt: string | null;
  readonly spoiled: boolean;
  readonly certificates: readonly Certificate[];
}

/** As the job told it. */
type CertificateOfJob = Pick<CertificateView, 'serial' | 'use' | 'notAfter'>;

interface Certificate extends CertificateOfJob {
  readonly state: 'issued' | 'expired' | 'revoked';
}

interface PageOrder {
  /** `next` of the page before; empty for the first */
  readonly after: string;
  readonly limit: number;
  readonly ras: RaScope;
}

export interface AffectedPage {
  readonly cards: readonly AffectedCard[];
  /** What asks for the next page; null: this is the last one. */
  readonly next: string | null;
}

const states: Readonly<Record<Certificate['state'], Localized>> = {
  issued: { 'zh-TW': '已簽發', en: 'issued' },
  expired: { 'zh-TW': '已過期', en: 'expired' },
  revoked: { 'zh-TW': '已廢止', en: 'revoked' },
};

/** The number of rows that are read from the store at once for the file. */
const pageSize = 500;

export class AffectedCards {
  readonly #table: QuarantineTable;
  readonly #clock: Clock;

  constructor(table: QuarantineTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** A page may hold fewer cards than its limit: those of other RAs are left out. */
  async page(scope: QuarantineScope, { after, limit, ras }: PageOrder): Promise<AffectedPage> {
    const [cardSerial = '', jobId = ''] = after.split('/');
    const rows = await this.#table.affected(scope, { cardSerial, jobId }, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? `${last.card_serial}/${last.id}` : null;
    const shown = page.filter(({ ra_id: raId }) => covers(ras, raId));
    const registrations = shown.flatMap(({ registration_id: id }) => (id === null ? [] : [id]));
    const revoked = await this.#table.revoked([...new Set(registrations)]);
    return { cards: shown.map((row) => this.#cardOf(row, revoked)), next };
  }

  /** One line for each certificate, and one for a card without any. */
  async csv(scope: QuarantineScope, language: 'zh-TW' | 'en', ras: RaScope): Promise<string> {
    const lines: string[][] = [Object.values(words).map((word) => word[language])];
    for (let after: string | null = ''; after !== null;) {
      const page: AffectedPage = await this.page(scope, { after, limit: pageSize, ras });
      lines.push(...page.cards.flatMap((card) => linesOf(card, language)));
      after = page.next;
    }
    return csvOf(lines);
  }

  #cardOf(row: AffectedRow, revoked: ReadonlySet<string>): AffectedCard {
    const stateOf = (serial: string, notAfter: string): Certificate['state'] => {
      if (revoked.has(serial)) return 'revoked';
      return Date.parse(notAfter) < this.#clock.now() ? 'expired' : 'issued';
    };
    return {
      cardSerial: row.card_serial,
      family: row.family,
      raId: row.ra_id,
      registrationId: row.registration_id,
      userIdentifier: row.user_identifier,
      jobId: row.id,
      kind: row.kind,
      state: row.state,
      at: row.updated_at,
      keysAt: row.keys_at,
      spoiled: row.spoiled_at !== null,
      certificates: certificatesOf(row).map(({ serial, use, notAfter }) => ({
        serial,
        use,
        notAfter,
        state: stateOf(serial, notAfter),
      })),
    };
  }
}

/** The certificates of a job; of an unfinished one those that the RA issued to it. */
function certificatesOf(row: AffectedRow): readonly CertificateOfJob[] {
  if (row.obtained_json === null) return resultCertificates(row);
  return obtainedCertificates(row.obtained_json, row.id);
}

function linesOf(card: AffectedCard, language: 'zh-TW' | 'en'): string[][] {
  const { cardSerial, family, raId, registrationId, userIdentifier, jobId, kind, state, keysAt, spoiled } = card;
  const start = [cardSerial, family, raId, registrationId, userIdentifier, jobId, kind, state];
  const front = [
    ...start.map((value) => value ?? ''),
    keysAt === null ? '' : taipeiTime(Date.parse(keysAt)),
    spoiled ? words.spoiled[language] : '',
  ];
  if (card.certificates.length === 0) return [[...front, '', '', '', '']];
  return card.certificates.map(({ serial, use, notAfter, state: certificateState }) => [
    ...front,
    serial,
    use,
    taipeiEnd(Date.parse(notAfter), language),
    states[certificateState][language],
  ]);
}
