/**
 * Facts of one route of the API: who may ask, what it takes and what it answers. The router, the documents and the screens'
 * client are all made of them, so that none can say what the others do not.
 */
import { z } from 'zod';
import type { FailureCode } from './failures/catalogue.js';
import type { Localized, Permission } from './messages.js';

/** Who may ask: anyone who reaches the address, any screen with a session, or a member of staff. */
export type Audience = 'anyone' | 'screen' | 'staff';

/** An answer that is a file. */
export interface FileAnswer {
  readonly mediaType: string;
}

/** Why a staff session may do nothing at the moment: its card was pulled, or its password is a temporary one. */
export type Restriction = 'locked' | 'changePassword';

type Schema = z.ZodType;

/** The same data, of which nothing may be changed. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

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
  /** A screen of staff may ask for it also before anybody has logged in there. */
  readonly beforeLogin?: true;
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

/** Does the request say which RA it is about? Where it may leave that out, it is about the only one. */
export function namesRa({ params, query, body }: Pick<RouteFacts, 'params' | 'query' | 'body'>): boolean {
  return [params, query, body].some(
    (schema) => schema !== undefined && JSON.stringify(z.toJSONSchema(schema, { io: 'input' })).includes('"raId"'),
  );
}

export function isFile(answer: RouteFacts['answer']): answer is FileAnswer {
  return answer !== null && 'mediaType' in answer;
}

export function statusOf({ status, answer }: RouteFacts): number {
  return answer === null ? 204 : (status ?? 200);
}

/** Keeps the exact type of each route: handlers and clients are checked against it. */
export function defineContract<const R extends Readonly<Record<string, RouteFacts>>>(routes: R): R {
  return routes;
}
