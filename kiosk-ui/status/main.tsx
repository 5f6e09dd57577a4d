import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EnrolledScreen } from '../parts/EnrolledScreen.js';
import { Status } from './Status.js';

const root = document.getElementById('screen');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <EnrolledScreen>
        <Status />
      </EnrolledScreen>
    </StrictMode>,
  );
}
