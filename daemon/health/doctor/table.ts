/** The report of the doctor as text. */
import type { CheckGroup, CheckState, Localized, WireCheck } from '../../contract/messages.js';
import type { DoctorReport } from './doctor.js';

type Language = keyof Localized;

const states: Readonly<Record<CheckState, { readonly mark: string; readonly colour: number } & Localized>> = {
  ok: { mark: '✓', colour: 32, 'zh-TW': '正常', en: 'ok' },
  warn: { mark: '!', colour: 33, 'zh-TW': '注意', en: 'attention' },
  failed: { mark: '✗', colour: 31, 'zh-TW': '異常', en: 'failed' },
  unknown: { mark: '?', colour: 36, 'zh-TW': '不明', en: 'unknown' },
};

const groups: Readonly<Record<CheckGroup, Localized>> = {
  gateway: { 'zh-TW': '閘道', en: 'Gateway' },
  readers: { 'zh-TW': '讀卡機與晶片卡', en: 'Readers and cards' },
  ra: { 'zh-TW': '註冊中心', en: 'Registration authority' },
  store: { 'zh-TW': '資料', en: 'Store' },
  screens: { 'zh-TW': '畫面與列印', en: 'Screens and printing' },
};

const words = {
  gatewayRuns: { 'zh-TW': '閘道執行中，由它一併檢測', en: 'The gateway runs and was asked too.' },
  gatewayDown: {
    'zh-TW': '閘道沒有執行，由本程式自行檢測',
    en: 'No gateway answers; everything was looked at from here.',
  },
  recommended: { 'zh-TW': '建議', en: 'recommended' },
  repair: { 'zh-TW': '修復', en: 'repair' },
  interrupts: { 'zh-TW': '需加 --confirmed', en: 'needs --confirmed' },
  repaired: { 'zh-TW': '已修復', en: 'repaired' },
  notRepaired: { 'zh-TW': '未修復', en: 'not repaired' },
} as const satisfies Record<string, Localized>;

export function doctorTable(report: DoctorReport, language: Language, colours: boolean): string {
  const say = (text: Localized): string => text[language];
  const indent = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);

  const line = (check: WireCheck): string[] => {
    const { mark, colour, ...word } = states[check.state];
    const shown = `${mark} ${say(word)}`;
    const state = colours ? `\u001b[${colour}m${shown}\u001b[0m` : shown;
    const present = indent(say(check.present), 6);
    const out = [`  ${state}  ${say(check.title)}`, `      ${present}`];
    if (check.state === 'ok') return out;
    out.push(`      ${say(words.recommended)}: ${indent(say(check.recommended), 6)}`);
    if (check.repair === null) return out;
    const { label, warning, hindrance } = check.repair;
    const how = `doctor --repair ${check.id}${warning === null ? '' : ` (${say(words.interrupts)}: ${say(warning)})`}`;
    out.push(`      ${say(words.repair)}: ${say(label)} — ${hindrance === null ? how : say(hindrance)}`);
    return out;
  };

  const out: string[] = [];
  for (const { id, outcome, message } of report.repairs) {
    out.push(`${say(outcome === 'repaired' ? words.repaired : words.notRepaired)}: ${id} — ${say(message)}`);
  }
  if (report.repairs.length > 0) out.push('');
  for (const group of Object.keys(groups) as CheckGroup[]) {
    const own = report.checks.filter((check) => check.group === group);
    if (own.length > 0) out.push(say(groups[group]), ...own.flatMap(line), '');
  }
  out.push(say(report.gatewayRuns ? words.gatewayRuns : words.gatewayDown));
  const count = (state: CheckState): number => report.checks.filter((check) => check.state === state).length;
  out.push((Object.keys(states) as CheckState[]).map((state) => `${say(states[state])} ${count(state)}`).join('  '));
  return `${out.join('\n')}\n`;
}
