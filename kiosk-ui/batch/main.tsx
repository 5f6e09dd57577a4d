import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EnrolledScreen } from '../parts/EnrolledScreen.js';
import { Batch } from './Batch.js';

const root = document.getElementById('screen');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <EnrolledScreen>
        <Batch />
      </EnrolledScreen>
    </StrictMode>,
  );
}
