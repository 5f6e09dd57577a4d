/** What a request takes and answers, inferred from its route in the contract. */
import type { z } from 'zod';
import type { FileAnswer, Immutable, RouteFacts } from '../../daemon/contract/route.js';
import type { Routes } from '../../daemon/contract/routes/index.js';

type Input<S> = S extends z.ZodType ? Immutable<z.input<S>> : never;

/** A field that the daemon makes a number of takes anything in its schema; in an address it is text or a number. */
type Query<Fields> = { readonly [K in keyof Fields]: unknown extends Fields[K] ? string | number : Fields[K] };

type Part<F, Name extends string, Value> =
  F extends Readonly<Record<Name, z.ZodType>> ? { readonly [N in Name]: Value } : unknown;

type Parts<F extends RouteFacts> = Part<F, 'params', Input<F['params']>> &
  Part<F, 'query', Query<Input<F['query']>>> &
  Part<F, 'headers', Input<F['headers']>> &
  Part<F, 'body', Input<F['body']>>;

/** The argument after the route: none where the route takes nothing. */
export type SentWith<F extends RouteFacts> = keyof Parts<F> extends never ? [] : [sent: Parts<F>];

export type AnswerOf<F extends RouteFacts> = F['answer'] extends z.ZodType ? z.output<F['answer']> : null;

export type BodyOf<R extends keyof Routes> = Input<Routes[R]['body' & keyof Routes[R]]>;

/** Routes that answer with a file: the browser saves it from their address. */
export type FileRoute = { [R in keyof Routes]: Routes[R]['answer'] extends FileAnswer ? R : never }[keyof Routes];
