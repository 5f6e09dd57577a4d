/** pcscd itself: does it run, did an earlier one leave files that block it, and who may use it. */
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectPath } from '../../../base/projectRoot.js';
import { runProgram } from '../../../base/program.js';
import type { Localized } from '../../contract/messages.js';
import { RepairError, same, worst, lines, type Check, type Finding, type Repair } from '../check.js';
import type { CheckContext } from '../checkContext.js';
import { commandOf, hasSystemd, isNotAllowed, listFolder, readTextFile } from '../machine.js';
import { namedSocket, usualSocket } from '../pcscSocket.js';

const socketOf = ({ config }: CheckContext): string => namedSocket(config) ?? usualSocket;

/** @param banner what `pcscd --version` printed; null where there is no pcscd */
export function judgeService(available: boolean, banner: string | null): Finding {
  const version = banner === null ? null : (/version (\d[\w.]*\w)/.exec(banner)?.[1] ?? '?');
  const facts = { available, ...(version !== null && { version }) };
  const installed: Localized =
    version === null
      ? { 'zh-TW': '沒有安裝', en: 'not installed' }
      : { 'zh-TW': `版本 ${version}`, en: `version ${version}` };
  const running = available ? { 'zh-TW': '執行中', en: 'Running' } : { 'zh-TW': '沒有回應', en: 'Does not answer' };
  const present = { 'zh-TW': `${running['zh-TW']}，${installed['zh-TW']}`, en: `${running.en}, ${installed.en}` };
  return { state: available ? 'ok' : 'failed', present, facts };
}

export const restartPcscd: Repair = {
  label: { 'zh-TW': '重新啟動 pcscd', en: 'Restart pcscd' },
  warning: {
    'zh-TW': '所有讀卡機會暫時中斷；進行中的作業會停住，放回同一張晶片卡即可繼續',
    en: 'Every reader goes away for a moment; work on a card stops, and goes on with the same card.',
  },
  hindrance: async () =>
    (await hasSystemd())
      ? null
      : {
          'zh-TW': '本機沒有 systemd，無法由此重新啟動。請以 root 結束 pcscd 後執行：pcscd',
          en: 'systemd does not run here, so it cannot be restarted from here. As root end pcscd, then type: pcscd',
        },
  run: async (_context, signal) => {
    const args = ['--no-ask-password', 'restart', 'pcscd.service'];
    const result = await runProgram('systemctl', args, { signal });
    if (result?.status === 0) return { 'zh-TW': 'pcscd 已重新啟動', en: 'pcscd was restarted.' };
    const said = result?.output.trim().split('\n').at(-1) ?? 'systemctl';
    throw new RepairError({
      'zh-TW': `無法重新啟動：${said}。請以 root 執行：systemctl restart pcscd.service`,
      en: `It could not be restarted: ${said}. As root: systemctl restart pcscd.service`,
    });
  },
};

const service: Check = {
  id: 'readers.service',
  group: 'readers',
  place: 'machine',
  title: { 'zh-TW': 'PC/SC 服務（pcscd）', en: 'The PC/SC service (pcscd)' },
  purpose: { 'zh-TW': '沒有它就讀不到任何讀卡機', en: 'Without it no reader is seen.' },
  recommended: () => ({ 'zh-TW': '執行中，版本 1.9 以上', en: 'Running, version 1.9 or later' }),
  run: async (context, signal) => {
    const banner = await runProgram('pcscd', ['--version'], { signal });
    return judgeService(await context.pcsc.available(), banner?.output ?? null);
  },
  repair: restartPcscd,
};

/** @param command of the process that the file names; empty when there is none */
export function judgeLeftovers(pidFile: string, pid: number | null, command: string): Finding {
  if (pid === null || command === '' || /(^|\/)pcscd( |$)/.test(command)) {
    return { state: 'ok', present: { 'zh-TW': '沒有', en: 'None' }, facts: { stale: false } };
  }
  const present = {
    'zh-TW': `${pidFile} 指向處理程序 ${pid}，但它不是 pcscd：${command}`,
    en: `${pidFile} names process ${pid}, which is not pcscd: ${command}`,
  };
  return { state: 'failed', present, facts: { stale: true, pid } };
}

async function findLeftovers(context: CheckContext): Promise<{ readonly pidFile: string; readonly finding: Finding }> {
  const pidFile = join(dirname(socketOf(context)), 'pcscd.pid');
  const digits = /^\d+/.exec((await readTextFile(pidFile)) ?? '')?.[0];
  const pid = digits === undefined ? null : Number(digits);
  return { pidFile, finding: judgeLeftovers(pidFile, pid, pid === null ? '' : await commandOf(pid)) };
}

const leftovers: Check = {
  id: 'readers.leftovers',
  group: 'readers',
  place: 'machine',
  title: { 'zh-TW': 'pcscd 遺留的鎖定檔', en: 'Locks that pcscd left behind' },
  purpose: {
    'zh-TW': '當機後留下的檔案若剛好指向別的程式，pcscd 會以為自己已在執行而不啟動',
    en: 'After a crash its pid file may name another process; pcscd then thinks that it runs already.',
  },
  recommended: () => ({ 'zh-TW': '沒有', en: 'None' }),
  run: async (context) => {
    // A pcscd that answers wrote its pid file itself. Its number may belong to another pid namespace.
    if (await context.pcsc.available()) return judgeLeftovers('', null, '');
    return (await findLeftovers(context)).finding;
  },
  repair: {
    label: { 'zh-TW': '移除遺留的檔案', en: 'Take the left-over lock away' },
    warning: null,
    run: async (context) => {
      const { pidFile, finding } = await findLeftovers(context);
      if (finding.state === 'ok') return { 'zh-TW': '沒有遺留的檔案', en: 'Nothing was left behind.' };
      try {
        await rm(pidFile, { force: true });
        await rm(socketOf(context), { force: true });
      } catch (error) {
        if (!isNotAllowed(error)) throw error;
        const text = `rm ${pidFile} ${socketOf(context)}`;
        throw new RepairError({
          'zh-TW': `沒有權限。請以 root 執行：${text}`,
          en: `Not allowed here. As root: ${text}`,
        });
      }
      return { 'zh-TW': `已移除 ${pidFile}；請啟動 pcscd`, en: `${pidFile} was removed. Start pcscd.` };
    },
  },
};

/** @param mode permission bits of the socket */
export function judgeAccess(mode: number, isOwnGroup: boolean): Finding {
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  const forAll = (mode & 0o002) !== 0;
  const who = forAll
    ? { 'zh-TW': '本機任何人都連得到', en: 'anyone on this machine reaches it' }
    : isOwnGroup
      ? { 'zh-TW': '只有閘道的群組', en: 'the gateway’s group only' }
      : { 'zh-TW': '不是閘道的群組', en: 'not the gateway’s group' };
  const present = { 'zh-TW': `${octal}，${who['zh-TW']}`, en: `${octal}, ${who.en}` };
  const state = forAll ? 'warn' : isOwnGroup ? 'ok' : 'failed';
  return { state, present, facts: { mode: octal } };
}

/** @param installed text of the installed rule; null: none; undefined: it cannot be read */
export function judgeRule(installed: string | null | undefined, shipped: string | null): Finding {
  if (installed === undefined) {
    const present = { 'zh-TW': 'polkit 規則：無權查看', en: 'polkit rule: it may not be looked at' };
    return { state: 'unknown', present, facts: {} };
  }
  if (installed === null) {
    return {
      state: 'warn',
      present: { 'zh-TW': 'polkit 規則：未安裝', en: 'polkit rule: not installed' },
      facts: { rule: false },
    };
  }
  const current = installed === shipped;
  const present = current
    ? { 'zh-TW': 'polkit 規則：已安裝', en: 'polkit rule: installed' }
    : { 'zh-TW': 'polkit 規則：與本版本不同', en: 'polkit rule: not that of this version' };
  return { state: current ? 'ok' : 'warn', present, facts: { rule: true, current } };
}

const ruleName = '50-card-gateway.rules';
const ruleFolders = ['/etc/polkit-1/rules.d', '/usr/share/polkit-1/rules.d'];

async function installedRule(): Promise<string | null | undefined> {
  const visible = await Promise.all(ruleFolders.map((folder) => listFolder(folder)));
  for (const [index, files] of visible.entries()) {
    if (files.includes(ruleName)) return (await readTextFile(join(ruleFolders[index] ?? '', ruleName))) ?? undefined;
  }
  const hidden = await Promise.all(
    ruleFolders.map((folder) =>
      stat(folder).then(
        (facts) => (facts.mode & 0o005) === 0,
        () => false,
      ),
    ),
  );
  return hidden.some(Boolean) && process.getuid?.() !== 0 ? undefined : null;
}

const access: Check = {
  id: 'readers.access',
  group: 'readers',
  place: 'machine',
  title: { 'zh-TW': '誰能使用讀卡機', en: 'Who reaches the readers' },
  purpose: {
    'zh-TW': '其他程式若能使用晶片卡，可能耗掉用戶的密碼次數',
    en: 'Whoever else reaches a card can spend a subscriber’s tries.',
  },
  recommended: () => ({
    'zh-TW': 'pcscd 的通訊端為 0660、屬 card-gateway 群組，並已安裝 polkit 規則',
    en: 'pcscd’s socket with mode 0660 and group card-gateway; the polkit rule installed',
  }),
  run: async (context) => {
    const rule = judgeRule(await installedRule(), await readTextFile(projectPath('systemd', ruleName)));
    const socket = await stat(socketOf(context)).catch(() => null);
    if (socket === null) {
      const present = lines([{ 'zh-TW': '沒有 pcscd 的通訊端', en: 'pcscd’s socket is not there' }, rule.present]);
      return { state: 'failed', present, facts: rule.facts };
    }
    const gid = (await stat(context.config.stateDirectory).catch(() => null))?.gid;
    const reach = judgeAccess(socket.mode, socket.gid === gid);
    const present = lines([same(socketOf(context)), reach.present, rule.present]);
    return { state: worst([reach.state, rule.state]), present, facts: { ...reach.facts, ...rule.facts } };
  },
};

export const pcscServiceChecks: readonly Check[] = [service, leftovers, access];
