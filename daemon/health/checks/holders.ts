/** Other programs on this machine that use pcscd. */
import { findPcscClients, type PcscClients } from '../pcscClients.js';
import { namedSocket } from '../pcscSocket.js';
import { lines, type Check, type Finding } from '../check.js';

export function judgeHolders({ others, unseen }: PcscClients, isRoot: boolean): Finding {
  const facts = { others: others.length, unseen };
  const incomplete = isRoot
    ? { 'zh-TW': `另有 ${unseen} 個程式，核心不讓查看`, en: `The kernel does not show ${unseen} more` }
    : {
        'zh-TW': `另有 ${unseen} 個其他使用者的程式看不到；請以 root 執行 npm run doctor`,
        en: `${unseen} more of other users cannot be looked at; run npm run doctor as root`,
      };
  if (others.length === 0) {
    if (unseen > 0) return { state: 'unknown', present: incomplete, facts };
    return { state: 'ok', present: { 'zh-TW': '只有閘道', en: 'The gateway only' }, facts };
  }
  const named = others.map(({ pid, command }) => ({
    'zh-TW': `處理程序 ${pid}：${command}`,
    en: `Process ${pid}: ${command}`,
  }));
  return { state: 'warn', present: lines(unseen > 0 ? [...named, incomplete] : named), facts };
}

const holders: Check = {
  id: 'readers.holders',
  group: 'readers',
  place: 'machine',
  title: { 'zh-TW': '其他使用讀卡機的程式', en: 'Others who use the readers' },
  purpose: {
    'zh-TW': '別的程式佔住讀卡機時，閘道讀不到晶片卡',
    en: 'While another program holds a reader, the gateway does not reach its card.',
  },
  recommended: () => ({ 'zh-TW': '只有閘道', en: 'The gateway only' }),
  run: async (context) => {
    const gateway = await context.storeHolder().catch(() => null);
    return judgeHolders(
      await findPcscClients(namedSocket(context.config), gateway?.pid ?? null),
      process.getuid?.() === 0,
    );
  },
};

export const holderChecks: readonly Check[] = [holders];
