import { Pause, Play } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import type { PatternMeta } from '../../pattern-kit/pattern.ts';
import { patternMetas } from '../../patterns/registry.ts';
import { preferences, solvedSteps } from '../../state/preferences.ts';
import { Button } from '../kit/Button.tsx';
import { classes } from '../kit/classes.ts';
import { switchTheme } from '../theme.ts';
import { Logo } from '../workbench/Logo.tsx';
import { CardPicture } from './CardPicture.tsx';
import { Miniature } from './Miniature.tsx';
import { PICTURES, PLAIN_PICTURE } from './pictures.ts';
import { UNBUILT } from './unbuilt.ts';
import styles from './gallery.module.css';

const Questions = lazy(async () => ({ default: (await import('../tour/Questions.tsx')).Questions }));

interface Card {
  readonly meta: PatternMeta;
  readonly built: boolean;
}

/** What is built, and in its places what is not yet. */
function cards(): readonly Card[] {
  const built = patternMetas.map((meta) => ({ meta, built: true }));
  const rest = UNBUILT.filter(({ id }) => !patternMetas.some((meta) => meta.id === id)).map((meta) => ({
    meta,
    built: false,
  }));
  return [...built, ...rest].sort((a, b) => a.meta.order - b.meta.order);
}

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
          <Button
            variant="quiet"
            size="small"
            icon={playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
            onClick={() => setPlaying(!playing)}
          >
            {playing ? 'Pause the scenes' : 'Play the scenes'}
          </Button>
          <ThemeButton />
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
          {cards().map((card, index) => (
            <PatternCard key={card.meta.id} card={card} number={index + 1} playing={playing} />
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
  card: { meta, built },
  number,
  playing,
}: {
  readonly card: Card;
  readonly number: number;
  readonly playing: boolean;
}) {
  return (
    <li className={classes(styles.card, !built && styles.unbuilt)}>
      <div className={styles.picture}>
        {built ? (
          <CardPicture pattern={meta.id} playing={playing} />
        ) : (
          <Miniature picture={PICTURES[meta.id] ?? PLAIN_PICTURE} />
        )}
      </div>
      <div className={styles.words}>
        <h2>
          <span className={styles.number} aria-hidden>
            {number}
          </span>
          {built ? (
            <a className={styles.open} href={`#/${meta.id}`}>
              {meta.title}
            </a>
          ) : (
            meta.title
          )}
          {!built && <span className={styles.badge}>Not built yet</span>}
        </h2>
        <p className={styles.problem}>{meta.summary}</p>
        <p className={styles.answers}>{meta.answers}</p>
        {built && <Progress pattern={meta.id} />}
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
  const planned = UNBUILT.find(({ id }) => id === name);
  return (
    <div className={styles.unknown} role="alert">
      <div>
        <h2>{planned ? `${planned.title} is not built yet` : 'There is no pattern of this name'}</h2>
        <p>
          {planned ? (
            'The link is in order, but it needs a newer version of this page.'
          ) : (
            <>
              The address names <code>{name}</code>. These are the patterns there are.
            </>
          )}
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

const onTheme = (changed: () => void): (() => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};

function ThemeButton() {
  const dark = useSyncExternalStore(onTheme, () => document.documentElement.dataset['theme'] === 'dark');
  return (
    <Button variant="quiet" size="small" onClick={switchTheme}>
      {dark ? 'Light theme' : 'Dark theme'}
    </Button>
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
