import { useWords } from '../language.js';
import { Mark } from '../../parts/Mark.js';

/** Why the person is back at the beginning. */
export function Notice({ notice }: { notice: 'connectionLost' | null }) {
  const { say } = useWords();
  return notice === null ? null : (
    <p className="notice" role="alert">
      <Mark shape="warn" />
      {say(notice)}
    </p>
  );
}
