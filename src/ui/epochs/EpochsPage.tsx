import { ArrowRight, Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { timeText } from '../../derive/time-text.ts';
import type { EpochLens, PatternMeta } from '../../pattern-kit/pattern.ts';
import { patternMetas } from '../../patterns/registry.ts';
import { Button } from '../kit/Button.tsx';
import { LiveScene } from '../miniature/LiveScene.tsx';
import { Logo } from '../workbench/Logo.tsx';
import { findRefusal, type Example } from './find-refusal.ts';
import styles from './epochs.module.css';

/** One idea in all patterns: what is out of date is recognised by a number, and refused. */
export function EpochsPage() {
  const [playing, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <a className={styles.logo} href="#/">
          <Logo size={26} />
          Faultline
        </a>
        <Button
          variant="quiet"
          size="small"
          icon={playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
          onClick={() => setPlaying(!playing)}
        >
          {playing ? 'Pause the scenes' : 'Play the scenes'}
        </Button>
      </header>
      <main className={styles.main}>
        <h1>The hard part is an epoch</h1>
        <p className={styles.lead}>
          A message can come late, when the world has moved on: another leader, another owner, another version. Nothing
          in the message itself looks wrong. Each pattern counts its changes, writes the count on what it sends, and
          refuses what carries an older one: term, fencing token, slot epoch, group generation, producer epoch, breaker
          generation, configuration version, expected version, position token. The names differ; the idea is one. Below
          it is caught at work, in a run of each pattern.
        </p>
        <ol className={styles.rows}>
          {patternMetas.map((meta) => (
            <Row key={meta.id} meta={meta} playing={playing} />
          ))}
        </ol>
      </main>
    </div>
  );
}

type State =
  | { readonly kind: 'running' }
  | { readonly kind: 'found'; readonly example: Example; readonly lens: EpochLens }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'none' };

function useExample(id: string): State {
  const [state, setState] = useState<State>({ kind: 'running' });
  useEffect(() => {
    let wanted = true;
    findRefusal(id).then(
      (example) => {
        const lens = example?.run.pattern.epoch;
        if (wanted) setState(example && lens ? { kind: 'found', example, lens } : { kind: 'none' });
      },
      (error: unknown) => {
        if (wanted) setState({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [id]);
  return state;
}

function Row({ meta, playing }: { readonly meta: PatternMeta; readonly playing: boolean }) {
  const state = useExample(meta.id);
  if (state.kind === 'none') return null;
  return (
    <li className={styles.row}>
      <div className={styles.picture}>
        {state.kind === 'found' && (
          <LiveScene run={state.example.run} playing={playing} stillUs={state.example.refusal.timeUs} />
        )}
      </div>
      <div className={styles.words}>
        <h2>{meta.title}</h2>
        {state.kind === 'running' && <p className={styles.quiet}>Running it…</p>}
        {state.kind === 'failed' && <p role="alert">It could not be run: {state.detail}</p>}
        {state.kind === 'found' && <Found example={state.example} lens={state.lens} />}
      </div>
    </li>
  );
}

function Found({
  example: { refusal, sentence, link },
  lens,
}: {
  readonly example: Example;
  readonly lens: EpochLens;
}) {
  const { name, got, have } = refusal.epoch;
  return (
    <>
      <p>{lens.about}</p>
      <p className={styles.numbers}>
        <span className={styles.epoch}>{name}</span>
        <code>{got}</code>
        <span aria-label="is older than">&lt;</span>
        <code>{have}</code>
        <span className={styles.quiet}>at {timeText(refusal.timeUs)}</span>
      </p>
      <p className={styles.sentence}>{sentence}</p>
      <a className={styles.open} href={link}>
        Open the run at this moment
        <ArrowRight size={15} aria-hidden />
      </a>
    </>
  );
}
