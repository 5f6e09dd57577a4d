/**
 * Who sits at which screen. A screen holds a random token in its cookie; the daemon keeps only the token's SHA-256, in
 * memory: a restart ends every session.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { Failure } from '../failures/failure.js';
import type { Actor, KioskActor } from '../gateway.js';
import type { Operator } from '../operators/operators.js';
import type { ApiLimits } from './limits.js';

export type EndReason = 'loggedOut' | 'replaced' | 'idle' | 'evicted' | 'stopped' | 'accountChanged';

/** Why a staff session may do nothing at the moment: its card was pulled, or its password is a temporary one. */
export type Restriction = 'locked' | 'changePassword';

export interface ScreenSession {
  readonly actor: Actor;
  restriction: Restriction | null;
  readonly tokenHash: string;
  readonly clientAddress: string;
  /** Its WebSockets: each is told when the session ends. */
  readonly attached: Set<(reason: EndReason) => void>;
  readonly startedAt: number;
  usedAt: number;
}

export interface Opened {
  readonly screenSession: ScreenSession;
  /** For the cookie: 256 random bits, base64url. Known to nobody else. */
  readonly token: string;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whose events a screen is shown: a restricted one sees what a screen without a login sees. */
export function viewerOf({ actor, restriction }: ScreenSession): Actor {
  const nobody: KioskActor = { kind: 'kiosk', sessionId: actor.sessionId };
  return restriction === null ? actor : nobody;
}

export class ScreenSessions {
  readonly #live = new Map<string, ScreenSession>();

  /**
   * @param staffIdleMs without a request for so long, a staff session ends, WebSocket or not
   * @param ended told once for each session that ends
   */
  constructor(
    private readonly clock: Clock,
    private readonly limits: ApiLimits,
    private readonly staffIdleMs: number,
    private readonly ended: (actor: Actor, reason: EndReason) => void,
  ) {}

  /** @throws {Failure} `api.session.tooMany` */
  openKiosk(clientAddress: string): Opened {
    return this.#open(clientAddress, { kind: 'kiosk', sessionId: randomUUID() });
  }

  /** @throws {Failure} `api.session.tooMany` */
  openStaff(clientAddress: string, { name, role, mustChangePassword }: Operator): Opened {
    const actor = { kind: 'staff', sessionId: randomUUID(), operator: name, role } as const;
    return this.#open(clientAddress, actor, mustChangePassword ? 'changePassword' : null);
  }

  /**
   * The live session of this token, which counts as used now. A token taken to another machine is worth nothing: it goes
   * with the address it was given to. It does not go with the User-Agent, which a thief knows as well as the token.
   */
  use(token: string, clientAddress: string): ScreenSession | null {
    const one = this.#live.get(hashOf(token));
    if (one?.clientAddress !== clientAddress) return null;
    if (this.#isOver(one)) {
      this.end(one, 'idle');
      return null;
    }
    one.usedAt = this.clock.now();
    return one;
  }

  /** Ends the session and its WebSockets; a second call does nothing. */
  end(screenSession: ScreenSession, reason: EndReason): void {
    if (!this.#live.delete(screenSession.tokenHash)) return;
    for (const tell of screenSession.attached) tell(reason);
    screenSession.attached.clear();
    this.ended(screenSession.actor, reason);
  }

  /** What this account's sessions were opened as is over. */
  endOf(operator: string): void {
    for (const one of [...this.#live.values()]) {
      if (one.actor.kind === 'staff' && one.actor.operator === operator) this.end(one, 'accountChanged');
    }
  }

  endIdle(): void {
    for (const one of [...this.#live.values()]) if (this.#isOver(one)) this.end(one, 'idle');
  }

  endAll(): void {
    for (const one of [...this.#live.values()]) this.end(one, 'stopped');
  }

  #open(clientAddress: string, actor: Actor, restriction: Restriction | null = null): Opened {
    this.#makeRoom();
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const tokenHash = hashOf(token);
    const screenSession: ScreenSession = {
      actor,
      restriction,
      tokenHash,
      clientAddress,
      attached: new Set(),
      startedAt: now,
      usedAt: now,
    };
    this.#live.set(tokenHash, screenSession);
    return { screenSession, token };
  }

  /** A kiosk session that no screen listens to, the longest unused first, gives way; staff and live screens do not. */
  #makeRoom(): void {
    if (this.#live.size < this.limits.screenSessions) return;
    const idle = [...this.#live.values()].filter((one) => one.actor.kind === 'kiosk' && one.attached.size === 0);
    const oldest = idle.sort((a, b) => a.usedAt - b.usedAt)[0];
    if (oldest === undefined) throw new Failure('api.session.tooMany');
    this.end(oldest, 'evicted');
  }

  #isOver(one: ScreenSession): boolean {
    const now = this.clock.now();
    // A clock set back must not give a session more time than it had.
    one.usedAt = Math.min(one.usedAt, now);
    const idleMs = now - one.usedAt;
    switch (one.actor.kind) {
      case 'kiosk':
        return one.attached.size === 0 && idleMs >= this.limits.kioskIdleMs;
      case 'staff':
        return idleMs >= this.staffIdleMs || now - one.startedAt >= this.limits.staffLongestMs;
    }
  }
}
