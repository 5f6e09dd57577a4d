/** `npm run demo`: a whole counter on this machine, the main job played on it, and the programs that confirm it. */
import { ApiRefusal } from '../harness/apiClient.js';
import { runCardCommand } from './cardCommands.js';
import { DemoRack } from './demoRack.js';
import { printGuide } from './guide.js';
import { forgetLocation, leaveLocation } from './location.js';
import { parseCommand, usage, UsageError, type Command } from './options.js';
import { Panel } from './panel/panel.js';
import { playScenario, type ScenarioResult } from './scenario.js';
import { Show } from './show.js';
import { Stage } from './stage.js';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Status of a program that ended because of a signal, as shells give it. */
const signalStatus: Record<Signal, number> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Resolves with the first signal; later ones change nothing, so that ending is never cut short. */
function firstSignal(): Promise<Signal> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}

function explain(error: unknown): string {
  if (error instanceof ApiRefusal) return `${error.failure.happened.en} (${error.failure.code})`;
  return error instanceof Error ? error.message : String(error);
}

async function play(stage: Stage, show: Show, otherFamilies: boolean): Promise<ScenarioResult> {
  const begin = performance.now();
  const played = await playScenario(stage, show, otherFamilies);
  const total = { en: `${played.passed} checks passed, ${played.failed} failed`, 'zh-TW': '全部完成' };
  show.line();
  show.outcome(played.failed === 0, total, performance.now() - begin);
  return played;
}

/** Stays until a signal comes. */
async function stayUp(stage: Stage, show: Show, played: ScenarioResult | null, signal: Promise<Signal>): Promise<void> {
  const rack = await DemoRack.connect(stage.pcsc.rackSocket);
  const panel = await Panel.start(rack, (place) => stage.openScreen(place));
  leaveLocation(stage.pcsc.rackSocket);
  try {
    await printGuide(show, stage, panel.url, played);
    await Promise.race([signal, stage.gatewayEnded()]);
  } finally {
    forgetLocation();
    await panel.stop();
    rack.close();
  }
}

async function run({ exit, directory, secondRa }: Extract<Command, { verb: 'run' }>): Promise<number> {
  const show = new Show(process.stdout);
  const signal = firstSignal();
  show.heading({ en: 'Starting', 'zh-TW': '啟動' });
  const stage = await Stage.build(directory, secondRa, show);
  try {
    const broken = (error: unknown) => ({ reason: explain(error) });
    const result = await Promise.race([play(stage, show, exit).catch(broken), signal, stage.gatewayEnded()]);
    if (typeof result === 'string') return signalStatus[result];
    const played = 'reason' in result ? null : result;
    if ('reason' in result) show.line(`\nThe scenario broke off: ${result.reason}`);
    if (!exit) await stayUp(stage, show, played, signal);
    return played?.failed === 0 ? 0 : 1;
  } finally {
    const ending = { en: 'everything is ended', 'zh-TW': '已結束' };
    await show.timed(ending, () => stage.stop());
  }
}

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.verb) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'run':
      return run(command);
    case 'cards':
    case 'insert':
    case 'remove':
      await runCardCommand(command);
      return 0;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n${error instanceof UsageError ? `\n${usage}` : ''}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
