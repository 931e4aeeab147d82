import { useState } from 'react';
import { useStore } from 'zustand';
import type { Found } from '../../host/protocol.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { sameRun } from '../../scenario/edit.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { useCommands, useRun } from '../hooks.ts';
import { Button, Select } from '../kit/index.ts';
import { foundWords, nothingWords, troubleOf, troubles, valueOf } from './found-words.ts';
import { search, showSearch, startSearch, stopSearch, TRIES } from './search.ts';
import styles from './search.module.css';

/** What to look for, how far the search is, and what it found. */
export function SearchPanel() {
  const scenario = useRun((run) => run.scenario);
  const pattern = useRun((run) => run.pattern);
  const topology = useRun((run) => run.topology);
  return scenario === null || pattern === null || topology === null ? null : (
    <Panel scenario={scenario} pattern={pattern} topology={topology} />
  );
}

interface OnStage {
  readonly scenario: Scenario;
  readonly pattern: ShownPattern;
  readonly topology: Topology;
}

/** What a reader most likely wants: a planted bug breaks a property, anything else hurts what the experiment is about. */
const likely = ({ scenario, pattern }: OnStage): string =>
  scenario.mutant === undefined ? (pattern.experiments.find(({ id }) => id === scenario.preset)?.goals[0] ?? '') : '';

function Panel(stage: OnStage) {
  const { pattern } = stage;
  const [target, setTarget] = useState(() => likely(stage));
  const { progress, asked, result } = useStore(search);
  const goesOn =
    result !== null && asked !== null && sameRun(asked.scenario, stage.scenario) && valueOf(asked.trouble) === target;
  const start = () => startSearch(stage.scenario, troubleOf(target), goesOn ? asked.first + TRIES : 1);
  return (
    <div className={styles.panel}>
      <p className={styles.help}>
        Random faults, one schedule after another. Of what does harm, only the faults that it takes are kept.
      </p>
      <Select label="Look for" value={target} options={troubles(pattern)} onChange={setTarget} />
      {progress !== null && <Progress tried={progress.tried} left={progress.left} />}
      {/* One button, so that focus stays where the search was started. */}
      <Button
        variant={progress !== null || (goesOn && result.found !== null) ? 'plain' : 'primary'}
        onClick={progress === null ? start : stopSearch}
      >
        {progress !== null ? 'Stop' : goesOn ? `Try ${TRIES} more` : `Try ${TRIES} schedules`}
      </Button>
      <Outcome {...stage} />
    </div>
  );
}

function Progress({ tried, left }: { readonly tried: number; readonly left: number | null }) {
  return (
    <div className={styles.progress}>
      <progress max={TRIES} value={tried} aria-label="Schedules tried" />
      <span>{left === null ? `${tried} of ${TRIES} schedules` : `Found. Fewer faults: ${left} left`}</span>
    </div>
  );
}

/** Also said aloud: a search takes a while. */
function Outcome(stage: OnStage) {
  const { asked, progress, result, problem } = useStore(search);
  const isOfThis = asked !== null && asked.scenario.pattern === stage.scenario.pattern;
  const shown = isOfThis && progress === null;
  return (
    <div role="status">
      {shown && problem !== null && <p className={styles.problem}>It could not be searched: {problem}</p>}
      {shown && result !== null && (
        <div className={styles.outcome}>
          {result.found === null ? (
            <p>{nothingWords(asked.trouble, asked.first + TRIES - 1)}</p>
          ) : (
            <FoundRun found={result.found} {...stage} />
          )}
        </div>
      )}
    </div>
  );
}

function FoundRun({ found, scenario, pattern, topology }: OnStage & { readonly found: Found }) {
  const words = foundWords(found, pattern, topology);
  return (
    <>
      <h3 className={styles.title}>{words.title}</h3>
      <p className={styles.detail}>{words.detail}</p>
      <ol className={styles.steps}>
        {words.steps.map(({ time, text }, place) => (
          <li key={place}>
            <time>{time}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
      <p className={styles.detail}>{words.cost}</p>
      <OpenRun found={found} scenario={scenario} />
    </>
  );
}

/** Goes there, and out of the way of what is to be seen. */
function OpenRun({ found, scenario }: { readonly found: Found; readonly scenario: Scenario }) {
  const { take } = useCommands();
  const { what } = found;
  const isOnStage = sameRun(found.scenario, scenario);
  const open = () => {
    take(found.scenario, what.kind === 'property' ? what.atUs : (found.scenario.actions[0]?.atUs ?? 0));
    showSearch(false);
  };
  return (
    <Button variant="primary" size="small" disabled={isOnStage} onClick={open}>
      {isOnStage ? 'On stage now' : 'Open this run'}
    </Button>
  );
}
