/** The password letters of one registration. */
import type { WireRegistration } from '../../../daemon/contract/messages.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { lettersInOrder } from './letters.js';
import { LetterTable } from './LetterTable.js';
import { useLetters } from './useLetters.js';

export function LettersOf({ registration: { raId, id }, world }: { registration: WireRegistration; world: World }) {
  const { say } = useWords();
  const { value, error, reload } = useLetters(world);
  const letters = value?.letters.filter((letter) => letter.raId === raId && letter.registrationId === id) ?? [];
  return (
    <>
      <RequestProblem error={error} />
      {value !== null && letters.length === 0 && <p className="quiet">{say('noLettersHere')}</p>}
      {letters.length > 0 && <LetterTable letters={lettersInOrder(letters)} world={world} onPrinted={reload} />}
    </>
  );
}
