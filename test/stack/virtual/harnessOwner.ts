/** Program for the harness test: starts a harness, prints its folder, and waits to be killed. */
import { startPcsc } from '../../harness/pcscHarness.js';

const harness = await startPcsc({ readers: 2 });
process.stdin.resume().on('end', () => void harness.stop());
process.stdout.write(`${harness.directory}\n`);
