/** The actions of a screen: one that leads on, others beside it. */
import { Button } from 'react-aria-components';
import { useWords } from '../language.js';
import type { WordKey } from '../../words/kioskPage.js';

interface ActionProps {
  readonly word: WordKey;
  readonly onPress: () => void;
  /** The one that leads on. */
  readonly primary?: boolean;
  readonly disabled?: boolean;
}

export function Action({ word, onPress, primary = false, disabled = false }: ActionProps) {
  const { say } = useWords();
  return (
    <Button className={primary ? 'button primary' : 'button'} isDisabled={disabled} onPress={onPress}>
      {say(word)}
    </Button>
  );
}
