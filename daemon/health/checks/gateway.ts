/** The gateway's process: which process has the store open, its number of threads, and its systemd sandbox. */
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram } from '../../../base/program.js';
import { version } from '../../../base/version.js';
import { RepairError, type Check, type Finding } from '../check.js';
import type { StoreHolder } from '../checkContext.js';
import { hasSystemd, readTextFile } from '../machine.js';

const unit = 'card-gateway.service';

export function judgeProcess(holder: StoreHolder | null, answers: boolean): Finding {
  if (holder === null) {
    return { state: 'warn', present: { 'zh-TW': '沒有執行', en: 'Not running' }, facts: { running: false } };
  }
  const { pid, command, running } = holder;
  const facts = { running, answers, pid };
  if (running && answers) {
    const present = { 'zh-TW': `執行中（處理程序 ${pid}）`, en: `Running (process ${pid})` };
    return { state: 'ok', present, facts };
  }
  const happened = running ? { 'zh-TW': '沒有回應', en: 'does not answer' } : { 'zh-TW': '已停住', en: 'stands still' };
  const present = {
    'zh-TW': `處理程序 ${pid} 佔用資料但${happened['zh-TW']}：${command}`,
    en: `Process ${pid} has the store and ${happened.en}: ${command}`,
  };
  return { state: 'failed', present, facts };
}

const gatewayProcess: Check = {
  id: 'gateway.process',
  group: 'gateway',
  place: 'machine',
  title: { 'zh-TW': '閘道程式', en: 'The gateway’s process' },
  purpose: {
    'zh-TW': '資料只能由一個程式使用；停住的程式會讓閘道無法啟動',
    en: 'One process only works with the store; one that stands still keeps the gateway from starting.',
  },
  recommended: () => ({ 'zh-TW': `執行中，版本 ${version}`, en: `Running, version ${version}` }),
  run: async (context) => judgeProcess(await context.storeHolder(), await context.gatewayAnswers()),
  repair: {
    label: { 'zh-TW': '結束停住的程式', en: 'End the process that stands still' },
    warning: {
      'zh-TW': '該程式正在處理的作業會中斷；重新啟動後，放回同一張晶片卡即可繼續',
      en: 'What it works at is interrupted; after a new start it goes on with the same card.',
    },
    hindrance: async (context) =>
      (await context.storeHolder()) === null
        ? {
            'zh-TW': '沒有停住的程式。請啟動閘道：systemctl start card-gateway',
            en: 'Nothing stands still. Start the gateway: systemctl start card-gateway',
          }
        : null,
    run: async (context, signal) => {
      const holder = await context.storeHolder();
      if (holder === null || context.inGateway || (holder.running && (await context.gatewayAnswers()))) {
        throw new RepairError({ 'zh-TW': '閘道運作正常，不予結束', en: 'The gateway works: it is not ended.' });
      }
      process.kill(holder.pid, 'SIGKILL');
      // An ending process closes its files before its lock is released.
      const stillHeld = (): Promise<boolean> =>
        context.storeHolder().then(
          (present) => present?.pid === holder.pid,
          () => true,
        );
      while (await stillHeld()) await delay(50, undefined, { signal });
      return {
        'zh-TW': `已結束處理程序 ${holder.pid}；請重新啟動閘道`,
        en: `Process ${holder.pid} was ended. Start the gateway again.`,
      };
    },
  },
};

export function judgeThreads(size: number, readers: number): Finding {
  const state = size >= readers + 8 ? 'ok' : 'warn';
  const present = {
    'zh-TW': `${size} 個執行緒，${readers} 台讀卡機`,
    en: `${size} threads, ${readers} ${readers === 1 ? 'reader' : 'readers'}`,
  };
  return { state, present, facts: { threads: size, readers } };
}

const threads: Check = {
  id: 'gateway.threads',
  group: 'gateway',
  place: 'gateway',
  title: { 'zh-TW': '執行緒', en: 'Threads' },
  purpose: {
    'zh-TW': '執行緒太少時，一台慢的讀卡機會拖住其他作業',
    en: 'With too few threads one slow operation holds up the others.',
  },
  recommended: () => ({
    'zh-TW': 'UV_THREADPOOL_SIZE 至少為讀卡機數加 8',
    en: 'UV_THREADPOOL_SIZE at least readers + 8',
  }),
  run: async (context) => {
    if (!context.inGateway) {
      const present = { 'zh-TW': '閘道沒有執行', en: 'The gateway is not running' };
      return { state: 'unknown', present, facts: {} };
    }
    // libuv's default is four.
    const size = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
    return judgeThreads(size, (await context.pcsc.readerNames()).length);
  },
};

/** @param analysis what `systemd-analyze security` printed */
export function judgeSandbox(analysis: string): Finding {
  const exposure = /Overall exposure level for \S+: ([\d.]+)/.exec(analysis)?.[1];
  if (exposure === undefined) {
    const said = analysis.trim().split('\n').at(-1) ?? '';
    const present = { 'zh-TW': `systemd 沒有回答：${said}`, en: `systemd does not tell: ${said}` };
    return { state: 'unknown', present, facts: {} };
  }
  const present = {
    'zh-TW': `曝險程度 ${exposure}（0 最安全，10 沒有保護）`,
    en: `Exposure ${exposure} (0 is safest, 10 unprotected)`,
  };
  return { state: Number(exposure) <= 2 ? 'ok' : 'warn', present, facts: { exposure: Number(exposure) } };
}

const sandbox: Check = {
  id: 'gateway.sandbox',
  group: 'gateway',
  place: 'machine',
  title: { 'zh-TW': '服務的隔離', en: 'The unit’s sandbox' },
  purpose: {
    'zh-TW': '萬一閘道被入侵，隔離可限制損害，並由 systemd 監看',
    en: 'What an intruder could do is confined, and systemd watches over the gateway.',
  },
  recommended: () => ({
    'zh-TW': `由 systemd 以 ${unit} 執行，曝險程度 2.0 以下`,
    en: `Run by systemd as ${unit}, exposure at most 2.0`,
  }),
  run: async (context, signal) => {
    const byHand = { 'zh-TW': '不是由 systemd 執行', en: 'Not run by systemd' };
    const holder = await context.storeHolder().catch(() => null);
    const ownUnit = holder === null ? '' : ((await readTextFile(`/proc/${holder.pid}/cgroup`)) ?? '');
    const isUnit = holder === null || ownUnit.includes(unit);
    if (!(await hasSystemd()) || !isUnit) return { state: 'warn', present: byHand, facts: { systemd: false } };
    const result = await runProgram('systemd-analyze', ['security', '--no-pager', unit], { signal });
    return judgeSandbox(result?.output ?? 'systemd-analyze');
  },
};

export const gatewayChecks: readonly Check[] = [gatewayProcess, threads, sandbox];
