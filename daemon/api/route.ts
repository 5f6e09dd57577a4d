/** Joins a route's contract with its handler: checks the request and its permission, calls the handler, sends the answer. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Failure } from '../contract/failures/failure.js';
import {
  isFile,
  statusOf,
  type Audience,
  type FileAnswer,
  type Immutable,
  type RouteFacts,
} from '../contract/route.js';
import { requireOwnPassword } from '../operators/operators.js';
import { requirePermission, requireStaff } from '../operators/permissions.js';
import type { WithSecrets } from '../jobs/order.js';
import { checked, readJson } from './bodies.js';
import type { ApiContext } from './context.js';
import { admitRa } from './raGate.js';
import type { ScreenSession } from './screenSessions.js';

export interface FileContent {
  /** In pieces where it may be long: they are sent as they come. */
  readonly content: string | Uint8Array | AsyncIterable<string>;
  /** The name under which a browser saves the file; without one the browser shows it. */
  readonly fileName?: string;
}

type Screen<W extends Audience> = W extends 'anyone'
  ? null
  : W extends 'screen'
    ? ScreenSession
    : ScreenSession & { readonly actor: ReturnType<typeof requireStaff> };

type Parsed<F extends RouteFacts, Part extends keyof RouteFacts> =
  F extends Readonly<Record<Part, infer S extends z.ZodType>> ? z.output<S> : undefined;

type Answer<A> = A extends z.ZodType ? Immutable<z.output<A>> : A extends FileAnswer ? FileContent : unknown;

/** One request that passed the checks of its route. */
export interface Call<F extends RouteFacts> {
  readonly screen: Screen<F['who']>;
  readonly params: Parsed<F, 'params'>;
  readonly query: Parsed<F, 'query'>;
  readonly headers: Parsed<F, 'headers'>;
  readonly body: WithSecrets<Parsed<F, 'body'>>;
  readonly request: Request;
  /** For headers; the answer itself is what the handler returns. */
  readonly response: Response;
}

/** Does the work and returns the answer. Where the contract's answer is null, nothing is sent. */
type Handler<F extends RouteFacts> = (
  call: Call<F>,
  context: ApiContext,
) => Answer<F['answer']> | Promise<Answer<F['answer']>>;

type Handlers<R extends Readonly<Record<string, RouteFacts>>> = {
  readonly [Operation in keyof R]: Handler<R[Operation]>;
};

export interface Route extends RouteFacts {
  /** Checks the request, does the work, and sends the answer. @throws {Failure} */
  serve(request: Request, response: Response, context: ApiContext): Promise<void>;
}

/**
 * Joins each route of a contract with its handler.
 * @param handlers by operation; a missing one, or one that the contract does not name, does not compile
 */
export function defineHandlers<R extends Readonly<Record<string, RouteFacts>>>(
  contract: R,
  handlers: Handlers<NoInfer<R>>,
): readonly Route[] {
  const operations: readonly (keyof R & string)[] = Object.keys(contract);
  return operations.map((operation) => served(contract[operation], handlers[operation]));
}

function served<F extends RouteFacts>(facts: F, handle: Handler<F>): Route {
  return {
    ...facts,
    async serve(request, response, context) {
      // Before anything of it is read: a stranger's body is not.
      admit(facts, request, context);
      const params = facts.params?.safeParse(request.params);
      if (params?.success === false) throw new Failure('api.request.notFound');
      const body = facts.body && (await readJson(request, facts.body, facts.bodyBytes ?? context.limits.bodyBytes));
      try {
        // The body may have been long on its way: the session may be over, locked, or another person's.
        const screen = admit(facts, request, context);
        // The types of the parts follow from the schemas; TypeScript does not carry that through the absent ones.
        const call = {
          screen,
          params: params?.data,
          query: facts.query && checked(facts.query, request.query, 'query'),
          headers: facts.headers && checked(facts.headers, request.headers, 'headers'),
          body: body?.fields,
          request,
          response,
        } as Call<F>;
        if (screen !== null) await admitRa(facts, { actor: screen.actor, sent: call }, context);
        await send(facts, response, await handle(call, context));
      } catch (error) {
        // The handler may have refused before it took the secrets over.
        body?.dispose();
        throw error;
      }
    },
  };
}

/**
 * Decides who may use a route. No handler checks its route's permission again.
 * @throws {Failure} `api.session.*`, `staff.password.changeFirst`
 */
function admit(facts: RouteFacts, request: Request, context: ApiContext): ScreenSession | null {
  if (facts.who === 'anyone') return null;
  const screenSession = context.sessionOf(request);
  const { actor, restriction, screen } = screenSession;
  if (restriction !== null && facts.whileRestricted?.includes(restriction) !== true) {
    requireOwnPassword({ mustChangePassword: restriction === 'changePassword' });
    throw new Failure('api.session.locked');
  }
  const isBeforeLogin = actor.kind === 'kiosk' && screen.place !== 'kiosk';
  if (facts.who === 'staff' || (isBeforeLogin && facts.beforeLogin !== true)) requireStaff(actor);
  if (facts.permission !== undefined && actor.kind === 'staff') requirePermission(actor, facts.permission);
  return screenSession;
}

/** Whoever asked for the file is gone. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
}

async function send(facts: RouteFacts, response: Response, answer: unknown): Promise<void> {
  if (facts.answer === null) {
    response.status(204).end();
  } else if (isFile(facts.answer)) {
    const { content, fileName } = answer as FileContent;
    if (fileName !== undefined) response.attachment(fileName);
    response.status(statusOf(facts)).type(facts.answer.mediaType);
    if (typeof content === 'string') response.send(content);
    else if (content instanceof Uint8Array) response.send(Buffer.from(content));
    else await pipeline(Readable.from(content), response).catch(unlessGone);
  } else {
    response.status(statusOf(facts)).json(answer);
  }
}
