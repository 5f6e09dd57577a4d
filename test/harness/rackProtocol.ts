/** What is said over the rack's socket: one JSON object a line, requests with an `id`, each answered once. */
import { z } from 'zod';
import type { CardProtocol } from '../../card/transport/connection.js';
import type { Hook } from '../virtual/hooks.js';
import type { Exchange } from '../virtual/transcript.js';
import type { TimingOptions } from '../virtual/timingModel.js';
import type { CardFamily, CardStatistics, KeySource } from '../virtual/virtualCard.js';
import type { CardDescription } from './rack.js';

const place = { at: z.int().min(1), instruction: z.int().min(0).max(255).optional() };
const when = z.enum(['beforeExecution', 'afterExecution']);

const damageSchema = z.discriminatedUnion('how', [
  z.object({ how: z.literal('truncate'), length: z.int().min(0) }),
  z.object({ how: z.literal('flip'), offset: z.int(), bit: z.int().min(0).max(7) }),
  z.object({ how: z.literal('replace'), response: z.string() }),
]);

const hookSchema: z.ZodType<Hook> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pull'), when: z.enum([...when.options, 'duringExecution']), ...place }),
  z.object({ kind: z.literal('mute'), when, ...place }),
  z.object({ kind: z.literal('hold'), when, ...place }),
  z.object({ kind: z.literal('slow'), delayMs: z.number().min(0), apdus: z.int().min(1).optional(), ...place }),
  z.object({ kind: z.literal('damage'), damage: damageSchema, ...place }),
]);

const timingSchema = z.object({
  model: z.enum(['none', 'j3r180']),
  seed: z.string().optional(),
  scale: z.number().min(0).optional(),
});

const card = z.string();

export const rackRequestSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('status') }),
  z.object({
    method: z.literal('createCard'),
    name: z.string().optional(),
    timing: timingSchema.optional(),
    stateFile: z.string().optional(),
    keys: z.enum(['chip', 'quick']).optional(),
    protocol: z.enum(['T=0', 'T=1']).optional(),
    memoryBytes: z.int().min(0).optional(),
    family: z.enum(['isoapplet-pair', 'myeid', 'piv', 'openpgp']).optional(),
  }),
  z.object({ method: z.literal('insert'), card, reader: z.int().min(0) }),
  z.object({ method: z.literal('remove'), card }),
  z.object({ method: z.literal('untilRemoved'), card }),
  z.object({ method: z.literal('discard'), card }),
  z.object({ method: z.literal('arm'), card, hooks: z.array(hookSchema) }),
  z.object({ method: z.literal('disarm'), card }),
  z.object({ method: z.literal('release'), card }),
  z.object({ method: z.literal('nextHook'), card }),
  z.object({
    method: z.literal('presetTries'),
    card,
    instance: z.union([z.literal(1), z.literal(2)]),
    tries: z.int().min(0),
    reference: z.enum(['pin', 'puk']),
  }),
  z.object({ method: z.literal('exchangeInstances'), card }),
  z.object({ method: z.literal('statistics'), card }),
  z.object({ method: z.literal('transcript'), card }),
  z.object({ method: z.literal('unplugReaders'), readers: z.array(z.int().min(0)).min(1) }),
  z.object({ method: z.literal('plugReaders'), readers: z.array(z.int().min(0)).min(1) }),
  z.object({ method: z.literal('pausePcscd') }),
  z.object({ method: z.literal('resumePcscd') }),
  z.object({ method: z.literal('killPcscd') }),
  z.object({ method: z.literal('startPcscd') }),
]);

export type RackRequest = z.infer<typeof rackRequestSchema>;
export type RackMethod = RackRequest['method'];

export interface NewCard {
  /** Unique in its rack; `card-1`, `card-2`, … when absent. */
  readonly name?: string | undefined;
  /** No latency when absent. */
  readonly timing?: TimingOptions | undefined;
  /** An existing file brings that card back. */
  readonly stateFile?: string | undefined;
  /** `chip` when absent. */
  readonly keys?: KeySource | undefined;
  /** T=1 when absent. */
  readonly protocol?: CardProtocol | undefined;
  /** No limit when absent. */
  readonly memoryBytes?: number | undefined;
  /** `isoapplet-pair` when absent. */
  readonly family?: CardFamily | undefined;
}

export interface RackStatus {
  /** PC/SC names in the order of their indices. */
  readonly readers: readonly string[];
  readonly cards: readonly CardDescription[];
}

/** What each method answers; the others answer nothing. */
export interface RackResults {
  readonly status: RackStatus;
  readonly createCard: CardDescription;
  readonly nextHook: Hook;
  readonly statistics: CardStatistics;
  readonly transcript: readonly Exchange[];
}

export type RackResult<M extends RackMethod> = M extends keyof RackResults ? RackResults[M] : undefined;

export const rackEnvelopeSchema = z.object({ id: z.int(), request: rackRequestSchema });

/** An answer: `error` is the message of what was thrown. */
export interface RackAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
