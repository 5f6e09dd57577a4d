/** What a test can make a card do at a chosen APDU. */
import { fromHex } from '../../base/bytes.js';

/** Which APDU: the n-th from now (1 is the next), of one instruction or of all. */
interface HookPlace {
  readonly at: number;
  /** Count only commands with this INS byte. */
  readonly instruction?: number | undefined;
}

/** `before`: the command has no effect. `after`: its effects are durable, only the answer is lost. */
type Moment = 'beforeExecution' | 'afterExecution';

export type Hook =
  /** The card is drawn out of the reader. */
  | (HookPlace & { readonly kind: 'pull'; readonly when: Moment })
  /** The card never answers; only a loss of power ends it. */
  | (HookPlace & { readonly kind: 'mute'; readonly when: Moment })
  /** The card goes on when it is released; a loss of power ends it too. */
  | (HookPlace & { readonly kind: 'hold'; readonly when: Moment })
  /** From there on, `apdus` exchanges (1 when absent) take so much longer. */
  | (HookPlace & { readonly kind: 'slow'; readonly delayMs: number; readonly apdus?: number | undefined })
  /** The command is executed; the response is changed on its way. */
  | (HookPlace & { readonly kind: 'damage'; readonly damage: Damage });

export type Damage =
  | { readonly how: 'truncate'; readonly length: number }
  /** Flips one bit of the byte at `offset` (negative: from the end). */
  | { readonly how: 'flip'; readonly offset: number; readonly bit: number }
  /** Response APDU in hex, with its status word. */
  | { readonly how: 'replace'; readonly response: string };

interface Armed {
  readonly hook: Hook;
  seen: number;
}

/** The hooks that are armed on one card. */
export class HookBoard {
  #armed: Armed[] = [];

  arm(hooks: readonly Hook[]): void {
    this.#armed.push(...hooks.map((hook) => ({ hook, seen: 0 })));
  }

  disarm(): void {
    this.#armed = [];
  }

  /** Counts this command and takes the hooks whose turn it is. */
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
