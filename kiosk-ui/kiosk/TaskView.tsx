/** The pages of the flows. */
import type { ViewProps } from './viewProps.js';
import { InsertCard } from './screens/arrival.js';
import { CertificateDetail, CertificateList, NoSuchCertificate } from './screens/certificates.js';
import { ChooseRa, WhichPin } from './screens/choices.js';
import { EntryScreen } from './screens/EntryScreen.js';
import { Expired, NewPasswordNeeded, PinLocked, TooEarly, WrongCard } from './screens/hindrances.js';
import { LastTry } from './screens/LastTry.js';
import { PasswordChanged, RaAway } from './screens/refusals.js';
import { RegistrationData } from './screens/Registration.js';
import { NoTarget, Saved } from './screens/saves.js';
import { Terms } from './screens/Terms.js';
import type { TaskScreen } from './taskScreen.js';

export function TaskView({ screen, session, runner: { dispatch } }: ViewProps<TaskScreen>) {
  const onEnd = () => dispatch({ type: 'ended' });
  const onMenu = () => dispatch({ type: 'left' });
  const onBack = () => dispatch({ type: 'back' });
  const onGoOn = () => dispatch({ type: 'goneOn' });
  switch (screen.name) {
    case 'entry':
      return (
        <EntryScreen
          screen={screen}
          shuffle={session?.kiosk.shuffleKeypad ?? false}
          onTyped={(text) => dispatch({ type: 'typed', text })}
          onBack={onBack}
        />
      );
    case 'ra':
      return <ChooseRa ras={screen.ras} onChoose={(raId) => dispatch({ type: 'raChosen', raId })} onBack={onBack} />;
    case 'insertCard':
      return <InsertCard flow={screen.flow} onBack={onBack} />;
    case 'wrongCard':
      return <WrongCard flow={screen.flow} onBack={onMenu} onEnd={onEnd} />;
    case 'expired':
      return <Expired renewal={screen.renewal} onBack={onMenu} onEnd={onEnd} />;
    case 'tooEarly':
      return <TooEarly renewal={screen.renewal} onBack={onMenu} onEnd={onEnd} />;
    case 'pinLocked':
      return (
        <PinLocked
          pin={screen.pin}
          onUnblock={() => dispatch({ type: 'chosen', flow: 'unblockPin', pin: screen.pin })}
          onBack={onMenu}
        />
      );
    case 'whichPin':
      return (
        <WhichPin
          card={screen.card}
          onChoose={(flow, pin) => dispatch({ type: 'chosen', flow, pin })}
          onBack={onMenu}
        />
      );
    case 'raAway':
      return <RaAway {...screen} onGoOn={onGoOn} onBack={onMenu} />;
    case 'lastTry':
      return <LastTry pin={screen.pin} onConfirm={onGoOn} onBack={onBack} />;
    case 'newPasswordNeeded':
      return <NewPasswordNeeded onGoOn={onGoOn} onBack={onMenu} />;
    case 'data':
      return <RegistrationData record={screen.record} step={screen.step} onGoOn={onGoOn} onBack={onMenu} />;
    case 'terms':
      return <Terms terms={screen.terms} step={screen.step} onGoOn={onGoOn} onBack={onBack} />;
    case 'certificates':
      return (
        <CertificateList
          record={screen.record}
          canSave={screen.canSave}
          onChoose={(certificate) => dispatch({ type: 'certificateChosen', certificate })}
          onSave={onGoOn}
          onBack={onMenu}
        />
      );
    case 'certificate':
      return screen.certificate === null ? (
        <NoSuchCertificate onAgain={onBack} onEnd={onEnd} />
      ) : (
        <CertificateDetail certificate={screen.certificate} partner={screen.partner} onSave={onGoOn} onBack={onBack} />
      );
    case 'target':
      return <NoTarget onBack={onBack} />;
    case 'saved':
      return <Saved saved={screen.saved} onAgain={() => dispatch({ type: 'retry' })} onMenu={onMenu} onEnd={onEnd} />;
    case 'passwordChanged':
      return <PasswordChanged onMenu={onMenu} onEnd={onEnd} />;
  }
}
