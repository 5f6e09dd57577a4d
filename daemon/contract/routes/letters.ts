/** Password letters and the reset of a website password. */
import {
  letterListSchema,
  listLettersSchema,
  passwordResetAnswerSchema,
  passwordResetSchema,
  printedLetterSchema,
  printLetterSchema,
} from '../messages.js';
import { caseParams } from './cases.js';
import { idempotency } from './jobs.js';
import { raFailures } from './raFailures.js';
import { defineContract } from '../route.js';

export const letterRoutes = defineContract({
  listLetters: {
    method: 'GET',
    path: '/api/letters',
    title: { 'zh-TW': '密碼單清單', en: 'Password letters' },
    who: 'staff',
    permission: 'letters',
    query: listLettersSchema,
    answer: letterListSchema,
  },
  printLetter: {
    method: 'POST',
    path: '/api/letters/{raId}/{id}/print',
    title: { 'zh-TW': '列印或補印密碼單', en: 'Print a password letter, or print it again' },
    about:
      'The letter goes to the printer’s standard input and nowhere else. What the printer did not take is not counted and may be ' +
      'printed as if for the first time.',
    who: 'staff',
    permission: 'letters',
    params: caseParams,
    body: printLetterSchema,
    answer: printedLetterSchema,
    failures: [
      ...raFailures,
      'ra.refused.letterUnknown',
      'ra.refused.letterAlreadyPrinted',
      'ra.refused.letterNotForPrint',
      'ra.refused.cardSpoiled',
      'letter.print.underWay',
      'letter.print.reasonMissing',
      'letter.print.interrupted',
      'letter.print.commandMissing',
      'letter.print.refused',
      'letter.print.timeout',
      'letter.print.printerPaused',
      'letter.print.paperOut',
      'letter.print.printerStopped',
      'paper.make.busy',
      'letter.print.fontMissing',
      'letter.print.characterMissing',
      'letter.print.tooLong',
      'letter.print.notMade',
    ],
  },
  resetPassword: {
    method: 'POST',
    path: '/api/password-resets',
    title: { 'zh-TW': '網站密碼重設', en: 'Reset a website password' },
    about:
      'Lifts a suspension; the new password has to be changed at the next login. The same `Idempotency-Key` resets once.',
    who: 'staff',
    permission: 'resetPassword',
    headers: idempotency,
    body: passwordResetSchema,
    status: 201,
    answer: passwordResetAnswerSchema,
    failures: [...raFailures, 'case.claim.taken', 'ra.refused.registrationUnknown', 'ra.refused.idempotencyConflict'],
  },
});
