import { ArrowRight } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { timeText } from '../../derive/time-text.ts';
import { PageTools } from '../gallery/PageTools.tsx';
import { LiveScene } from '../miniature/LiveScene.tsx';
import { Logo } from '../workbench/Logo.tsx';
import { findRefusal, loadIdeas, type Example, type Idea } from './find-refusal.ts';
import styles from './epochs.module.css';

/** One idea in all patterns: what is out of date is recognised by a number, and refused. */
export function EpochsPage() {
  const [playing, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  const ideas = useAsync(loadIdeas);
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
        <h1>The hard part is an epoch</h1>
        <p className={styles.lead}>
          A message can come late, when the world has moved on: another leader, another owner, another version. Nothing
          in the message looks wrong. So each pattern counts its changes, writes the count on what it sends, and refuses
          what carries an older one. The names differ, the idea is one. Here it is caught at work, each time in a run of
          its own.
        </p>
        {ideas.kind === 'failed' && <p role="alert">The patterns could not be loaded: {ideas.detail}</p>}
        {ideas.kind === 'done' && <Ideas ideas={ideas.value} playing={playing} />}
        <section className={styles.rules} aria-labelledby="rules">
          <h2 id="rules">What all of them have in common</h2>
          <ul>
            <li>
              <strong>Whoever receives, compares.</strong> The sender cannot: it is the one who slept, was cut off, or
              holds an old map, and it does not know.
            </li>
            <li>
              <strong>The count only grows.</strong> Where it must survive a crash, it is on disk, or with a majority,
              before anybody hears of it. A number that is given twice protects nothing.
            </li>
            <li>
              <strong>No clock is asked.</strong> A pause can come after the look at the clock; it cannot come after the
              comparison.
            </li>
            <li>
              <strong>It guards one door.</strong> What goes past it, a mail that is sent or a store that does not ask
              for the number, is not protected.
            </li>
          </ul>
          <a className={styles.open} href="#/">
            All patterns
            <ArrowRight size={15} aria-hidden />
          </a>
        </section>
      </main>
    </div>
  );
}

type Loaded<T> =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly detail: string };

/** What this function loads; it has to stay the same function. */
function useAsync<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ kind: 'running' });
  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => {
        if (wanted) setState({ kind: 'done', value });
      },
      (error: unknown) => {
        if (wanted) setState({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  return state;
}

const anchorOf = ({ meta, lens }: Idea): string => `${meta.id} ${lens.name}`.replaceAll(' ', '-');

function Ideas({ ideas, playing }: { readonly ideas: readonly Idea[]; readonly playing: boolean }) {
  return (
    <>
      <nav className={styles.names} aria-label="Names of the idea">
        {ideas.map((idea) => (
          <button
            key={anchorOf(idea)}
            type="button"
            onClick={() => document.getElementById(anchorOf(idea))?.scrollIntoView({ block: 'start' })}
          >
            {idea.lens.title}
          </button>
        ))}
      </nav>
      <ol className={styles.rows}>
        {ideas.map((idea) => (
          <Row key={anchorOf(idea)} idea={idea} playing={playing} />
        ))}
      </ol>
    </>
  );
}

function Row({ idea, playing }: { readonly idea: Idea; readonly playing: boolean }) {
  const { meta, lens } = idea;
  const found = useAsync(useCallback(() => findRefusal(idea), [idea]));
  return (
    <li className={styles.row} id={anchorOf(idea)}>
      <div className={styles.picture}>
        {found.kind === 'done' && <LiveScene run={found.value.run} playing={playing} about={found.value.refusal} />}
      </div>
      <div className={styles.words}>
        <p className={styles.pattern}>{meta.title}</p>
        <h2>{lens.title}</h2>
        <p>{lens.about}</p>
        {found.kind === 'running' && <p className={styles.quiet}>Running it…</p>}
        {found.kind === 'failed' && <p role="alert">It could not be run: {found.detail}</p>}
        {found.kind === 'done' && <Evidence example={found.value} />}
      </div>
    </li>
  );
}

/** Both numbers, what was said of them, and the way there. */
function Evidence({ example: { refusal, sentence, link } }: { readonly example: Example }) {
  const { name, got, have } = refusal.epoch;
  return (
    <>
      <p className={styles.numbers}>
        <span className={styles.epoch}>{name}</span>
        <code>{got}</code>
        <span aria-label="is older than">&lt;</span>
        <code>{have}</code>
        <span className={styles.quiet}>refused at {timeText(refusal.timeUs)}</span>
      </p>
      <p className={styles.sentence}>{sentence}</p>
      <a className={styles.open} href={link}>
        Open the run at this moment
        <ArrowRight size={15} aria-hidden />
      </a>
    </>
  );
}
