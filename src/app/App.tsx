import { lazy, Suspense, useSyncExternalStore } from 'react';
import { patternMetas } from '../patterns/registry.ts';
import { Gallery } from '../ui/gallery/Gallery.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { routeOf } from './routes.ts';
import styles from './app.module.css';

const Workbench = lazy(async () => ({ default: (await import('../ui/workbench/Workbench.tsx')).Workbench }));

const EpochsPage = lazy(async () => ({ default: (await import('../ui/epochs/EpochsPage.tsx')).EpochsPage }));

const IDS = patternMetas.map(({ id }) => id);

const onHash = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** While the code of a page comes; seen only where that takes a while. */
const Opening = () => (
  <main className={styles.opening} aria-busy="true">
    <p role="status">Opening…</p>
  </main>
);

/** The gallery, or one pattern's workbench, as the hash says. */
export function App() {
  const hash = useSyncExternalStore(onHash, () => window.location.hash);
  const route = routeOf(hash, IDS);
  return (
    <ErrorBoundary key={route.kind === 'workbench' ? route.pattern : route.kind}>
      {route.kind === 'workbench' ? (
        <Suspense fallback={<Opening />}>
          <Workbench />
        </Suspense>
      ) : route.kind === 'epochs' ? (
        <Suspense fallback={<Opening />}>
          <EpochsPage />
        </Suspense>
      ) : (
        <Gallery unknown={route.kind === 'unknown' ? route.name : null} />
      )}
    </ErrorBoundary>
  );
}
