import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Kiosk } from './Kiosk.js';

const place = document.getElementById('screen');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <Kiosk />
    </StrictMode>,
  );
}
