import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import type { SecretName } from '../contract/jobs/fields.js';
import type { JobAnswer } from './gateway.js';
import { secretsOf, type JobOrder } from './order.js';
import type { Question } from './question.js';
import { pinNames, type TypedPins } from './step.js';

/** The secrets that a person typed for one job, in memory only. All are zeroed when the job ends or its card is pulled. */
export class SecretDrawer implements TypedPins {
  readonly #secrets = new Map<SecretName, Secret>();
  readonly #tries = new Map<PinReference, number>();

  /** Takes over the secrets of an order. */
  static of(order: JobOrder): SecretDrawer {
    const secrets = new SecretDrawer();
    for (const [name, secret] of secretsOf(order)) secrets.keep(name, secret);
    return secrets;
  }

  get(name: SecretName): Secret | null {
    return this.#secrets.get(name) ?? null;
  }

  /** Takes ownership of `secret`. */
  keep(name: SecretName, secret: Secret): void {
    this.#secrets.get(name)?.dispose();
    this.#secrets.set(name, secret);
  }

  pin(reference: PinReference): Secret | null {
    return this.get(pinNames[reference]);
  }

  triesShown(reference: PinReference): number {
    return this.#tries.get(reference) ?? 0;
  }

  noteTries(reference: PinReference, triesLeft: number): void {
    this.#tries.set(reference, triesLeft);
  }

  /** Notes the tries left that the question showed to the person who answered it. */
  noteShown(question: Question): void {
    if (question.kind === 'tryNewPin') this.noteTries(question.pin, question.triesLeft);
    if (question.kind === 'verifyPins') {
      for (const { reference, triesLeft } of question.pins) this.noteTries(reference, triesLeft);
    }
  }

  forgetPin(reference: PinReference): void {
    this.pin(reference)?.dispose();
    this.#secrets.delete(pinNames[reference]);
  }

  /** Takes over the secrets of an answer. */
  take(answer: JobAnswer): void {
    switch (answer.kind) {
      case 'enterPins':
        if (answer.pins.mode === 'chosen') this.#keepPins(answer.pins);
        return;
      case 'verifyPins':
        this.#keepPins(answer);
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

  #keepPins({ pin1, pin2 }: { readonly pin1: Secret | null; readonly pin2: Secret | null }): void {
    if (pin1 !== null) this.keep('pin1', pin1);
    if (pin2 !== null) this.keep('pin2', pin2);
  }

  dispose(): void {
    for (const secret of this.#secrets.values()) secret.dispose();
    this.#secrets.clear();
  }
}
