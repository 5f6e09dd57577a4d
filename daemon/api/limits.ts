/** What one client, or all together, may take of the API. Times in milliseconds, sizes in bytes. */
export interface ApiLimits {
  /** Largest request body. */
  readonly bodyBytes: number;
  /** Largest request line and headers together. */
  readonly headerBytes: number;
  /** A client has so long to send its headers, and so long for the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves is closed; longer than the RA may take to answer. */
  readonly silentConnectionMs: number;
  readonly connections: number;
  readonly screenSessions: number;
  /** Of one screen: its pages in several tabs, and those that ended without a word. */
  readonly sessionsPerScreen: number;
  /** A kiosk session without a request and without an open WebSocket ends. */
  readonly kioskIdleMs: number;
  /** A staff session ends then even when it is in use. */
  readonly staffLongestMs: number;
  /** How often idle sessions are looked for. */
  readonly sweepMs: number;
  readonly eventSockets: number;
  readonly eventSocketsPerSession: number;
  /** A screen that has not taken so much of what was sent to it is dropped; it reconnects and gets a new snapshot. */
  readonly eventBacklogBytes: number;
  /** A screen that has not answered a ping by the time of the next is dropped. */
  readonly pingMs: number;
  /** At the end, requests under way have so long to be answered. */
  readonly stopGraceMs: number;
}

export const defaultLimits: ApiLimits = {
  bodyBytes: 16 * 1024,
  headerBytes: 8 * 1024,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  silentConnectionMs: 120_000,
  connections: 256,
  screenSessions: 64,
  sessionsPerScreen: 8,
  kioskIdleMs: 60 * 60_000,
  staffLongestMs: 12 * 60 * 60_000,
  sweepMs: 1_000,
  eventSockets: 64,
  eventSocketsPerSession: 8,
  eventBacklogBytes: 4 * 1024 * 1024,
  pingMs: 20_000,
  stopGraceMs: 500,
};
