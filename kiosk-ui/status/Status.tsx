/** The maintainer's page: staff login in front, then the environment check. No other screen leads here. */
import { may } from '../api/world.js';
import type { Section, SectionProps } from '../staff/section.js';
import { StaffScreen } from '../staff/StaffScreen.js';
import { Environment } from './Environment.js';
import { Screens } from './Screens.js';
import { SetAsideFacts } from './SetAsideFacts.js';

const sections: readonly [Section, ...Section[]] = [
  { id: 'environment', word: 'environmentName', permission: 'view', View: EnvironmentSection },
  { id: 'screens', word: 'screensName', permission: 'view', View: Screens },
  { id: 'facts', word: 'setAsideName', permission: 'facts', View: SetAsideFacts },
];

export function Status() {
  return <StaffScreen name="environmentName" sections={sections} />;
}

function EnvironmentSection({ world }: SectionProps) {
  return <Environment mayMend={may(world, 'environment')} />;
}
