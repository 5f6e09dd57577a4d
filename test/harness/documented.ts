/** Every refusal that a test meets has to be one that the API's documents name. */
import { matches } from '../../daemon/api/checks.js';
import { failuresOf } from '../../daemon/api/documents/openApi.js';
import { routes } from '../../daemon/api/routes/index.js';

/** @throws when the route's documents do not know the code */
export function checkDocumented(method: string, path: string, code: string): void {
  const route = routes.find((candidate) => matches(candidate, method, path.split('?', 1)[0] ?? ''));
  if (route === undefined) return;
  const codes: readonly string[] = failuresOf(route);
  if (!codes.includes(code)) throw new Error(`${method} ${path} answered ${code}, which its documents do not name`);
}
