/** How much of the API one client, or all clients together, may use. Times in milliseconds, sizes in bytes. */
export interface ApiLimits {
  /** Largest request body. */
  readonly bodyBytes: number;
  /** Largest request line and headers together. */
  readonly headerBytes: number;
  /** Time for a client to send its headers, and to send the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** A connection without traffic is closed after this time, which is longer than the RA may take to answer. */
  readonly silentConnectionMs: number;
  readonly connections: number;
  readonly screenSessions: number;
  /** Of one screen: its pages in several tabs, and those that ended without a word. */
  readonly sessionsPerScreen: number;
  /** Of one member of staff. One more ends the one that was used longest ago. */
  readonly sessionsPerAccount: number;
  /** Of all staff. The rest is for kiosks, and for screens before their login. */
  readonly staffSessions: number;
  /** Of these only supervisors may have so many. */
  readonly supervisorSessions: number;
  /** A kiosk session without a request and without an open WebSocket ends after this time. */
  readonly kioskIdleMs: number;
  /** A staff session ends after this time even when it is in use. */
  readonly staffLongestMs: number;
  /** How often idle sessions are looked for. */
  readonly sweepMs: number;
  readonly eventSockets: number;
  readonly eventSocketsPerScreen: number;
  /** Of all staff but supervisors. The rest is for kiosks, supervisors, and screens before their login. */
  readonly officerSockets: number;
  /** A screen with more unread data than this is disconnected. It reconnects and gets a new snapshot. */
  readonly eventBacklogBytes: number;
  /** The interval of pings. A screen that has not answered one when the next is due is disconnected. */
  readonly pingMs: number;
  /** Time for open requests to be answered when the API stops. */
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
  sessionsPerAccount: 4,
  staffSessions: 48,
  supervisorSessions: 12,
  kioskIdleMs: 60 * 60_000,
  staffLongestMs: 12 * 60 * 60_000,
  sweepMs: 1_000,
  eventSockets: 64,
  eventSocketsPerScreen: 8,
  officerSockets: 36,
  eventBacklogBytes: 4 * 1024 * 1024,
  pingMs: 20_000,
  stopGraceMs: 500,
};
