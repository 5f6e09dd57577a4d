/** The work list of the counter. */

import { registrationRoutes } from '../../contract/routes/registrations.js';
import { defineHandlers } from '../route.js';

export const registrationHandlers = defineHandlers(registrationRoutes, {
  listRegistrations: ({ screen }, { gateway }) => gateway.registrations(screen.actor),
});
