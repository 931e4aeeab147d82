import { Pause, Play } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from '../kit/Button.tsx';
import { switchTheme } from '../theme.ts';

const onTheme = (changed: () => void): (() => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};

/** On the right of a page that shows scenes: whether they play, and the theme. */
export function PageTools({
  playing,
  onPlay,
}: {
  readonly playing: boolean;
  readonly onPlay: (playing: boolean) => void;
}) {
  return (
    <>
      <Button
        variant="quiet"
        size="small"
        icon={playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
        onClick={() => onPlay(!playing)}
      >
        {playing ? 'Pause the scenes' : 'Play the scenes'}
      </Button>
      <ThemeButton />
    </>
  );
}

function ThemeButton() {
  const dark = useSyncExternalStore(onTheme, () => document.documentElement.dataset['theme'] === 'dark');
  return (
    <Button variant="quiet" size="small" onClick={switchTheme}>
      {dark ? 'Light theme' : 'Dark theme'}
    </Button>
  );
}
