import { useSyncExternalStore } from 'react';
import { Button } from '../kit/Button.tsx';
import { switchTheme } from '../theme.ts';

const onTheme = (changed: () => void): (() => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};

export function ThemeButton() {
  const dark = useSyncExternalStore(onTheme, () => document.documentElement.dataset['theme'] === 'dark');
  return (
    <Button variant="quiet" size="small" onClick={switchTheme}>
      {dark ? 'Light theme' : 'Dark theme'}
    </Button>
  );
}
