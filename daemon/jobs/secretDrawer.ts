import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { JobAnswer, JobOrder } from './gateway.js';
import type { Question } from './question.js';
import { pinNames, type SecretName, type TypedPins } from './step.js';

/** What a person typed for one job, in memory only. Emptied, and every value zeroed, when the job ends or its card goes. */
export class SecretDrawer implements TypedPins {
  private readonly secrets = new Map<SecretName, Secret>();
  private readonly tries = new Map<PinReference, number>();

  /** Takes over the secrets of an order. */
  static of(order: JobOrder): SecretDrawer {
    const secrets = new SecretDrawer();
    switch (order.kind) {
      case 'issueCard':
        secrets.take({ kind: 'enterPins', pins: order.pins });
        break;
      case 'applyCertificates':
      case 'renewCertificates':
      case 'writeCertificates':
        secrets.keep('pin1', order.pin1);
        secrets.keep('pin2', order.pin2);
        break;
      case 'unblockPin':
        secrets.keep('newPin', order.newPin);
        break;
      case 'changePin':
        secrets.keep('oldPin', order.oldPin);
        secrets.keep('newPin', order.newPin);
        break;
      case 'prepareCard':
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

  pin(reference: PinReference): Secret | null {
    return this.get(pinNames[reference]);
  }

  triesTold(reference: PinReference): number {
    return this.tries.get(reference) ?? 0;
  }

  tellTries(reference: PinReference, triesLeft: number): void {
    this.tries.set(reference, triesLeft);
  }

  /** A person answered the question, and knew what it says of the tries left. */
  tellAll(question: Question): void {
    if (question.kind === 'tryNewPin') this.tellTries(question.pin, question.triesLeft);
    if (question.kind === 'verifyPins') {
      for (const { reference, triesLeft } of question.pins) this.tellTries(reference, triesLeft);
    }
  }

  forgetPin(reference: PinReference): void {
    this.pin(reference)?.dispose();
    this.secrets.delete(pinNames[reference]);
  }

  /** Takes over the secrets of an answer. */
  take(answer: JobAnswer): void {
    switch (answer.kind) {
      case 'enterPins':
        if (answer.pins.mode === 'chosen') this.keepPins(answer.pins);
        return;
      case 'verifyPins':
        this.keepPins(answer);
        return;
      case 'authoriseAgain':
      case 'tryNewPin':
        this.keep('newPin', answer.newPin);
        return;
      case 'confirmTerms':
      case 'decide':
        return;
    }
  }

  private keepPins({ pin1, pin2 }: { readonly pin1: Secret | null; readonly pin2: Secret | null }): void {
    if (pin1 !== null) this.keep('pin1', pin1);
    if (pin2 !== null) this.keep('pin2', pin2);
  }

  dispose(): void {
    for (const secret of this.secrets.values()) secret.dispose();
    this.secrets.clear();
  }
}
