import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { EnrolledScreen } from '../parts/EnrolledScreen.js';
import { Counter } from './Counter.js';

const root = document.getElementById('screen');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <EnrolledScreen>
        <Counter />
      </EnrolledScreen>
    </StrictMode>,
  );
}
