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
  const [tooLarge, setTooLarge] = useState(false);
  const { busy, error, run } = useRequest();

  const tryFile = async (file: File) => {
    setName(file.name);
    onTried(null, file.name);
    const content = await file.text();
    setTooLarge(content.length > mostCharacters);
    if (content.length > mostCharacters) return;
    const format = /\.json$/i.test(file.name) ? 'json' : 'csv';
    await run(async () => onTried(await batchClient.dryRun({ raId, format, content }), file.name));
  };
  const isOver = useDroppedFile((file) => {
    if (!busy) void tryFile(file);
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
          acceptedFileTypes={['.csv', '.json', 'text/csv', 'application/json']}
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
      {tooLarge && (
        <p className="problem" role="alert">
          {say('fileTooLarge')}
        </p>
      )}
      <RequestProblem error={error} />
    </>
  );
}
