/** Which readers take cards of the line by themselves. */
import { Button } from 'react-aria-components';
import { batchClient } from '../api/batchClient.js';
import { may, type World } from '../api/world.js';
import type { SectionProps } from '../staff/section.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useRequest } from '../staff/useRequest.js';
import { useWords } from '../staff/language.js';
import { State } from '../parts/Mark.js';
import type { WordKey } from '../words/staffPages.js';
import { useLine } from './useLine.js';

interface Row {
  readonly readerId: string;
  readonly name: string;
  readonly onLine: boolean;
  readonly kiosk: boolean;
  readonly staffCard: boolean;
}

export function LineReaders({ world, tell }: SectionProps) {
  const { say } = useWords();
  const line = useLine(world, tell);
  const rows: readonly Row[] = [
    ...(line?.tiles ?? []).map(({ readerId, name }) => ({
      readerId,
      name,
      onLine: true,
      kiosk: false,
      staffCard: false,
    })),
    ...(line?.otherReaders ?? []).map((reader) => ({ ...reader, onLine: false })),
  ].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return (
    <main className="section">
      <h1>{say('sectionLineReaders')}</h1>
      <p className="quiet">{say('lineReadersHow')}</p>
      <ul className="reader-rows">
        {rows.map((row) => (
          <ReaderRow key={row.readerId} row={row} world={world} />
        ))}
      </ul>
    </main>
  );
}

function wordOf({ onLine, kiosk, staffCard }: Row): WordKey {
  if (onLine) return 'readerOnLine';
  if (staffCard) return 'readerOfStaff';
  return kiosk ? 'readerOfKiosk' : 'readerOffLine';
}

function ReaderRow({ row, world }: { row: Row; world: World }) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const { readerId, name, onLine } = row;
  return (
    <li>
      <strong>{name}</strong>
      <State shape={onLine ? 'done' : 'pending'} word={say(wordOf(row))} />
      {may(world, 'batch') && (
        <Button
          className="button"
          isDisabled={busy}
          aria-label={say(onLine ? 'takeOffLineOf' : 'takeOnLineOf', { reader: name })}
          onPress={() => void run(() => batchClient.putOnLine(readerId, !onLine))}
        >
          {say(onLine ? 'takeOffLine' : 'takeOnLine')}
        </Button>
      )}
      <RequestProblem error={error} />
    </li>
  );
}
