import type { Secret } from '../../base/secret.js';
import type { JobAnswer, JobOrder } from '../gateway.js';
import type { SecretName } from './step.js';

/** What a person typed for one job, in memory only. Emptied, and every value zeroed, when the job ends or its card goes. */
export class SecretDrawer {
  private readonly secrets = new Map<SecretName, Secret>();

  /** Takes over the secrets of an order. */
  static of(order: JobOrder): SecretDrawer {
    const secrets = new SecretDrawer();
    switch (order.kind) {
      case 'issueCard':
        secrets.take({ kind: 'enterPins', pins: order.pins });
        break;
      case 'unblockPin':
        secrets.keep('newPin', order.newPin);
        break;
      case 'changePin':
        secrets.keep('oldPin', order.oldPin);
        secrets.keep('newPin', order.newPin);
        break;
      case 'viewCard':
        break;
    }
    return secrets;
  }

  get(name: SecretName): Secret | null {
    return this.secrets.get(name) ?? null;
  }

  /** Takes ownership of `secret`. */
  keep(name: SecretName, secret: Secret): void {
    this.secrets.get(name)?.dispose();
    this.secrets.set(name, secret);
  }

  /** Takes over the secrets of an answer. */
  take(answer: JobAnswer): void {
    switch (answer.kind) {
      case 'enterPins':
        if (answer.pins.mode === 'random') return;
        if (answer.pins.pin1 !== null) this.keep('pin1', answer.pins.pin1);
        if (answer.pins.pin2 !== null) this.keep('pin2', answer.pins.pin2);
        return;
      case 'authoriseAgain':
      case 'tryNewPin':
        this.keep('newPin', answer.newPin);
        return;
      case 'decide':
        return;
    }
  }

  dispose(): void {
    for (const secret of this.secrets.values()) secret.dispose();
    this.secrets.clear();
  }
}
