/** People who come to the kiosk, and their cards: as the RA and the counter made them ready. */
import type { ApiClient } from '../harness/apiClient.js';
import { brokenOff, pinText, termsVersion } from '../harness/cardOwner.js';
import { registerApproved, websitePassword, type RegistrationOptions } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { Site } from '../harness/site.js';

export interface Person {
  readonly registrationId: string;
  readonly account: string;
  readonly password: string;
}

export const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;

/** 64 characters, two of them outside the usual fonts. */
export const longName =
  '財團法人金融聯合徵信中心附設𪚥㛢國際文教基金會臺北市大安區信義路四段辦事處第一聯絡處暨偏遠地區數位憑證推廣服務站資訊管理組';

/** The counter beside the kiosk, with a reader of its own. */
export class Counter {
  #registered = 0;

  private constructor(
    private readonly site: Site,
    private readonly staff: ApiClient,
  ) {}

  static async open(site: Site): Promise<Counter> {
    return new Counter(site, await site.staff());
  }

  async register(options?: RegistrationOptions): Promise<Person> {
    const [registration] = await registerApproved(this.site.ra, 1, (this.#registered += 100), options);
    if (registration === undefined) throw new Error('nobody was registered');
    return { registrationId: registration.id, account: registration.account, password: websitePassword };
  }

  /** A card with certificates and the PINs above. */
  issuedCard(person: Person): Promise<CardHandle> {
    return this.#make({ kind: 'issueCard', registrationId: person.registrationId, pins: { mode: 'chosen', ...pins } });
  }

  /** A card without keys, its PINs in a letter. */
  preparedCard(person: Person): Promise<CardHandle> {
    return this.#make({ kind: 'prepareCard', registrationId: person.registrationId });
  }

  /** A card without certificates: they were issued, and could not be written to it. */
  async brokenOffCard(person: Person): Promise<CardHandle> {
    const card = await this.preparedCard(person);
    await card.insert(1);
    const { id: readerId } = await this.staff.untilCard(this.site.pcsc.readers[1] ?? '');
    const { registrationId } = person;
    const typed = { registrationId, pin1: pinText(card, 1), pin2: pinText(card, 2) };
    const order = { kind: 'applyCertificates', readerId, ...typed, termsVersion: await termsVersion(this.staff) };
    const { state } = await brokenOff(this.staff, card, order);
    if (state !== 'failed') throw new Error(`the job is ${state}`);
    await card.remove();
    return card;
  }

  async #make(order: object): Promise<CardHandle> {
    const card = await this.site.pcsc.createCard();
    await card.insert(1);
    const { id: readerId } = await this.staff.untilCard(this.site.pcsc.readers[1] ?? '');
    const { id } = await this.staff.createJob({ ...order, readerId });
    const job = await this.staff.untilJob(id, 'finished', 'failed', 'waitingForPerson');
    if (job.state !== 'finished') throw new Error(JSON.stringify(job.failure ?? job.question));
    await card.remove();
    await this.staff.until(() => this.staff.ra?.outbox === 0);
    return card;
  }
}
