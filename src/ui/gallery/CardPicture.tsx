import { useEffect, useRef, useState, type ComponentType } from 'react';
import type { LiveSceneProps } from '../miniature/LiveScene.tsx';
import type { SceneRun } from '../miniature/scene-run.ts';
import { Miniature } from './Miniature.tsx';
import { PICTURES, PLAIN_PICTURE } from './pictures.ts';
import styles from './gallery.module.css';

interface Live {
  readonly Scene: ComponentType<LiveSceneProps>;
  readonly run: SceneRun;
}

/** The pattern's default scene, running without it: the problem. Until it is loaded, and where it cannot be, a drawing of it. */
export function CardPicture({ pattern, playing }: { readonly pattern: string; readonly playing: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  const [visible, setVisible] = useState(false);
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      const isVisible = entry?.isIntersecting ?? false;
      setVisible(isVisible);
      if (isVisible) setSeen(true);
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!seen) return;
    let wanted = true;
    const load = async (): Promise<void> => {
      const [{ LiveScene }, { defaultScene }] = await Promise.all([
        import('../miniature/LiveScene.tsx'),
        import('../miniature/scene-run.ts'),
      ]);
      const run = await defaultScene(pattern);
      if (wanted) setLive({ Scene: LiveScene, run });
    };
    // The page itself comes first. The drawing stands where the scene cannot be loaded.
    const timer = setTimeout(() => void load().catch(() => undefined), 300);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [seen, pattern]);
  return (
    <div ref={box}>
      {live ? (
        <>
          <live.Scene run={live.run} playing={playing && visible} />
          <span className={styles.side}>{live.run.pattern.switchLabels.off}</span>
        </>
      ) : (
        <Miniature picture={PICTURES[pattern] ?? PLAIN_PICTURE} />
      )}
    </div>
  );
}
