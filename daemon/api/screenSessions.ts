/**
 * The sessions of the screens. A screen's page holds a random token. The daemon keeps only the token's SHA-256, in memory, so a restart
 * ends every session. The token changes whenever another person stands behind the screen.
 */
import type { Restriction } from '../contract/route.js';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { Failure } from '../contract/failures/failure.js';
import type { Actor, KioskActor, StaffActor } from '../operators/actor.js';
import type { Operator } from '../operators/operators.js';
import type { CardLogin, CardPresence } from '../operators/staffCards.js';
import type { Screen } from '../screens/screenTable.js';
import type { ApiLimits } from './limits.js';

/** `elsewhere`: the same person logged in at too many screens after this one. Its page says so. */
export type EndReason =
  'loggedOut' | 'replaced' | 'idle' | 'evicted' | 'elsewhere' | 'stopped' | 'accountChanged' | 'withdrawn';

/** Changes of a session that goes on: its card was pulled, its owner unlocked it, or it has a new token. */
export type LockChange = 'locked' | 'unlocked' | 'renewed';

export interface ScreenSession {
  readonly screen: Pick<Screen, 'id' | 'place'>;
  readonly actor: Actor;
  restriction: Restriction | null;
  /** The staff card that has to stay in its reader; null: the session was opened by password, or is not one of staff. */
  card: CardPresence | null;
  tokenHash: string;
  readonly clientAddress: string;
  /** One callback for each WebSocket, called when the session ends, is locked, is unlocked or gets a new token. */
  readonly attached: Set<(reason: EndReason | LockChange) => void>;
  readonly startedAt: number;
  usedAt: number;
}

export interface Opened {
  readonly screenSession: ScreenSession;
  /** 256 random bits, base64url. Only the screen's page gets it; the daemon itself keeps only its hash. */
  readonly token: string;
}

/** Which screen asks, and from where. */
type AtScreen = Pick<ScreenSession, 'clientAddress' | 'screen'>;

const newToken = (): string => randomBytes(32).toString('base64url');

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** For whom events are filtered: a restricted session sees what a screen without a login sees. */
export function viewerOf({ actor, restriction, screen: { place } }: ScreenSession): Actor {
  const nobody: KioskActor = { kind: 'kiosk', sessionId: actor.sessionId, place };
  return restriction === null ? actor : nobody;
}

export function isSupervisor(actor: Actor): boolean {
  return actor.kind === 'staff' && actor.role === 'supervisor';
}

export interface ScreenSessionsParts {
  readonly clock: Clock;
  readonly limits: ApiLimits;
  /** A staff session without a request for this long ends, even with an open WebSocket. */
  readonly staffIdleMs: number;
  /** Called once for each session that ends. */
  readonly ended: (actor: Actor, reason: EndReason) => void;
  /** Called each time that a staff card is pulled. */
  readonly locked: (actor: Actor) => void;
}

export class ScreenSessions {
  readonly #parts: ScreenSessionsParts;
  readonly #live = new Map<string, ScreenSession>();
  /** Screens that were withdrawn since the start: a login or a proof that was under way opens no session any more. */
  readonly #withdrawn = new Set<string>();

  constructor(parts: ScreenSessionsParts) {
    this.#parts = parts;
  }

  /** @throws {Failure} `api.session.tooMany` */
  openKiosk(clientAddress: string, { id, place }: Pick<Screen, 'id' | 'place'>): Opened {
    if (place === 'kiosk') this.#endLeftBehind(id);
    return this.#open({ clientAddress, screen: { id, place } }, { kind: 'kiosk', sessionId: randomUUID(), place });
  }

  /** @throws {Failure} `api.session.tooMany` */
  openStaff(at: AtScreen, { name, role, ras, mustChangePassword }: Operator): Opened {
    const actor = { kind: 'staff', sessionId: randomUUID(), operator: name, role, ras } as const;
    return this.#open(at, actor, mustChangePassword ? 'changePassword' : null);
  }

  /** Opens a staff session that is locked when the card leaves the reader. @throws {Failure} `api.session.tooMany` */
  openByCard(at: AtScreen, { operator, presence }: CardLogin): Opened {
    try {
      const opened = this.openStaff(at, operator);
      this.#bind(opened.screenSession, presence);
      return opened;
    } catch (error) {
      void presence.release();
      throw error;
    }
  }

  /** Another person stands behind the session: the token so far is worth nothing. @returns the new one */
  renew(screenSession: ScreenSession): string {
    const token = newToken();
    if (this.#live.delete(screenSession.tokenHash)) {
      screenSession.tokenHash = hashOf(token);
      this.#live.set(screenSession.tokenHash, screenSession);
      this.#notify(screenSession, 'renewed');
    }
    return token;
  }

  /** Unlocks a session: its card is in a reader again, and the owner typed the PIN. */
  unlock(screenSession: ScreenSession, { presence }: CardLogin): void {
    if (!this.#live.has(screenSession.tokenHash)) {
      void presence.release();
      return;
    }
    screenSession.restriction = null;
    this.#notify(screenSession, 'unlocked');
    this.#bind(screenSession, presence);
  }

  /**
   * The live session of this token; it counts as used now. A token is bound to the client address that it was issued to, so it
   * is worthless on another machine. It is not bound to the User-Agent, because a thief of the token knows that too.
   */
  use(token: string, clientAddress: string): ScreenSession | null {
    const one = this.#live.get(hashOf(token));
    if (one?.clientAddress !== clientAddress) return null;
    if (this.#isOver(one)) {
      this.end(one, 'idle');
      return null;
    }
    one.usedAt = this.#parts.clock.now();
    return one;
  }

  /** Ends the session and its WebSockets; a second call does nothing. */
  end(screenSession: ScreenSession, reason: EndReason): void {
    if (!this.#live.delete(screenSession.tokenHash)) return;
    this.#notify(screenSession, reason);
    void screenSession.card?.release();
    this.#parts.ended(screenSession.actor, reason);
  }

  /** From now on the screen sees and may do only what a screen without a login sees and may do. */
  #lock(screenSession: ScreenSession, presence: CardPresence): void {
    if (screenSession.card !== presence || !this.#live.has(screenSession.tokenHash)) return;
    screenSession.restriction = 'locked';
    this.#notify(screenSession, 'locked');
    void presence.release();
    this.#parts.locked(screenSession.actor);
  }

  #bind(screenSession: ScreenSession, presence: CardPresence): void {
    screenSession.card = presence;
    const lock = (): void => this.#lock(screenSession, presence);
    if (presence.gone.aborted) lock();
    else presence.gone.addEventListener('abort', lock, { once: true });
  }

  #notify(screenSession: ScreenSession, reason: EndReason | LockChange): void {
    for (const notify of screenSession.attached) notify(reason);
    screenSession.attached.clear();
  }

  /** Ends the sessions of an account whose role, password or card changed. */
  endOf(operator: string): void {
    for (const one of [...this.#live.values()]) {
      if (one.actor.kind === 'staff' && one.actor.operator === operator) this.end(one, 'accountChanged');
    }
  }

  /** The screen was withdrawn. */
  endOfScreen(screenId: string): void {
    this.#withdrawn.add(screenId);
    for (const one of [...this.#live.values()]) if (one.screen.id === screenId) this.end(one, 'withdrawn');
  }

  endIdle(): void {
    for (const one of [...this.#live.values()]) if (this.#isOver(one)) this.end(one, 'idle');
  }

  endAll(): void {
    for (const one of [...this.#live.values()]) this.end(one, 'stopped');
  }

  #open({ clientAddress, screen }: AtScreen, actor: Actor, restriction: Restriction | null = null): Opened {
    if (this.#withdrawn.has(screen.id)) throw new Failure('screen.prove.unknown');
    this.#makeRoom(screen.id, actor);
    const token = newToken();
    const now = this.#parts.clock.now();
    const tokenHash = hashOf(token);
    const screenSession: ScreenSession = {
      screen,
      actor,
      restriction,
      card: null,
      tokenHash,
      clientAddress,
      attached: new Set(),
      startedAt: now,
      usedAt: now,
    };
    this.#live.set(tokenHash, screenSession);
    return { screenSession, token };
  }

  /**
   * Sessions to which no page listens give way, the longest unused first: those of the same screen when it has too many, else those
   * without a login. So a screen that opens many keeps no other one out, and neither does a member of staff.
   * @throws {Failure} `api.session.tooMany`
   */
  #makeRoom(screenId: string, actor: Actor): void {
    const { sessionsPerScreen, screenSessions } = this.#parts.limits;
    const own = [...this.#live.values()].filter(({ screen }) => screen.id === screenId);
    if (own.length >= sessionsPerScreen) this.#evict(own);
    if (actor.kind === 'staff') this.#makeRoomForStaff(actor);
    const all = [...this.#live.values()];
    if (all.length >= screenSessions) this.#evict(all.filter((one) => one.actor.kind === 'kiosk'));
  }

  #makeRoomForStaff({ operator, role }: StaffActor): void {
    const { sessionsPerAccount, staffSessions, supervisorSessions } = this.#parts.limits;
    const ofAccount = [...this.#live.values()].filter(
      ({ actor }) => actor.kind === 'staff' && actor.operator === operator,
    );
    const longestUnused = ofAccount.sort((a, b) => a.usedAt - b.usedAt)[0];
    if (longestUnused !== undefined && ofAccount.length >= sessionsPerAccount) this.end(longestUnused, 'elsewhere');
    const ofStaff = [...this.#live.values()].filter(({ actor }) => actor.kind === 'staff');
    if (ofStaff.length >= staffSessions) this.#evict(ofStaff);
    const ofOthers = ofStaff.filter((one) => !isSupervisor(one.actor));
    if (role !== 'supervisor' && ofOthers.length >= staffSessions - supervisorSessions) this.#evict(ofOthers);
  }

  /** A page of the kiosk that ended without a word leaves nothing of its visitor behind. */
  #endLeftBehind(screenId: string): void {
    const own = [...this.#live.values()].filter(
      ({ screen, attached }) => screen.id === screenId && attached.size === 0,
    );
    for (const one of own) this.end(one, 'replaced');
  }

  /** @throws {Failure} `api.session.tooMany` */
  #evict(some: readonly ScreenSession[]): void {
    const oldest = some.filter(({ attached }) => attached.size === 0).sort((a, b) => a.usedAt - b.usedAt)[0];
    if (oldest === undefined) throw new Failure('api.session.tooMany');
    this.end(oldest, 'evicted');
  }

  #isOver(one: ScreenSession): boolean {
    const now = this.#parts.clock.now();
    // When the clock was set back, a session must not gain time.
    one.usedAt = Math.min(one.usedAt, now);
    const idleMs = now - one.usedAt;
    switch (one.actor.kind) {
      case 'kiosk':
        return one.attached.size === 0 && idleMs >= this.#parts.limits.kioskIdleMs;
      case 'staff':
        return idleMs >= this.#parts.staffIdleMs || now - one.startedAt >= this.#parts.limits.staffLongestMs;
    }
  }
}
