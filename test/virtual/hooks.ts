/** Hooks: faults that a test injects into a card at a chosen APDU. */
import { fromHex } from '../../base/bytes.js';

/** The APDU at which a hook acts. */
interface HookPlace {
  /** Number of the APDU after `arm`; 1 is the next one. */
  readonly at: number;
  /** Only commands with this INS are counted; absent: all. */
  readonly instruction?: number | undefined;
}

/** `beforeExecution`: the command has no effect. `afterExecution`: its effects are durable, and only the response is lost. */
type Moment = 'beforeExecution' | 'afterExecution';

/**
 * Power goes while the command is executed. CREATE FILE and DELETE FILE then leave a hole in their DF, because the applet changes number and
 * list of the children in two writes; every other command is one write, and has no effect.
 */
type Halfway = 'duringExecution';

/** A fault at one APDU. */
export type Hook =
  /** The card is removed from the reader. */
  | (HookPlace & { readonly kind: 'pull'; readonly when: Moment | Halfway })
  /** The card does not answer until it loses power. */
  | (HookPlace & { readonly kind: 'mute'; readonly when: Moment })
  /** The card waits until `VirtualCard.release` is called or it loses power. */
  | (HookPlace & { readonly kind: 'hold'; readonly when: Moment })
  /** This exchange and the following ones, `apdus` in all (absent: 1), take `delayMs` longer. */
  | (HookPlace & { readonly kind: 'slow'; readonly delayMs: number; readonly apdus?: number | undefined })
  /** The command is executed, and its response is altered. */
  | (HookPlace & { readonly kind: 'damage'; readonly damage: Damage });

/** How a response is altered. */
export type Damage =
  /** Only the first `length` bytes remain. */
  | { readonly how: 'truncate'; readonly length: number }
  /** Inverts one bit of the byte at `offset` (negative: from the end). */
  | { readonly how: 'flip'; readonly offset: number; readonly bit: number }
  /** Replaces the response by this response APDU, hex with status word. */
  | { readonly how: 'replace'; readonly response: string };

interface Armed {
  readonly hook: Hook;
  seen: number;
}

/** The hooks of one card that have not acted yet. */
export class ArmedHooks {
  #armed: Armed[] = [];

  /** Adds hooks. They count from the next APDU. */
  arm(hooks: readonly Hook[]): void {
    this.#armed.push(...hooks.map((hook) => ({ hook, seen: 0 })));
  }

  /** Removes all hooks. */
  disarm(): void {
    this.#armed = [];
  }

  /** Counts a command. @returns the hooks that act on it */
  take(instruction: number | undefined): readonly Hook[] {
    const due: Hook[] = [];
    this.#armed = this.#armed.filter((armed) => {
      const { hook } = armed;
      if (hook.instruction !== undefined && hook.instruction !== instruction) return true;
      armed.seen += 1;
      if (armed.seen >= hook.at) due.push(hook);
      const last = hook.kind === 'slow' ? hook.at + (hook.apdus ?? 1) - 1 : hook.at;
      return armed.seen < last;
    });
    return due;
  }
}

/** The altered response. @throws {RangeError} when it has no byte at `offset` */
export function damaged(response: Uint8Array, damage: Damage): Uint8Array {
  switch (damage.how) {
    case 'truncate':
      return response.slice(0, damage.length);
    case 'replace':
      return fromHex(damage.response);
    case 'flip': {
      const changed = response.slice();
      const index = damage.offset < 0 ? changed.length + damage.offset : damage.offset;
      const byte = changed[index];
      if (byte === undefined) throw new RangeError(`the response has no byte ${damage.offset}`);
      changed[index] = byte ^ (1 << damage.bit);
      return changed;
    }
  }
}
