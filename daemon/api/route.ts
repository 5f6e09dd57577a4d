/**
 * One route of the API: who may ask, what it takes, what it answers, and the work itself. The router and the documents at
 * /api/docs are both made of the table of routes (routes/index.ts), so that neither can say what the other does not.
 */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { FailureCode } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';
import { requireOwnPassword } from '../operators/operators.js';
import { requirePermission, requireStaff } from '../operators/permissions.js';
import { checked, readJson } from './bodies.js';
import type { ApiContext } from './context.js';
import { notFound } from './failureAnswer.js';
import type { Localized, Permission } from '../contract/messages.js';
import type { Restriction, ScreenSession } from './screenSessions.js';

/** Who may ask: anyone who reaches the address, any screen with a session, or a member of staff. */
export type Audience = 'anyone' | 'screen' | 'staff';

/** An answer that is a file and not JSON. */
export interface FileAnswer {
  readonly mediaType: string;
}

export interface FileContent {
  readonly content: string | Uint8Array;
  /** Under this name a browser saves it; without one it shows it. */
  readonly fileName?: string;
}

type Screen<W extends Audience> = W extends 'anyone'
  ? null
  : W extends 'screen'
    ? ScreenSession
    : ScreenSession & { readonly actor: ReturnType<typeof requireStaff> };

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Schema = z.ZodType | undefined;

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
type Answer<A> = A extends z.ZodType ? Immutable<z.output<A>> : A extends FileAnswer ? FileContent : unknown;

/** One request that passed the checks in front of its route. */
export interface Call<
  W extends Audience,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  H extends Schema = undefined,
  B extends Schema = undefined,
> {
  readonly screen: Screen<W>;
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly headers: Parsed<H>;
  readonly body: Parsed<B>;
  readonly request: Request;
  /** For headers and cookies; the answer itself is what the handler returns. */
  readonly response: Response;
}

/** What the documents tell of a route. */
export interface RouteFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `{name}` stands for a parameter. */
  readonly path: `/api/${string}`;
  readonly title: Localized;
  /** More of it, for those who write a screen: English, Markdown. */
  readonly about?: string;
  readonly who: Audience;
  /**
   * What a member of staff needs for it, also where any screen may ask: a subscriber at the kiosk needs none. Where it depends on
   * what is sent, the work itself asks.
   */
  readonly permission?: Permission;
  /** It may be asked for also while the staff session is restricted so. */
  readonly whileRestricted?: readonly Restriction[];
  /** Schemas of what is sent. A parameter that does not fit is an address where nothing is. */
  readonly params?: Schema;
  readonly query?: Schema;
  /** By names in lower case. */
  readonly headers?: Schema;
  readonly body?: Schema;
  /** Its largest size, where it may be larger than others. */
  readonly bodyBytes?: number;
  /** Of a JSON or file answer; 200 when not given. An answer of null is 204. */
  readonly status?: 200 | 201 | 202;
  readonly answer: z.ZodType | FileAnswer | null;
  /** Codes that its own work may answer with; those of the checks in front of it follow from the rest. */
  readonly failures?: readonly FailureCode[];
}

export interface Route extends RouteFacts {
  /** Checks the request, does the work, and sends the answer. @throws {Failure} */
  serve(request: Request, response: Response, context: ApiContext): Promise<void>;
}

interface RouteSpec<
  W extends Audience,
  P extends Schema,
  Q extends Schema,
  H extends Schema,
  B extends Schema,
  A extends RouteFacts['answer'],
> extends RouteFacts {
  readonly who: W;
  readonly params?: P;
  readonly query?: Q;
  readonly headers?: H;
  readonly body?: B;
  readonly answer: A;
  /** Does the work; what it returns is the answer, and nothing of it is sent where the answer is null. */
  readonly handle: (call: Call<W, P, Q, H, B>, context: ApiContext) => Answer<A> | Promise<Answer<A>>;
}

export function isFile(answer: RouteFacts['answer']): answer is FileAnswer {
  return answer !== null && 'mediaType' in answer;
}

export function statusOf({ status, answer }: RouteFacts): number {
  return answer === null ? 204 : (status ?? 200);
}

export function defineRoute<
  const W extends Audience,
  const A extends RouteFacts['answer'],
  P extends Schema = undefined,
  Q extends Schema = undefined,
  H extends Schema = undefined,
  B extends Schema = undefined,
>(spec: RouteSpec<W, P, Q, H, B, A>): Route {
  const { handle, ...facts } = spec;
  return {
    ...facts,
    async serve(request, response, context) {
      const screen = admit(facts, request, context);
      const params = facts.params?.safeParse(request.params);
      if (params?.success === false) throw notFound();
      // The types of the parts follow from the schemas; TypeScript does not carry that through the absent ones.
      const call = {
        screen,
        params: params?.data,
        query: facts.query && checked(facts.query, request.query, 'query'),
        headers: facts.headers && checked(facts.headers, request.headers, 'headers'),
        body: facts.body && (await readJson(request, facts.body, facts.bodyBytes ?? context.limits.bodyBytes)),
        request,
        response,
      } as Call<W, P, Q, H, B>;
      send(facts, response, await handle(call, context));
    },
  };
}

/** @throws {Failure} `api.session.*`, `staff.password.changeFirst` */
function admit(facts: RouteFacts, request: Request, context: ApiContext): ScreenSession | null {
  if (facts.who === 'anyone') return null;
  const screenSession = context.sessionOf(request);
  const { actor, restriction } = screenSession;
  if (restriction !== null && facts.whileRestricted?.includes(restriction) !== true) {
    requireOwnPassword({ mustChangePassword: restriction === 'changePassword' });
    throw new Failure('api.session.locked');
  }
  if (facts.who === 'staff') requireStaff(actor);
  if (facts.permission !== undefined && actor.kind === 'staff') requirePermission(actor, facts.permission);
  return screenSession;
}

function send(facts: RouteFacts, response: Response, answer: unknown): void {
  if (facts.answer === null) {
    response.status(204).end();
  } else if (isFile(facts.answer)) {
    const { content, fileName } = answer as FileContent;
    if (fileName !== undefined) response.attachment(fileName);
    response.status(statusOf(facts)).type(facts.answer.mediaType);
    response.send(typeof content === 'string' ? content : Buffer.from(content));
  } else {
    response.status(statusOf(facts)).json(answer);
  }
}
