/** The secrets that a person typed for one job. */
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { secretNames, type SecretName } from '../contract/jobs/fields.js';
import type { JobAnswer, JobOrder } from './order.js';
import type { Question } from './question.js';
import { pinNames, type TypedPins } from './step.js';

/** In memory only. All are zeroed when the job ends or its card is pulled. */
export class SecretDrawer implements TypedPins {
  readonly #secrets = new Map<SecretName, Secret>();
  readonly #tries = new Map<PinReference, number>();

  /** Takes over the secrets of what was sent. */
  static of(sent: JobOrder | JobAnswer): SecretDrawer {
    const secrets = new SecretDrawer();
    secrets.take(sent);
    return secrets;
  }

  /** As `of`, beside those that are here already. */
  take(sent: JobOrder | JobAnswer): void {
    for (const [name, secret] of secretsOf(sent)) this.keep(name, secret);
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

  dispose(): void {
    for (const secret of this.#secrets.values()) secret.dispose();
    this.#secrets.clear();
  }
}

function isSecretName(name: string): name is SecretName {
  return secretNames.some((one) => one === name);
}

/** The secrets of what was sent by the names of their fields, also of fields inside others. */
export function secretsOf(fields: object): (readonly [SecretName, Secret])[] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (value instanceof Secret) return isSecretName(name) ? [[name, value] as const] : [];
    return typeof value === 'object' && value !== null ? secretsOf(value) : [];
  });
}
