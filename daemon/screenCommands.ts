/** `enrol-screen`, as a maintainer at the shell uses it. */
import type { Config } from '../config/schema.js';
import { screenCodeOrderSchema } from './contract/messages.js';
import { UsageError } from './usageError.js';
import { RunningGateway } from './health/maintenanceSocket.js';

const answerLimitMs = 3_000;

/**
 * Prints the code, the time until which it is good, and what is to be done with it.
 * @param words the place, and the screen's name in the rest
 * @throws {UsageError}
 */
export async function enrolScreen(config: Config, [place, ...name]: readonly string[]): Promise<void> {
  const order = screenCodeOrderSchema.safeParse({ place, name: name.join(' ') });
  if (!order.success) {
    throw new UsageError('enrol-screen needs a place (kiosk, counter, batch, status) and a name of 1 to 40 characters');
  }
  const running = await RunningGateway.find(config.stateDirectory, answerLimitMs);
  if (running === null) throw new UsageError('no gateway runs with these settings: start it first');
  const { code, expiresAt } = await running.makeScreenCode(order.data);
  process.stdout.write(
    `${code}\n\nOpen /${order.data.place} in the browser of that screen and enter the code. It is good once, until ${expiresAt}.\n`,
  );
}
