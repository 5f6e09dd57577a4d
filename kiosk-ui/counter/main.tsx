import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EnrolledScreen } from '../parts/EnrolledScreen.js';
import { Counter } from './Counter.js';

const place = document.getElementById('screen');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <EnrolledScreen>
        <Counter />
      </EnrolledScreen>
    </StrictMode>,
  );
}
