import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EnrolledScreen } from '../parts/EnrolledScreen.js';
import { Batch } from './Batch.js';

const place = document.getElementById('screen');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <EnrolledScreen>
        <Batch />
      </EnrolledScreen>
    </StrictMode>,
  );
}
