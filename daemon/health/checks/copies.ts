/** Backups of the store: is there a recent one, and has a restored one been compared? */
import { taipeiTime } from '../../../base/taipei.js';
import { lastRestoration, unsettledJobs, type RestorationRow } from '../../backup/restorationTable.js';
import type { Check, Finding } from '../check.js';
import { span } from './dates.js';

const dayMs = 24 * 3_600_000;

/** Without recipients `backup` refuses to make a copy. */
const withoutRecipients: Finding = {
  state: 'warn',
  present: {
    'zh-TW': '未設定 backup.recipients，無法備份',
    en: 'backup.recipients names nobody: no copy can be made.',
  },
  facts: {},
};

/** @param madeAt of the last copy, RFC 3339; null: none was made */
export function judgeBackup(madeAt: string | null, warnDays: number, now: number): Finding {
  if (madeAt === null) {
    const present = { 'zh-TW': '從未備份', en: 'No copy was ever made.' };
    return { state: 'warn', present, facts: {} };
  }
  const ageMs = Math.max(0, now - Date.parse(madeAt));
  const age = span(ageMs);
  const time = taipeiTime(Date.parse(madeAt));
  const present = { 'zh-TW': `${time}，${age['zh-TW']}前`, en: `${time}, ${age.en} ago` };
  return { state: ageMs > warnDays * dayMs ? 'warn' : 'ok', present, facts: { madeAt } };
}

export interface ComparisonFacts {
  readonly last: RestorationRow | null;
  readonly cardsLeft: number;
  readonly jobsLeft: number;
}

export function judgeComparison({ last, cardsLeft, jobsLeft }: ComparisonFacts): Finding {
  if (last === null) {
    return { state: 'ok', present: { 'zh-TW': '未曾還原', en: 'Never restored.' }, facts: { cardsLeft, jobsLeft } };
  }
  const { copyMadeAt, comparedAt } = last;
  const facts = { copyMadeAt, cardsLeft, jobsLeft };
  const copy = taipeiTime(Date.parse(copyMadeAt));
  if (comparedAt === null) {
    const present = {
      'zh-TW': `已還原 ${copy} 的備份，尚有 ${cardsLeft} 張卡未與註冊中心核對`,
      en: `The copy of ${copy} was restored; ${cardsLeft} cards are not compared with the RAs yet.`,
    };
    return { state: 'failed', present, facts };
  }
  const compared = {
    'zh-TW': `已還原 ${copy} 的備份，並已核對`,
    en: `The copy of ${copy} was restored and compared.`,
  };
  if (jobsLeft === 0) return { state: 'ok', present: compared, facts };
  const present = {
    'zh-TW': `${compared['zh-TW']}；${jobsLeft} 件作業等候卡片插入或人員決定`,
    en: `${compared.en} ${jobsLeft} jobs wait for their card, or for a person’s decision.`,
  };
  return { state: 'warn', present, facts };
}

const backup: Check = {
  id: 'store.backup',
  group: 'store',
  place: 'gateway',
  title: { 'zh-TW': '備份', en: 'The last copy' },
  purpose: {
    'zh-TW': '磁碟損壞時，只有備份能找回作業中卡片的運送密碼與日誌',
    en: 'When the disk is lost, only a copy has the journal, and the key that guards the cards under way.',
  },
  recommended: ({ config }) => {
    const { warnDays } = config.backup;
    return { 'zh-TW': `${warnDays} 天以內`, en: `At most ${warnDays} days old` };
  },
  run: async (context) => {
    if (context.config.backup.recipients.length === 0) return withoutRecipients;
    const row = await (
      await context.store()
    ).get<{ at: string | null }>("SELECT max(at) AS at FROM audit WHERE action = 'backup.made'");
    return judgeBackup(row?.at ?? null, context.config.backup.warnDays, Date.now());
  },
};

const comparison: Check = {
  id: 'store.comparison',
  group: 'store',
  place: 'gateway',
  title: { 'zh-TW': '還原後的核對', en: 'Comparison after a restoration' },
  purpose: {
    'zh-TW': '由備份還原的資料不知道備份之後做了什麼，須與註冊中心及卡片核對',
    en: 'A store that came from a copy does not know what was done since: the RAs and the cards do.',
  },
  recommended: () => ({ 'zh-TW': '未曾還原，或已核對', en: 'Never restored, or compared' }),
  run: async (context) => {
    const view = await context.store();
    const last = await lastRestoration(view);
    const [cards, jobs] = await Promise.all([
      view.get<{ n: number }>('SELECT count(*) AS n FROM card WHERE compared_epoch < ? AND first_seen_at <= ?', [
        last?.epoch ?? 0,
        last?.restoredAt ?? '',
      ]),
      unsettledJobs(view),
    ]);
    return judgeComparison({ last, cardsLeft: cards?.n ?? 0, jobsLeft: jobs.length });
  },
};

export const copyChecks: readonly Check[] = [backup, comparison];
