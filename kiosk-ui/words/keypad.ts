/** Words of the kiosk's keypad. */
import type { Localized } from '../../daemon/contract/messages.js';

export const keypadWords = {
  keypad: { 'zh-TW': '按鍵', en: 'Keypad' },
  keyDigits: { 'zh-TW': '123', en: '123' },
  keyDigitsName: { 'zh-TW': '切換為數字', en: 'Digits' },
  keyLetters: { 'zh-TW': 'ABC', en: 'ABC' },
  keyLettersName: { 'zh-TW': '切換為英文字母', en: 'Letters' },
  keySymbols: { 'zh-TW': '#+=', en: '#+=' },
  keySymbolsName: { 'zh-TW': '切換為符號', en: 'Symbols' },
  keyShift: { 'zh-TW': '大寫', en: 'Shift' },
  keyBackspace: { 'zh-TW': '刪除', en: 'Delete' },
  keyClear: { 'zh-TW': '清除', en: 'Clear' },
  capital: { 'zh-TW': '大寫 {letter}', en: 'Capital {letter}' },
  showLast: { 'zh-TW': '顯示剛輸入的字', en: 'Show the last character' },
  entered: { 'zh-TW': '已輸入 {n} 個字', en: '{n} entered' },
} as const satisfies Record<string, Localized>;
