/** The daemon's events over a WebSocket that reconnects by itself. */
import type { WireEvent, WireSession } from '../../daemon/contract/messages.js';
import { currentSession, NotEnrolled } from './screen.js';
import { token } from './token.js';
import type { Link } from './world.js';

interface Listener {
  readonly session: (session: WireSession) => void;
  readonly link: (link: Link) => void;
  readonly event: (event: WireEvent) => void;
  /** The staff card was removed. Called before the session is fetched again. */
  readonly locked?: () => void;
  /** The session ended because its owner logged in at other screens. */
  readonly endedElsewhere?: () => void;
}

const eventTypes: Readonly<Record<WireEvent['type'], true>> = {
  approvals: true,
  batch: true,
  batchLetters: true,
  batchOrder: true,
  batchTile: true,
  cardReaders: true,
  claims: true,
  job: true,
  pcsc: true,
  ra: true,
  reader: true,
  readerRemoved: true,
  registrations: true,
  snapshot: true,
  sticks: true,
};

/** Is it an event that this page knows? What else is in it, the daemon is compiled against. */
function isEvent(value: unknown): value is WireEvent {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return typeof value.type === 'string' && Object.hasOwn(eventTypes, value.type);
}

/** Reason of a close: the token is another one, and the session goes on. */
const tokenRenewed = 'renewed';
/** Reason of a close: the session is over, because its owner logged in at other screens. */
const elsewhere = 'elsewhere';
/** Close code: the session is over, the daemon is well. A new session is asked for. */
const sessionEnded = 4401;
/** The screen is locked: the session is asked for at once. */
const screenLocked = 4423;
/** Dispatched on the window when the daemon does not know this screen. */
export const notEnrolledEvent = 'screen-not-enrolled';
const firstPauseMs = 250;
const longestPauseMs = 4_000;

/**
 * Asks for the session (the WebSocket needs its token), opens the stream and keeps it open; pauses double up to four seconds.
 * @returns stop
 */
export function followEvents(listener: Listener): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let stopped = false;

  const later = (link: Link) => {
    if (stopped) return;
    listener.link(link);
    timer = setTimeout(() => void open(), pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  const open = async () => {
    try {
      const session = await currentSession();
      if (stopped) return;
      listener.session(session);
    } catch (error) {
      if (error instanceof NotEnrolled && !stopped) {
        window.dispatchEvent(new Event(notEnrolledEvent));
        return;
      }
      later('away');
      return;
    }
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/api/events`, ['events', `token.${token.get() ?? ''}`]);
    socket.onmessage = ({ data }) => {
      if (stopped || typeof data !== 'string') return;
      const event: unknown = JSON.parse(data);
      if (!isEvent(event)) return;
      if (event.type === 'snapshot') pauseMs = firstPauseMs;
      listener.event(event);
      if (event.type === 'snapshot') listener.link('open');
    };
    socket.onclose = ({ code, reason }) => {
      if (reason === tokenRenewed && !stopped) {
        void open();
        return;
      }
      if (code === screenLocked && !stopped) {
        listener.locked?.();
        void open();
        return;
      }
      if (reason === elsewhere && !stopped) listener.endedElsewhere?.();
      later(code === sessionEnded ? 'connecting' : 'away');
    };
  };

  void open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    // One that is being opened is closed when it is open: before, the browser reports a failed connection.
    const opened = socket;
    if (opened?.readyState === WebSocket.CONNECTING) opened.onopen = () => opened.close();
    else opened?.close();
  };
}
