/** Words of what a certificate and its registration say. */
import type { Localized } from '../../daemon/contract/messages.js';

export const certificateFactWords = {
  certExpired: { 'zh-TW': '已過期', en: 'Expired' },
  certExpiringSoon: { 'zh-TW': '即將到期', en: 'Expires soon' },
  certNumber: { 'zh-TW': '憑證編號', en: 'Certificate number' },
  certRevoked: { 'zh-TW': '已廢止', en: 'Revoked' },
  certRevokedAt: { 'zh-TW': '廢止時間', en: 'Revoked' },
  certSuspended: { 'zh-TW': '暫時停用', en: 'Suspended' },
  certValid: { 'zh-TW': '有效', en: 'Valid' },
  certCard: { 'zh-TW': '晶片卡卡號', en: 'Card number' },
  certStatus: { 'zh-TW': '憑證狀態', en: 'Status' },
  certUse: { 'zh-TW': '憑證用途', en: 'Use' },
  certEncrypt: { 'zh-TW': '加密憑證', en: 'Encryption certificate' },
  certFrom: { 'zh-TW': '有效起始日', en: 'Valid from' },
  certIssuer: { 'zh-TW': '簽發者主旨', en: 'Issuer' },
  certSerial: { 'zh-TW': '憑證序號', en: 'Serial number' },
  certSign: { 'zh-TW': '簽章憑證', en: 'Signing certificate' },
  certSignEncrypt: { 'zh-TW': '簽章加密憑證', en: 'Signing and encryption certificate' },
  certSubject: { 'zh-TW': '申請人主旨', en: 'Subject' },
  certTo: { 'zh-TW': '有效截止日', en: 'Valid to' },
  subscriberId: { 'zh-TW': '身分證號或統編', en: 'National ID or company number' },
  subscriberName: { 'zh-TW': '用戶名稱', en: 'Name' },
  userIdentifier: { 'zh-TW': '用戶識別名稱', en: 'User identifier' },
} as const satisfies Record<string, Localized>;
