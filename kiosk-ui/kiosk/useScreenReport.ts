/** Reports the size of this screen to the daemon once. The environment check shows it to the maintainer. */
import { useEffect } from 'react';
import { client } from '../api/client.js';

/** @param hasSession the daemon takes the report of a screen that has a session */
export function useScreenReport(hasSession: boolean): void {
  useEffect(() => {
    if (!hasSession) return;
    const { innerWidth: width, innerHeight: height } = window;
    // Nobody waits for it: the check says that it is not known.
    client.reportScreen({ width, height, userAgent: navigator.userAgent.slice(0, 500) }).catch(() => undefined);
  }, [hasSession]);
}
