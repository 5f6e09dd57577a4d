/** The counter console: its sections, and the readers in sight beside each. */
import { ReaderList } from './readers/ReaderList.js';
import { sections } from './sections.js';
import { StaffScreen, type BesideProps } from '../staff/StaffScreen.js';

export function Counter() {
  return <StaffScreen name="counterName" sections={sections} Beside={Readers} />;
}

function Readers({ world, selection, onSelect, isFirst }: BesideProps) {
  return (
    <ReaderList
      world={world}
      selected={selection?.kind === 'reader' && isFirst ? selection.id : null}
      onShow={(id) => onSelect({ kind: 'reader', id })}
    />
  );
}
