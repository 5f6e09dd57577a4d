/** The section of password letters (密碼單): what waits for the printer first. */
import { Button } from 'react-aria-components';
import { useWords } from '../../staff/language.js';
import { Mark } from '../../parts/Mark.js';
import { raName } from '../../staff/raName.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import type { SectionProps } from '../../staff/section.js';
import { lettersInOrder } from './letters.js';
import { LetterTable } from './LetterTable.js';
import { letterDays, useLetters } from './useLetters.js';

export function Letters({ world }: SectionProps) {
  const { say, pick } = useWords();
  const { value, error, reload } = useLetters(world);
  return (
    <main className="section">
      <div className="pane-head">
        <h1>{say('sectionLetters')}</h1>
        <Button className="button small" onPress={reload}>
          {say('reload')}
        </Button>
      </div>
      <p className="quiet">{say('lettersHow')}</p>
      <RequestProblem error={error} />
      {value?.unreachable.map((raId) => (
        <p key={raId} className="why" role="status">
          <Mark shape="warn" />
          {pick(raName(world, raId, true) ?? { 'zh-TW': raId, en: raId })} {say('raUnreachable')}
        </p>
      ))}
      {value !== null &&
        (value.letters.length === 0 ? (
          <p className="quiet">{say('noLetters', { n: letterDays })}</p>
        ) : (
          <LetterTable letters={lettersInOrder(value.letters)} world={world} onPrinted={reload} />
        ))}
    </main>
  );
}
