/** A gateway without cards behind the real API: it remembers what reached it, and disposes of secrets as it must. */
import { EventEmitter, once } from 'node:events';
import type { Secret } from '../../../base/secret.js';
import type { WireEvent, WireJob } from '../../../daemon/contract/messages.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { Gateway } from '../../../daemon/jobs/gateway.js';
import type { JobAnswer, JobOrder } from '../../../daemon/jobs/order.js';
import type { Actor } from '../../../daemon/operators/actor.js';

type Snapshot = Extract<WireEvent, { type: 'snapshot' }>;

const at = '2025-01-01T00:00:00.000Z';

export class GatewayDouble implements Gateway {
  readonly calls: { readonly method: string; readonly actor: Actor; readonly order?: JobOrder | JobAnswer }[] = [];
  readonly ended: Actor[] = [];
  /** Every secret that was handed over, as the text it held. */
  readonly texts: string[] = [];
  readonly secrets: Secret[] = [];
  readonly #listeners = new Map<(event: WireEvent) => void, Actor>();
  readonly #silence = new EventEmitter();
  readonly #owners = new Map<string, string>();
  /** Thrown by the next call that gives a promise. */
  nextError: Error | null = null;

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Resolves when nobody listens any more. */
  async silence(): Promise<void> {
    if (this.#listeners.size > 0) await once(this.#silence, 'silence');
  }

  snapshot(actor: Actor): Snapshot {
    const jobs = [...this.#owners].filter(([, owner]) => this.#sees(actor, owner)).map(([id]) => this.#job(id));
    return { type: 'snapshot', pcsc: true, readers: [], jobs, ras: [], claims: [] };
  }

  subscribe(actor: Actor, listener: (event: WireEvent) => void): () => void {
    this.#listeners.set(listener, actor);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#silence.emit('silence');
    };
  }

  /** To every listener, whoever it is. */
  emitToAll(event: WireEvent): void {
    for (const listener of this.#listeners.keys()) listener(event);
  }

  ras(): [] {
    return [];
  }

  terms(): { version: string; text: { 'zh-TW': string; en: string } } {
    return { version: '1', text: { 'zh-TW': '條款', en: 'terms' } };
  }

  kioskReaderId(): string | null {
    return 'A1';
  }

  createJob(actor: Actor, order: JobOrder, idempotencyKey: string): Promise<WireJob> {
    return this.#call('createJob', actor, order, () => {
      const job = this.#job(idempotencyKey);
      this.#owners.set(job.id, actor.sessionId);
      for (const [listener, other] of this.#listeners) {
        if (this.#sees(other, actor.sessionId)) listener({ type: 'job', job });
      }
      return job;
    });
  }

  job(actor: Actor, jobId: string): Promise<WireJob> {
    return this.#call('job', actor, undefined, () => {
      const owner = this.#owners.get(jobId);
      if (owner === undefined || !this.#sees(actor, owner)) throw new Failure('api.request.notFound');
      return this.#job(jobId);
    });
  }

  jobs(actor: Actor, limit: number): Promise<readonly WireJob[]> {
    return this.#call('jobs', actor, undefined, () => this.snapshot(actor).jobs.slice(0, limit));
  }

  answerJob(actor: Actor, jobId: string, answer: JobAnswer): Promise<WireJob> {
    return this.#call('answerJob', actor, answer, () => this.#job(jobId));
  }

  cancelJob(actor: Actor, jobId: string): Promise<WireJob> {
    return this.#call('cancelJob', actor, undefined, () => this.#job(jobId));
  }

  authorise(actor: Actor, request: Parameters<Gateway['authorise']>[1]): ReturnType<Gateway['authorise']> {
    return this.#call('authorise', actor, undefined, () => {
      this.#take(request.password);
      return { pin: request.pin, cardSerial: '00AA', name: request.account, expiresAt: at };
    });
  }

  endSession(actor: Actor): void {
    this.ended.push(actor);
  }

  registrations(actor: Actor): ReturnType<Gateway['registrations']> {
    return this.#call('registrations', actor, undefined, () => ({ registrations: [], asOf: at }));
  }

  #call<T>(method: string, actor: Actor, order: JobOrder | JobAnswer | undefined, work: () => T): Promise<T> {
    this.calls.push({ method, actor, ...(order && { order }) });
    if (order && 'pins' in order && order.pins.mode === 'chosen') {
      this.#take(order.pins.pin1);
      this.#take(order.pins.pin2);
    }
    if (order && 'oldPin' in order) this.#take(order.oldPin);
    if (order && 'newPin' in order) this.#take(order.newPin);
    const error = this.nextError;
    this.nextError = null;
    if (error) return Promise.reject(error);
    return new Promise((resolve) => resolve(work()));
  }

  #take(secret: Secret | undefined): void {
    if (secret === undefined) return;
    this.texts.push(secret.use((bytes) => Buffer.from(bytes).toString('utf8')));
    this.secrets.push(secret);
    secret.dispose();
  }

  #sees(actor: Actor, owner: string): boolean {
    return actor.kind === 'staff' || actor.sessionId === owner;
  }

  #job(id: string): WireJob {
    return {
      id,
      kind: 'viewCard',
      state: 'finished',
      raId: null,
      readerId: 'A1',
      cardSerial: null,
      pin: null,
      registrationId: null,
      actor: 'kiosk',
      steps: [],
      question: null,
      failure: null,
      result: null,
      createdAt: at,
      updatedAt: at,
    };
  }
}
