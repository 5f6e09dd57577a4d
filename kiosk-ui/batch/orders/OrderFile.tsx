/** A file with an order, chosen or dropped, and tried by the daemon at once: nothing is taken. */
import { useState } from 'react';
import { Button, FileTrigger, Label, RadioGroup } from 'react-aria-components';
import type { WireBatchDryRun } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import type { World } from '../../api/world.js';
import { Choice } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { textOf } from './fileText.js';
import { useDroppedFile } from './useDroppedFile.js';

/** As the API takes it. */
const mostCharacters = 4_000_000;

interface OrderFileProps {
  readonly world: World;
  /** null: another file is being tried. */
  readonly onTried: (dryRun: WireBatchDryRun | null, fileName: string) => void;
}

export function OrderFile({ world, onTried }: OrderFileProps) {
  const { say, pick } = useWords();
  const ras = world.session?.ras ?? [];
  const [raId, setRaId] = useState(ras[0]?.id ?? '');
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<WordKey | null>(null);
  const { busy, error, run } = useRequest();

  /** Nothing is tried: what was tried before is no longer shown, so that nobody takes it for this file. */
  const refuse = (why: WordKey) => {
    setName(null);
    onTried(null, '');
    setProblem(why);
  };
  const tryFile = async (file: File) => {
    setName(file.name);
    setProblem(null);
    onTried(null, file.name);
    await run(async () => {
      const content = await textOf(file).catch(() => null);
      if (content === null) return refuse('fileUnreadable');
      if (content.length > mostCharacters) return refuse('fileTooLarge');
      const format = /\.json$/i.test(file.name) ? 'json' : 'csv';
      onTried(await batchClient.dryRun({ raId, format, content }), file.name);
    });
  };
  const isOver = useDroppedFile((dropped) => {
    if (busy) setProblem('fileBusy');
    else if ('problem' in dropped) refuse(dropped.problem);
    else void tryFile(dropped.file);
  });
  return (
    <>
      <p className="quiet">{say('fileHow')}</p>
      {ras.length > 1 && (
        <RadioGroup className="radios" value={raId} onChange={setRaId}>
          <Label>{say('registrationAuthority')}</Label>
          <div className="radio-row">
            {ras.map((ra) => (
              <Choice key={ra.id} value={ra.id}>
                {pick(ra.name)}
              </Choice>
            ))}
          </div>
        </RadioGroup>
      )}
      <div className="file-place" data-over={isOver}>
        <span>{name ?? say('fileDrop')}</span>
        <FileTrigger
          acceptedFileTypes={['.csv', '.txt', '.tsv', '.json', 'text/csv', 'text/plain', 'application/json']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void tryFile(file);
          }}
        >
          <Button className="button" isDisabled={busy}>
            {say(name === null ? 'fileChoose' : 'fileOther')}
          </Button>
        </FileTrigger>
        <span role="status">{busy && say('fileTrying')}</span>
      </div>
      {problem !== null && (
        <p className="problem" role="alert">
          {say(problem)}
        </p>
      )}
      <RequestProblem error={error} />
    </>
  );
}
