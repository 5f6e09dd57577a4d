/** Types for a package that has none. */
declare module 'systemd-notify' {
  interface Notification {
    ready?: boolean;
    status?: string;
    pid?: number;
  }
  /** Runs `systemd-notify` and rejects with what it wrote to stderr. */
  export default function notify(notification: Notification): Promise<unknown>;
}
