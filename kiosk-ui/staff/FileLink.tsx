/** A link with which the browser saves a file; why it was refused stands beside it. */
import { Link } from 'react-aria-components';
import { saveFile } from '../api/client.js';
import type { WordKey } from '../words/staffPages.js';
import { useWords } from './language.js';
import { RequestProblem } from './RequestProblem.js';
import { useRequest } from './useRequest.js';

export function FileLink({ address, word }: { readonly address: string; readonly word: WordKey }) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  return (
    <>
      <Link className="button small" isDisabled={busy} onPress={() => void run(() => saveFile(address))}>
        {say(word)}
      </Link>
      <RequestProblem error={error} />
    </>
  );
}
