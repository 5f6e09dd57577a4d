/** The staff card was pulled: whose screen it is, and the two ways on. What was begun stays behind this. */
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { WireSession } from '../../daemon/contract/messages.js';
import { staffClient } from '../api/staffClient.js';
import type { World } from '../api/world.js';
import { useWords } from './language.js';
import { CardPicture } from '../parts/CardPicture.js';
import { CardPin } from './CardPin.js';
import { useCardReaders } from './useCardReaders.js';
import { useRequest } from './useRequest.js';

interface LockProps {
  readonly world: World;
  readonly onUnlock: (session: WireSession) => void;
  /** Somebody else: this session ends. */
  readonly onLogOut: () => void;
}

export function Lock({ world, onUnlock, onLogOut }: LockProps) {
  const { say } = useWords();
  const request = useRequest();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const cards = useCardReaders(world).filter(({ isOwn, card }) => isOwn && card === 'usable');
  return (
    <main className="login">
      <h1 ref={heading} tabIndex={-1}>
        {say('screenLocked')}
      </h1>
      <p className="row-name">{say('lockedBy', { name: world.session?.operator ?? '' })}</p>
      <CardPicture pose={cards.length === 0 ? 'insert' : 'in'} />
      <p>{say(cards.length === 0 ? 'lockedInsert' : 'lockedPin')}</p>
      <CardPin
        cards={cards}
        button="unlockScreen"
        ready={world.link !== 'away'}
        request={request}
        onSubmit={({ pin, lastTryConfirmed }) =>
          request.run(async () => onUnlock(await staffClient.unlock(pin, lastTryConfirmed)))
        }
      />
      <p className="quiet">{say('lockedOther')}</p>
      <div className="form-end">
        <Button className="button" onPress={onLogOut}>
          {say('logInAsOther')}
        </Button>
      </div>
    </main>
  );
}
