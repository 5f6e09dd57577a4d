/** Records of a subscriber, a card or a certificate for the counter, and the search for them. */
import {
  RaRefusedError,
  RaUnavailableError,
  type CardRecord,
  type CertificateRecord,
  type Registration,
  type RegistrationRecord,
} from '../../sync/connector.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../contract/failures/failure.js';
import { plainCardSerial } from '../../base/cardSerial.js';
import type { StaffActor } from '../operators/actor.js';
import { scopeOf } from '../operators/permissions.js';
import { allRas, covers, type RaScope } from '../ras/raScope.js';
import type { Ra, Ras } from '../ras/ras.js';
import { fileOf } from '../saves/saves.js';
import type { BoxTable, StoredBox } from '../stock/boxTable.js';
import type { CardTable, StockCard } from './cardTable.js';
import type { RegistrationTable } from '../ras/registrationTable.js';
import { plainSerial } from '../subscribers/subscribers.js';
import type { CaseId } from './claims.js';
import type { History, HistoryEntry } from './history.js';

export interface RecordsParts {
  readonly ras: Ras;
  readonly cards: CardTable;
  readonly boxes: Pick<BoxTable, 'ofCard'>;
  readonly registrations: RegistrationTable;
  readonly history: History;
}

/** An RA's answer; null: it could not be asked. */
export interface Answer<T> {
  readonly raId: string;
  readonly found: T | null;
}

/** `unasked`: nobody says that they know the card, and an RA outside the scope could not be asked. */
export type Whose = 'own' | 'others' | 'unasked';

/** Everything that a counter may see of one subscriber. */
export interface RegistrationCase {
  readonly raId: string;
  readonly record: RegistrationRecord;
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
}

/** A card, as this gateway and every RA knows it. */
export interface CardCase {
  readonly cardSerial: string;
  /** null: this gateway never met it. */
  readonly card: StockCard | null;
  /** The box of blank cards that its serial number belongs to. */
  readonly box: StoredBox | null;
  readonly answers: readonly Answer<CardRecord>[];
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
}

export interface Found {
  readonly registrations: readonly RegistrationOfRa[];
  /** Serials of cards that belong to no registration that was found. */
  readonly cards: readonly string[];
  /** Certificates whose registration is not known here. */
  readonly certificates: readonly { readonly raId: string; readonly record: CertificateRecord }[];
  /** RAs that could not be asked. */
  readonly unreachable: readonly string[];
}

export interface RegistrationOfRa {
  readonly raId: string;
  readonly registration: Registration;
}

export class Records {
  readonly #parts: RecordsParts;

  constructor(parts: RecordsParts) {
    this.#parts = parts;
  }

  /** @param operator the person who looks, for the RA's audit log @throws {Failure} */
  async registration(operator: string, { raId, registrationId }: CaseId): Promise<RegistrationCase> {
    const { connector } = this.#parts.ras.byId(raId);
    const ground = { kind: 'counter', operator } as const;
    const record = await connector.registrationRecord(registrationId, ground).catch(rethrow);
    const { registration, certificates, history: events } = record;
    const cards = [registration.cardSerial, ...certificates.map(({ cardSerial }) => cardSerial)];
    const cardSerials = [...new Set(cards.filter((serial) => serial !== null))];
    const history = await this.#parts.history.ofRegistration({ raId, registrationId }, cardSerials, events);
    return { raId, record, history };
  }

  /** Works while an RA is unreachable, and for an unknown card. */
  async card(text: string, actor: StaffActor): Promise<CardCase> {
    const scope = scopeOf(actor);
    const cardSerial = plainCardSerial(text);
    const [card, box, answers] = await Promise.all([
      this.#parts.cards.find(cardSerial),
      this.#parts.boxes.ofCard(cardSerial),
      this.atRas(cardSerial, scope),
    ]);
    const spoiled = card?.spoiled ?? null;
    const events = answers.flatMap(({ found }) => found?.history ?? []);
    return {
      cardSerial,
      // That the card is not used any more is true of the card; who said why is another RA's record.
      card: card && {
        ...card,
        spoiled: spoiled && (covers(scope, spoiled.raId) ? spoiled : { ...spoiled, operator: '', note: '' }),
      },
      box,
      answers,
      history: await this.#parts.history.ofCard(cardSerial, events, actor),
    };
  }

  /** 存檔: DER. @throws {Failure} */
  async certificateFile(raId: string | undefined, text: string): Promise<{ name: string; content: Uint8Array }> {
    const serial = plainSerial(text);
    const { connector } = this.#parts.ras.choose(raId);
    const found = serial === null ? null : await connector.findCertificate(serial).catch(rethrow);
    if (found === null) throw new Failure('case.certificate.unknown');
    return fileOf(found);
  }

  /** Finds people by their data, and the owner of a card or a certificate by its serial number, at all RAs. */
  async search(text: string, scope: RaScope): Promise<Found> {
    const cardSerial = plainCardSerial(text);
    const certificateSerial = plainSerial(text);
    const isSerial = certificateSerial !== null;
    const [card, answers] = await Promise.all([
      isSerial ? this.#parts.cards.find(cardSerial) : null,
      this.#askEach(scope, async (ra) => ({
        people: (await ra.connector.searchRegistrations(text.normalize('NFKC').trim()).catch(nothingFound)) ?? [],
        card: isSerial ? await ra.connector.cardRecord(cardSerial).catch(nothingFound) : null,
        certificate: isSerial
          ? await this.#ownerOf(ra, await ra.connector.findCertificate(certificateSerial).catch(nothingFound))
          : null,
      })),
    ]);
    const registrations = answers.flatMap(({ raId, found }) =>
      [...(found?.people ?? []), found?.card?.registration, found?.certificate?.owner].flatMap((one) =>
        one ? [{ raId, registration: one }] : [],
      ),
    );
    const known = card !== null || answers.some(({ found }) => found?.card && found.card.state !== 'unknown');
    return {
      registrations: unique(registrations),
      cards: known && !answers.some(({ found }) => found?.card?.registration) ? [cardSerial] : [],
      certificates: answers.flatMap(({ raId, found }) => {
        const certificate = found?.certificate;
        if (!certificate || certificate.owner !== null) return [];
        return [{ raId, record: certificate.record }];
      }),
      unreachable: answers.filter(({ found }) => found === null).map(({ raId }) => raId),
    };
  }

  async #ownerOf(
    { connector, profile }: Ra,
    record: CertificateRecord | null,
  ): Promise<{ readonly record: CertificateRecord; readonly owner: Registration | null } | null> {
    if (record === null) return null;
    const ofCard = record.cardSerial === null ? null : await connector.cardRecord(record.cardSerial);
    if (ofCard?.registration) return { record, owner: ofCard.registration };
    const { registrations } = await this.#parts.registrations.list(profile.id);
    return {
      record,
      owner: registrations.find(({ userIdentifier }) => userIdentifier === record.userIdentifier) ?? null,
    };
  }

  /** The record of a card at each RA. */
  atRas(cardSerial: string, scope: RaScope = allRas): Promise<Answer<CardRecord>[]> {
    return this.#askEach(scope, ({ connector }) => connector.cardRecord(cardSerial));
  }

  /** Whether the card is that of a subscriber of an RA outside this scope. What RAs say of it outweighs who worked with it here. */
  async whose(text: string, scope: RaScope): Promise<Whose> {
    if (scope === allRas) return 'own';
    const cardSerial = plainCardSerial(text);
    const [worked, answers] = await Promise.all([this.#parts.history.rasOf(cardSerial), this.atRas(cardSerial)]);
    const isOutside = (raId: string): boolean => !covers(scope, raId);
    const known = answers.filter(({ found }) => found !== null && found.state !== 'unknown').map(({ raId }) => raId);
    if ((known.length > 0 ? known : worked).some(isOutside)) return 'others';
    const silent = answers.filter(({ found }) => found === null).map(({ raId }) => raId);
    return known.length === 0 && silent.some(isOutside) ? 'unasked' : 'own';
  }

  #askEach<T>(scope: RaScope, ask: (ra: Ra) => Promise<T>): Promise<Answer<T>[]> {
    return Promise.all(
      this.#parts.ras.within(scope).all.map(async (ra): Promise<Answer<T>> => {
        const raId = ra.profile.id;
        try {
          return { raId, found: await ask(ra) };
        } catch (error) {
          if (error instanceof RaUnavailableError || error instanceof RaRefusedError) return { raId, found: null };
          throw error;
        }
      }),
    );
  }
}

/** For `catch` in a search: an RA that refuses a text has nothing of it, and is not away. */
function nothingFound(error: unknown): null {
  if (error instanceof RaRefusedError) return null;
  throw error;
}

function unique(registrations: readonly RegistrationOfRa[]): RegistrationOfRa[] {
  return [...new Map(registrations.map((one) => [`${one.raId} ${one.registration.id}`, one])).values()];
}

function rethrow(error: unknown): never {
  throw classify(error);
}
