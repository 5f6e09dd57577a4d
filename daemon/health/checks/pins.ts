/** What an RA profile pins. */
import type { RaProfile } from '../../../config/raProfile.js';
import { lines, same, type Check, type Finding } from '../check.js';

/** What an RA profile pins (docs/release-check.md): without it nothing is issued. */
export function judgePins(issuers: number, escrowKeys: number): Finding {
  const facts = { issuers, escrowKeys };
  const present = lines([
    issuers > 0
      ? same(`issuers: ${issuers}`)
      : { 'zh-TW': '沒有指定憑證機構（issuers）', en: 'No issuing CA (issuers)' },
    escrowKeys > 0
      ? same(`escrowKeys: ${escrowKeys}`)
      : { 'zh-TW': '沒有指定託管金鑰（escrowKeys）', en: 'No escrow key (escrowKeys)' },
  ]);
  return { state: issuers > 0 && escrowKeys > 0 ? 'ok' : 'failed', present, facts };
}

export function pinsCheck({ id, name, issuers, escrowKeys }: RaProfile): Check {
  return {
    id: `ra.pins:${id}`,
    group: 'ra',
    place: 'machine',
    title: {
      'zh-TW': `指定的憑證機構與託管金鑰（${name['zh-TW']}）`,
      en: `Pinned issuing CAs and escrow keys (${name.en})`,
    },
    purpose: {
      'zh-TW': '閘道只把指定憑證機構的憑證寫入晶片卡，解鎖碼只交給指定的託管金鑰',
      en: 'Only certificates of pinned CAs are written to cards, and PUKs are sealed to pinned keys only.',
    },
    recommended: () => ({ 'zh-TW': '兩者都在註冊中心設定檔中指定', en: 'Both are named in the RA profile' }),
    run: () => Promise.resolve(judgePins(issuers.length, escrowKeys.length)),
  };
}
