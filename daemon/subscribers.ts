/** What the RAs said of the subscribers at the screens: by session, in memory, gone with it. */
import type { UnblockAuthorisation } from '../sync/connector.js';
import type { WireAuthorisation } from './api/messages.js';
import { Failure } from './failures/failure.js';
import type { Actor, UnblockRequest } from './gateway.js';
import type { Ras } from './ras.js';

export class Subscribers {
  /** An RA's word for one unblock. */
  private readonly unblocks = new Map<string, UnblockAuthorisation & { readonly raId: string }>();
  /** The RA is being asked. */
  private readonly asking = new Map<string, AbortController>();

  constructor(private readonly ras: Ras) {}

  /** Verifies the website password of a card's holder at the RA. @throws {RaRefusedError} @throws {Failure} */
  async authoriseUnblock(
    actor: Actor,
    cardSerial: string,
    { raId, pin, account, password }: UnblockRequest,
  ): Promise<WireAuthorisation> {
    const { connector, profile } = this.ras.choose(raId);
    const asked = new AbortController();
    this.asking.set(actor.sessionId, asked);
    const authorisation = await connector.authoriseUnblock(account, password, { cardSerial, pin });
    if (asked.signal.aborted) throw new Failure('unblockPin.authorise.sessionEnded');
    this.unblocks.set(actor.sessionId, { ...authorisation, raId: profile.id });
    return { pin, cardSerial, name: authorisation.name, expiresAt: authorisation.expiresAt };
  }

  /** The RA's word is for one operation on one PIN of one card: it leaves the session with it (`forget`). @throws {Failure} */
  unblockOf(actor: Actor, raId: string | null, cardSerial: string | null, pin: 1 | 2): UnblockAuthorisation {
    const authorisation = this.unblocks.get(actor.sessionId);
    if (authorisation?.raId !== raId || authorisation.cardSerial !== cardSerial || authorisation.pin !== pin) {
      throw new Failure('unblockPin.create.notAuthorised');
    }
    return authorisation;
  }

  forget(actor: Actor): void {
    this.unblocks.delete(actor.sessionId);
  }

  endSession(actor: Actor): void {
    this.asking.get(actor.sessionId)?.abort();
    this.asking.delete(actor.sessionId);
    this.forget(actor);
  }
}
