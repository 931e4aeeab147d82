import { lazy, Suspense, useEffect, useState } from 'react';
import type { PatternMeta } from '../../pattern-kit/pattern.ts';
import { patternMetas } from '../../patterns/registry.ts';
import { preferences, solvedSteps } from '../../state/preferences.ts';
import { Button } from '../kit/Button.tsx';
import { switchTheme } from '../theme.ts';
import { Logo } from '../workbench/Logo.tsx';
import { CardPicture } from './CardPicture.tsx';
import { PageTools } from './PageTools.tsx';
import styles from './gallery.module.css';

const Questions = lazy(async () => ({ default: (await import('../tour/Questions.tsx')).Questions }));

/** Every pattern with its problem. `unknown`: an address that named none of them. */
export function Gallery({ unknown = null }: { readonly unknown?: string | null }) {
  useEffect(followSingleKeyTheme, []);
  const [playing, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <a className={styles.logo} href="#/">
          <Logo size={26} />
          Faultline
        </a>
        <span className={styles.tools}>
          <PageTools playing={playing} onPlay={setPlaying} />
        </span>
      </header>
      <main className={styles.main}>
        {unknown !== null && <UnknownAddress name={unknown} />}
        <div className={styles.intro}>
          <h1>Patterns of distributed systems, run and broken by hand</h1>
          <p>
            Each card is a small system with a problem. Open it, break a node or a link, and run it without and with the
            pattern. Every run replays exactly, and its link is all it takes to share it. The numbers are an order to
            take them in; none needs another.
          </p>
        </div>
        <ul className={styles.cards}>
          {patternMetas.map((meta, index) => (
            <PatternCard key={meta.id} meta={meta} number={index + 1} playing={playing} />
          ))}
        </ul>
        <section className={styles.across} aria-labelledby="across">
          <h2 id="across">Across patterns</h2>
          <Suspense>
            <Questions />
          </Suspense>
          <a className={styles.lens} href="#/epochs">
            <strong>The hard part is an epoch</strong>
            <span>
              Term, token, generation, version: one idea under many names. See each pattern refuse what is out of date.
            </span>
          </a>
        </section>
      </main>
    </div>
  );
}

function PatternCard({
  meta,
  number,
  playing,
}: {
  readonly meta: PatternMeta;
  readonly number: number;
  readonly playing: boolean;
}) {
  return (
    <li className={styles.card}>
      <div className={styles.picture}>
        <CardPicture pattern={meta.id} playing={playing} />
      </div>
      <div className={styles.words}>
        <h2>
          <span className={styles.number} aria-hidden>
            {number}
          </span>
          <a className={styles.open} href={`#/${meta.id}`}>
            {meta.title}
          </a>
        </h2>
        <p className={styles.problem}>{meta.summary}</p>
        <p className={styles.answers}>{meta.answers}</p>
        <Progress pattern={meta.id} />
      </div>
    </li>
  );
}

function Progress({ pattern }: { readonly pattern: string }) {
  const solved = solvedSteps(pattern).length;
  return (
    <p className={styles.progress}>
      {solved === 0 ? 'Open the run' : `${solved} lesson ${solved === 1 ? 'step' : 'steps'} solved`}
      <span aria-hidden>→</span>
    </p>
  );
}

function UnknownAddress({ name }: { readonly name: string }) {
  return (
    <div className={styles.unknown} role="alert">
      <div>
        <h2>There is no pattern of this name</h2>
        <p>
          The address names <code>{name}</code>. These are the patterns there are.
        </p>
      </div>
      <Button
        onClick={() => {
          window.location.hash = '#/';
        }}
      >
        All right
      </Button>
    </div>
  );
}

/** The one key that makes sense here, unless single keys are off. */
function followSingleKeyTheme(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && event.key.toLowerCase() === 't' && preferences.getState().singleKeys) switchTheme();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
