import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EnrolledScreen } from '../parts/EnrolledScreen.js';
import { Kiosk } from './Kiosk.js';
import { VisitRunner } from './runVisit.js';

const root = document.getElementById('screen');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <EnrolledScreen>
        <Kiosk runner={new VisitRunner()} />
      </EnrolledScreen>
    </StrictMode>,
  );
}
