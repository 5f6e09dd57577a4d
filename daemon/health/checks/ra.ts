/** The link to each registration authority (RA): reachable, clocks equal, certificates valid, and no facts waiting. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RaRefusedError, RaUnavailableError } from '../../../sync/connector.js';
import { peerCertificate } from '../../../sync/ra-api/peerCertificate.js';
import type { CheckState, Localized } from '../../contract/messages.js';
import { version } from '../../../base/version.js';
import { RepairError, lines, worst, type Check, type Finding } from '../check.js';
import type { CheckContext, RaView } from '../checkContext.js';
import { judgeEnd, span } from './dates.js';

const away: Finding = {
  state: 'failed',
  present: { 'zh-TW': '連線不到註冊中心', en: 'The RA cannot be reached' },
  facts: { reachable: false },
};

/** The finding of checks that need an answer of the RA, when there is none. */
const notAsked: Finding = { ...away, state: 'unknown' };

/** @returns null: the RA is unreachable or refuses the gateway */
async function ping({ connector }: RaView, signal: AbortSignal) {
  const asked = Date.now();
  try {
    const answer = await connector.ping(signal);
    const answered = Date.now();
    return { ...answer, roundTripMs: answered - asked, ownTime: (asked + answered) / 2 };
  } catch (error) {
    if (error instanceof RaUnavailableError || error instanceof RaRefusedError) return null;
    throw error;
  }
}

/** @param der the RA's TLS certificate; null: none was received */
export function judgeLink(roundTripMs: number | null, der: Uint8Array | null, now: number): Finding {
  const end = der === null ? null : judgeEnd(endOf(der), now);
  const certificate: Localized =
    end === null
      ? { 'zh-TW': '沒有看到憑證', en: 'no certificate was seen' }
      : { 'zh-TW': `註冊中心的憑證 ${end.words['zh-TW']}`, en: `the RA’s certificate ${end.words.en}` };
  const facts = { reachable: roundTripMs !== null, ...(end !== null && { certificateDaysLeft: end.daysLeft }) };
  if (roundTripMs === null) {
    return { state: 'failed', present: lines([away.present, certificate]), facts };
  }
  const answered = { 'zh-TW': `已連線（${roundTripMs} 毫秒）`, en: `Answers (${roundTripMs} ms)` };
  return { state: worst(['ok', end?.state ?? 'unknown']), present: lines([answered, certificate]), facts };
}

function endOf(certificate: Uint8Array | string): string {
  return new Date(new X509Certificate(certificate).validTo).toISOString();
}

/**
 * @param differenceMs the RA's time minus ours
 * @param toleranceMs a larger difference is a failure: certificates of an RA so far ahead are not written
 */
export function judgeClock(differenceMs: number, toleranceMs: number): Finding {
  const off = Math.abs(differenceMs);
  const state: CheckState = off > toleranceMs ? 'failed' : off > 30_000 ? 'warn' : 'ok';
  const by = span(off);
  const present: Localized =
    state === 'ok'
      ? { 'zh-TW': `相差 ${by['zh-TW']}`, en: `Off by ${by.en}` }
      : differenceMs > 0
        ? { 'zh-TW': `本機慢了 ${by['zh-TW']}`, en: `This machine is ${by.en} behind` }
        : { 'zh-TW': `本機快了 ${by['zh-TW']}`, en: `This machine is ${by.en} ahead` };
  return { state, present, facts: { differenceSeconds: Math.round(differenceMs / 1_000) } };
}

/** Is `present` at least `minimum`? Both are semantic versions; what follows a hyphen is ignored. */
export function isAtLeast(present: string, minimum: string): boolean {
  const numbers = (text: string): readonly number[] => (text.split('-')[0] ?? '').split('.').map(Number);
  const wanted = numbers(minimum);
  for (const [index, number] of numbers(present).entries()) {
    const least = wanted[index] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}

export interface Waiting {
  readonly pending: number;
  readonly refused: number;
  /** RFC 3339; null: nothing waits. */
  readonly oldest: string | null;
}

export function judgeOutbox({ pending, refused, oldest }: Waiting, now: number): Finding {
  const ageMs = oldest === null ? 0 : now - Date.parse(oldest);
  const age = span(ageMs);
  const waiting: Localized =
    pending === 0
      ? { 'zh-TW': '沒有待送資料', en: 'Nothing waits' }
      : {
          'zh-TW': `${pending} 筆待送，最早的已等 ${age['zh-TW']}`,
          en: `${pending} waiting, the oldest for ${age.en}`,
        };
  const refusals = {
    'zh-TW': `${refused} 筆被註冊中心退回，需要人工處理`,
    en: `${refused} refused by the RA: a person has to look`,
  };
  const late: CheckState = ageMs > 24 * 3_600_000 ? 'failed' : ageMs > 3_600_000 ? 'warn' : 'ok';
  return {
    state: worst([late, refused > 0 ? 'failed' : 'ok']),
    present: refused > 0 ? lines([waiting, refusals]) : waiting,
    facts: { pending, refused, oldestSeconds: Math.round(ageMs / 1_000) },
  };
}

async function waitingFor(context: CheckContext, raId: string): Promise<Waiting> {
  const store = await context.store();
  const row = await store.get<Waiting>(
    `SELECT count(*) FILTER (WHERE refused_reason IS NULL) AS pending,
            count(*) FILTER (WHERE refused_reason IS NOT NULL) AS refused,
            min(made_at) FILTER (WHERE refused_reason IS NULL) AS oldest
     FROM outbox WHERE ra_id = ? AND delivered_at IS NULL`,
    [raId],
  );
  return row ?? { pending: 0, refused: 0, oldest: null };
}

/** Awaits the RA's answer in a repair. @param otherwise what to do when it does not answer or refuses */
async function asking<T>(asked: Promise<T>, otherwise: Localized): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof RaUnavailableError) && !(error instanceof RaRefusedError)) throw error;
    const happened =
      error instanceof RaUnavailableError
        ? { 'zh-TW': '註冊中心沒有回應', en: 'The RA does not answer.' }
        : { 'zh-TW': `註冊中心拒絕（${error.refusal}）`, en: `The RA refuses (${error.refusal}).` };
    const words = {
      'zh-TW': `${happened['zh-TW']}。${otherwise['zh-TW']}`,
      en: `${happened.en} ${otherwise.en}`,
    };
    throw new RepairError(words, { cause: error });
  }
}

const atRa = { group: 'ra', place: 'gateway' } as const;

/** @param index of the RA in the settings */
function checksOf(index: number, { id: raId, name }: RaView['profile']): readonly Check[] {
  const ra = ({ ras }: CheckContext): RaView => {
    const view = ras[index];
    if (view === undefined) throw new Error('there is no view for an RA of the settings');
    return view;
  };
  const titled = (words: Localized): Localized => ({
    'zh-TW': `${words['zh-TW']}（${name['zh-TW']}）`,
    en: `${words.en} (${name.en})`,
  });
  return [
    {
      ...atRa,
      id: `ra.link:${raId}`,
      title: titled({ 'zh-TW': '與註冊中心的連線', en: 'The link to the RA' }),
      purpose: {
        'zh-TW': '製卡、解碼與展期都要經過註冊中心；它的憑證到期後就連不上',
        en: 'Issuing, unblocking and renewing need the RA; when its certificate ends, it is not reached any more.',
      },
      recommended: () => ({
        'zh-TW': '已連線，憑證還有 30 天以上',
        en: 'Answers, its certificate ends in 30 days or later',
      }),
      run: async (context, signal) => {
        const view = ra(context);
        const { url, caFile } = view.profile.connector;
        const answer = await ping(view, signal);
        const ca = await readFile(caFile, 'utf8');
        const der = await peerCertificate(url, { ca, ...(await view.identity()) }, signal).catch(() => null);
        return judgeLink(answer?.roundTripMs ?? null, der, Date.now());
      },
    },
    {
      ...atRa,
      id: `ra.clock:${raId}`,
      title: titled({ 'zh-TW': '時鐘', en: 'The clock' }),
      purpose: {
        'zh-TW': '時鐘不準會誤判憑證與授權是否到期',
        en: 'With a wrong clock certificates and authorisations end at the wrong moment.',
      },
      recommended: () => ({ 'zh-TW': '與註冊中心相差 30 秒以內', en: 'Within 30 seconds of the RA’s' }),
      run: async (context, signal) => {
        const view = ra(context);
        const answer = await ping(view, signal);
        const toleranceMs = view.profile.clockToleranceMinutes * 60_000;
        return answer === null ? notAsked : judgeClock(Date.parse(answer.time) - answer.ownTime, toleranceMs);
      },
    },
    {
      ...atRa,
      id: `ra.version:${raId}`,
      title: titled({ 'zh-TW': '程式版本', en: 'This program’s version' }),
      purpose: { 'zh-TW': '註冊中心可能不再接受舊版程式', en: 'The RA may take old versions no longer.' },
      recommended: () => ({ 'zh-TW': '不低於註冊中心要求的版本', en: 'Not older than the RA asks for' }),
      run: async (context, signal) => {
        const answer = await ping(ra(context), signal);
        if (answer === null) return notAsked;
        const { minimumGatewayVersion: minimum } = answer;
        const present = {
          'zh-TW': `版本 ${version}，要求 ${minimum} 以上`,
          en: `Version ${version}; asked for ${minimum} or later`,
        };
        return { state: isAtLeast(version, minimum) ? 'ok' : 'failed', present, facts: { version, minimum } };
      },
    },
    {
      ...atRa,
      id: `ra.certificate:${raId}`,
      title: titled({ 'zh-TW': '閘道自己的憑證', en: 'The gateway’s own certificate' }),
      purpose: { 'zh-TW': '註冊中心憑它認得這台閘道', en: 'The RA knows this gateway by it.' },
      recommended: () => ({ 'zh-TW': '還有 30 天以上', en: 'Ends in 30 days or later' }),
      run: async (context) => {
        const { certificate } = await ra(context).identity();
        const end = judgeEnd(endOf(certificate), Date.now());
        const { serialNumber: serial } = new X509Certificate(certificate);
        return { state: end.state, present: end.words, facts: { daysLeft: end.daysLeft, serial } };
      },
      repair: {
        label: { 'zh-TW': '更新憑證', en: 'Renew the certificate' },
        warning: null,
        run: async (context) => {
          const { certificate } = await asking(ra(context).renewIdentity(), {
            'zh-TW': '若憑證已到期，請向註冊中心索取新的憑證',
            en: 'If the certificate has ended, ask the RA for a new one.',
          });
          const { words } = judgeEnd(endOf(certificate), Date.now());
          return { 'zh-TW': `已更新，${words['zh-TW']}`, en: `Renewed: it ${words.en}.` };
        },
      },
    },
    {
      ...atRa,
      id: `ra.outbox:${raId}`,
      title: titled({ 'zh-TW': '待送資料', en: 'The outbox' }),
      purpose: {
        'zh-TW': '註冊中心還不知道的作業結果；被退回的要人工處理',
        en: 'What the RA has not been told yet; what it refused needs a person.',
      },
      recommended: () => ({
        'zh-TW': '等待不超過一小時，沒有被退回的',
        en: 'Nothing older than an hour, nothing refused',
      }),
      run: async (context) => judgeOutbox(await waitingFor(context, raId), Date.now()),
      repair: {
        label: { 'zh-TW': '立即傳送', en: 'Deliver now' },
        warning: null,
        run: async (context) => {
          await asking(ra(context).flush(), {
            'zh-TW': '連線恢復後會自動傳送',
            en: 'It is delivered automatically when the RA is reachable again.',
          });
          return { 'zh-TW': '已傳送', en: 'Delivered.' };
        },
      },
    },
  ];
}

/** The checks of each RA of the settings. */
export function raChecks(ras: CheckContext['config']['ras']): readonly Check[] {
  return ras.flatMap((profile, index) => checksOf(index, profile));
}
