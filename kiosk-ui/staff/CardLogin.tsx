/** The staff login by staff card, where that is set up. */
import { staffClient } from '../api/staffClient.js';
import type { World } from '../api/world.js';
import { useWords } from './language.js';
import { CardPin } from './CardPin.js';
import { useCardReaders } from './useCardReaders.js';
import { useRequest } from './useRequest.js';

/** @param onLogIn the session is a member of staff's now */
export function CardLogin({ world, onLogIn }: { world: World; onLogIn: () => void }) {
  const { say } = useWords();
  const request = useRequest();
  const cards = useCardReaders(world).filter(({ card }) => card === 'usable');
  return (
    <section className="form card-login">
      <h2>{say('cardLogin')}</h2>
      <CardPin
        cards={cards}
        button="logInByCard"
        ready={world.session !== null && world.link !== 'away'}
        request={request}
        onSubmit={async (typed) => {
          const outcome = await request.run(async () => {
            await staffClient.logInByCard(typed);
          });
          if (outcome === 'done') onLogIn();
        }}
      />
    </section>
  );
}
