/** The state of a PIN and its PUK, read without spending a try. */
import type { PinReference } from '../../../base/terms.js';
import type { Channel } from '../../iso7816/channel.js';
import { probeReferenceData } from '../../iso7816/commands/changeReferenceData.js';
import { verifyStatus } from '../../iso7816/commands/verify.js';
import { refusal, statusWords, triesLeft } from '../../iso7816/statusWord.js';
import type { PinStatus } from '../driver.js';
import type { Applets } from './applets.js';
import { maxTries } from './capabilities.js';
import { qualifiers } from './layout.js';

/** VERIFY without data (ISO 7816-4 §11.5.6); the instance that is known to have no PIN is not asked. */
export async function pinStatusOf(applets: Applets, reference: PinReference): Promise<PinStatus> {
  const phase = applets.phase(reference);
  if (phase === 'creation' || phase === 'initialisation') return unsetPin(reference, phase === 'initialisation');
  return applets.within(reference, async () => {
    const status = verifyStatus(qualifiers.pin);
    const { statusWord } = await applets.channel.exchange(status);
    const left = statusWord === statusWords.authenticationMethodBlocked ? 0 : triesLeft(statusWord);
    if (left !== null) {
      applets.setPhase(reference, 'operational');
      return { reference, pukSet: true, pinSet: true, triesLeft: left, maxTries };
    }
    if (statusWord !== statusWords.success) throw refusal(status, statusWord);
    const pukSet = await isPukSet(applets.channel);
    applets.setPhase(reference, pukSet ? 'initialisation' : 'creation');
    return unsetPin(reference, pukSet);
  });
}

/** Without a PUK the applet checks the length of a new one (6700); with a PUK it refuses any (6A86). */
async function isPukSet(channel: Channel): Promise<boolean> {
  const probe = probeReferenceData(qualifiers.puk);
  const { statusWord } = await channel.exchange(probe);
  if (statusWord === statusWords.wrongLength) return false;
  if (statusWord === statusWords.incorrectP1P2) return true;
  throw refusal(probe, statusWord);
}

function unsetPin(reference: PinReference, pukSet: boolean): PinStatus {
  return { reference, pukSet, pinSet: false, triesLeft: null, maxTries };
}
