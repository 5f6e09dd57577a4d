/** 製卡 and 鎖卡解碼 through the gateway's own API, each step shown as it happens. */
import type { Localized, WireJob, WireRegistrationList } from '../../daemon/contract/messages.js';
import { ApiClient } from '../harness/apiClient.js';
import type { CardHandle } from '../harness/rackClient.js';
import { officer, subscribers, websitePassword, type Subscriber } from './accounts.js';
import { judge, judgeOther } from './judges.js';
import type { Show } from './show.js';
import { mainProfile, type Stage } from './stage.js';

/** What the scenario chose at the counter, and PIN 1 after the kiosk. */
const issuedPins = { 1: 'Aa12345678', 2: 'Zz87654321' } as const;
const newPin1 = 'Kiosk2026a';
const wrongPin = 'Wrong12345';

/** Readers by index. */
const kioskReader = 0;
const counterReader = 1;
const thirdReader = 2;

export interface ScenarioResult {
  readonly passed: number;
  readonly failed: number;
  readonly cardName: string;
  readonly subscriber: Subscriber;
  /** PINs now in force. */
  readonly pins: Readonly<Record<1 | 2, string>>;
}

const settled: readonly WireJob['state'][] = ['finished', 'failed', 'cancelled', 'waitingForPerson', 'waitingForCard'];

/** Shows the steps of a job as they end. @returns the job when nothing more happens by itself */
async function follow(client: ApiClient, jobId: string, show: Show): Promise<WireJob> {
  const shown = new Set<string>();
  return client.until(() => {
    const job = client.jobs.get(jobId);
    if (job === undefined) return null;
    for (const { name, label, state, durationMs } of job.steps) {
      if (shown.has(name) || state === 'pending' || state === 'running') continue;
      shown.add(name);
      show.outcome(state !== 'failed', label, durationMs ?? 0);
    }
    const running = job.steps.find(({ state }) => state === 'running');
    if (running !== undefined) show.running(running.label);
    return settled.includes(job.state) && job;
  });
}

/** @throws when the job did not finish */
function mustBeFinished({ kind, state, failure, question }: WireJob): void {
  if (state === 'finished') return;
  const reason = failure ?? question?.reason;
  throw new Error(`${kind} is ${state}: ${reason?.happened.en ?? ''} ${reason?.code ?? ''}`);
}

/** Does a whole job; shows its steps and the time from the request to its end. */
async function perform(client: ApiClient, order: object, total: Localized, show: Show): Promise<WireJob> {
  const begin = performance.now();
  const { id } = await client.createJob(order);
  const job = await follow(client, id, show);
  mustBeFinished(job);
  show.outcome(true, total, performance.now() - begin);
  return job;
}

class Scenario {
  readonly #kioskName: string;
  readonly #counterName: string;
  /** Registrations that have a card by now; the gateway hears of it from the RA a little later. */
  readonly #served = new Set<string>();

  constructor(
    private readonly stage: Stage,
    private readonly show: Show,
    private readonly staff: ApiClient,
    private readonly kiosk: ApiClient,
  ) {
    this.#kioskName = stage.pcsc.readers[kioskReader] ?? '';
    this.#counterName = stage.pcsc.readers[counterReader] ?? '';
  }

  /** The next approved registration whose website account can log in. */
  async chooseRegistration(): Promise<Subscriber & { readonly userIdentifier: string; readonly name: string }> {
    const { registrations } = await this.staff.request<WireRegistrationList>('GET', '/api/registrations');
    for (const subscriber of subscribers) {
      const found = registrations.find(
        ({ raId, id, state }) => raId === mainProfile && id === subscriber.registrationId && state === 'approved',
      );
      if (found === undefined || subscriber.obstacle !== undefined || this.#served.has(found.id)) continue;
      this.#served.add(found.id);
      return { ...subscriber, userIdentifier: found.userIdentifier, name: found.name };
    }
    throw new Error('every registration is used up: start the demo without --directory, or with a new one');
  }

  /** Puts the first blank card into the counter's reader. */
  async insertBlankCard(): Promise<CardHandle> {
    for (const card of this.stage.cards) {
      await card.insert(counterReader);
      const reader = await this.staff.untilCard(this.#counterName);
      if (reader.card?.state === 'known' && reader.card.lifeCycle === 'blank') return card;
      await card.remove();
    }
    throw new Error('no card is blank any more: start the demo without --directory, or with a new one');
  }

  async issue(card: CardHandle, registrationId: string): Promise<void> {
    const reader = await this.staff.untilCard(this.#counterName);
    const pins = { mode: 'chosen', pin1: issuedPins[1], pin2: issuedPins[2] };
    const order = { kind: 'issueCard', raId: mainProfile, readerId: reader.id, registrationId, pins };
    const total = { en: `${card.name} is issued, all steps`, 'zh-TW': '製卡完成' };
    const job = await perform(this.staff, order, total, this.show);
    for (const { use, serial, subject, notAfter } of job.result?.certificates ?? []) {
      this.show.line(`               ${use} certificate ${serial}, until ${notAfter}`);
      this.show.line(`               ${subject}`);
    }
  }

  /** A card of another family goes to the next person whose record is approved; its PINs are drawn for the letter. */
  async issueOther(card: CardHandle): Promise<{ readonly passed: number; readonly failed: number }> {
    const { show } = this;
    const { registrationId, name } = await this.chooseRegistration();
    show.heading({ en: `Counter: ${registrationId}, ${name}, gets a ${card.name} card`, 'zh-TW': '其他卡種製卡' });
    await card.insert(thirdReader);
    const readerName = this.stage.pcsc.readers[thirdReader] ?? '';
    const { id: readerId } = await this.staff.untilCard(readerName);
    const order = { kind: 'issueCard', raId: mainProfile, readerId, registrationId, pins: { mode: 'random' } };
    const total = { en: `${card.name} is issued, all steps`, 'zh-TW': '製卡完成' };
    await perform(this.staff, order, total, show);
    // The gateway reads the card once more, exclusively.
    await this.staff.untilCard(readerName);
    const verdict = await judgeOther(this.stage, show, readerName);
    await card.remove();
    return verdict;
  }

  async handOver(card: CardHandle): Promise<void> {
    await this.show.timed({ en: `${card.name} is taken out of A2`, 'zh-TW': '取出晶片卡' }, () => card.remove());
    await this.show.timed({ en: `${card.name} is put into A1, the kiosk’s`, 'zh-TW': '插入自助機' }, async () => {
      await card.insert(kioskReader);
      await this.kiosk.untilCard(this.#kioskName);
    });
  }

  /** Three wrong tries; the last one needs the person's explicit word. @throws when PIN 1 is not locked then */
  async lockPin1(): Promise<void> {
    const { id: readerId } = await this.kiosk.untilCard(this.#kioskName);
    for (const triesLeft of [2, 1, 0]) {
      const begin = performance.now();
      const change = { kind: 'changePin', readerId, pin: 1, oldPin: wrongPin, newPin: newPin1 };
      const { id } = await this.kiosk.createJob({ ...change, lastTryConfirmed: triesLeft === 0 });
      const { failure } = await this.kiosk.untilJob(id, 'finished', 'failed', 'waitingForPerson');
      const told = failure?.happened ?? { en: 'accepted', 'zh-TW': '接受' };
      const { card } = await this.kiosk.untilCard(this.#kioskName);
      const left = card?.state === 'known' ? card.pins.find(({ reference }) => reference === 1)?.triesLeft : undefined;
      const words = { en: `a wrong PIN 1: ${told.en}`, 'zh-TW': told['zh-TW'] };
      this.show.outcome(failure !== null && left === triesLeft, words, performance.now() - begin);
      if (left !== triesLeft) throw new Error(`PIN 1 has ${String(left)} tries left, not ${triesLeft}`);
    }
  }

  async unblockPin1(account: string): Promise<void> {
    const { id: readerId } = await this.kiosk.untilCard(this.#kioskName);
    const password = { en: `the RA accepts ${account} and its website password`, 'zh-TW': '網站帳號與密碼正確' };
    const credentials = { raId: mainProfile, readerId, pin: 1, account, password: websitePassword };
    await this.show.timed(password, () => this.kiosk.request('POST', '/api/authorisations', credentials));
    const order = { kind: 'unblockPin', raId: mainProfile, readerId, pin: 1, newPin: newPin1 };
    const total = { en: 'PIN 1 is unblocked and changed, all steps', 'zh-TW': '第一組密碼已解鎖並變更' };
    await perform(this.kiosk, order, total, this.show);
    await this.kiosk.untilCard(this.#kioskName);
  }

  /** @param otherFamilies a card of each other family as well */
  async play(otherFamilies: boolean): Promise<ScenarioResult> {
    const { show } = this;
    const subscriber = await this.chooseRegistration();
    const card = await this.insertBlankCard();
    const { registrationId, account, name, userIdentifier } = subscriber;
    show.heading({ en: `Counter: ${registrationId}, ${name}, gets ${card.name}`, 'zh-TW': '製卡' });
    await this.issue(card, registrationId);
    show.heading({ en: 'The card is handed over', 'zh-TW': '交付晶片卡' });
    await this.handOver(card);
    show.heading({ en: 'Kiosk: three wrong tries lock PIN 1', 'zh-TW': '第一組晶片卡密碼鎖卡' });
    await this.lockPin1();
    show.heading({ en: 'Kiosk: PIN 1 is unblocked', 'zh-TW': '鎖卡解碼' });
    await this.unblockPin1(account);
    show.heading({ en: 'OpenSC and openssl confirm the result', 'zh-TW': '以 OpenSC 與 openssl 驗證' });
    const pins = { 1: newPin1, 2: issuedPins[2] };
    const verdict = await judge(this.stage, show, { card, userIdentifier, pins, oldPin1: issuedPins[1] });
    const verdicts = [verdict];
    for (const other of otherFamilies ? this.stage.otherCards : []) verdicts.push(await this.issueOther(other));
    const sum = (count: 'passed' | 'failed'): number => verdicts.reduce((all, one) => all + one[count], 0);
    return { passed: sum('passed'), failed: sum('failed'), cardName: card.name, subscriber, pins };
  }
}

/** @throws when a step fails; checks that do not hold are counted in the result */
export async function playScenario(stage: Stage, show: Show, otherFamilies: boolean): Promise<ScenarioResult> {
  const { url } = stage.gateway;
  const kiosk = await ApiClient.kiosk(url);
  try {
    const staff = await ApiClient.staff(url, officer.name, officer.password);
    try {
      return await new Scenario(stage, show, staff, kiosk).play(otherFamilies);
    } finally {
      staff.close();
    }
  } finally {
    kiosk.close();
  }
}
