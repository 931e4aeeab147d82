import '../ui/kit/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followTheme } from '../ui/theme.ts';
import { App } from './App.tsx';
import { registerOffline } from './offline.ts';
import { offerPower } from './power.ts';

followTheme();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
registerOffline();
offerPower();
