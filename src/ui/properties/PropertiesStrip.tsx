import { Check, CircleDashed, Pin, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { timeText } from '../../derive/time-text.ts';
import { capitalised, nameIds, sentence } from '../../derive/words.ts';
import type { Us } from '../../kernel/time.ts';
import type { RunState } from '../../state/types.ts';
import { useCommands, useRun, useThrottled } from '../hooks.ts';
import { afterFocus, Button, classes, PopoverContent, Tooltip, VisuallyHidden } from '../kit/index.ts';
import { showSearch, startSearch } from '../search/search.ts';
import { byReason, fitting, propertyStates, type PropertyState } from './property-states.ts';
import styles from './properties.module.css';

const GAP_PX = 8;
const REST_PX = 54;

/** What must hold, as pills: holds, violated with its moment, or not yet reached; and what this run does not promise. */
export function PropertiesStrip() {
  const all = useThrottled(statesAt, 4, sameStates);
  const states = all.filter(({ mark }) => mark !== 'unjudged');
  const unjudged = all.slice(states.length);
  const { strip, ghost, shown } = useFitting(states, unjudged.length);
  if (all.length === 0) return null;
  return (
    <div className={styles.strip} ref={strip} role="group" aria-label="Properties">
      {states.slice(0, shown).map((state) => (
        <PropertyPill key={state.id} state={state} />
      ))}
      {shown < states.length && <Rest states={states.slice(shown)} />}
      {unjudged.length > 0 && <Unjudged states={unjudged} />}
      {/* Measured, never seen: pills as wide as they want to be. */}
      <div className={styles.ghost} ref={ghost} aria-hidden>
        {states.map((state) => (
          <span key={state.id} className={styles.pill}>
            <Face state={state} />
          </span>
        ))}
        {unjudged.length > 0 && <span className={styles.pill}>{unjudgedWords(unjudged.length)}</span>}
      </div>
      <Announcer states={states} />
    </div>
  );
}

const statesAt = ({ pattern, properties }: RunState, { us }: { readonly us: Us }): readonly PropertyState[] =>
  pattern === null ? [] : propertyStates(pattern.properties, properties, us);

/** Verdicts are few, and the strip with all its pop-ups is dear to render. */
const sameStates = (a: readonly PropertyState[], b: readonly PropertyState[]): boolean =>
  a.length === b.length && JSON.stringify(a) === JSON.stringify(b);

function useFitting(states: readonly PropertyState[], unjudged: number) {
  const strip = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(states.length);
  const faces = states.map((state) => `${state.id} ${state.mark}`).join();
  useLayoutEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const measure = () => {
      const widths = [...(ghost.current?.children ?? [])].map((child) => child.getBoundingClientRect().width);
      // The last pill counts what is not judged, and always has its place.
      const kept = unjudged === 0 ? 0 : (widths.pop() ?? 0) + GAP_PX;
      setShown(fitting(widths, element.clientWidth - kept, GAP_PX, REST_PX));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [faces, unjudged]);
  return { strip, ghost, shown: Math.min(shown, states.length) };
}

function Face({ state }: { readonly state: PropertyState }) {
  return (
    <>
      <PropertyMark mark={state.mark} />
      {state.title}
      {state.mark === 'violated' && state.atUs !== null && (
        <span className={styles.when}>
          <Pin size={11} aria-hidden />
          {timeText(state.atUs)}
        </span>
      )}
    </>
  );
}

function PropertyMark({ mark }: { readonly mark: PropertyState['mark'] }): ReactNode {
  if (mark === 'holds') return <Check size={14} strokeWidth={2.6} className={styles.holds} aria-hidden />;
  if (mark === 'violated') return <X size={14} strokeWidth={2.6} className={styles.bad} aria-hidden />;
  return <CircleDashed size={14} className={styles.open} aria-hidden />;
}

function PropertyPill({ state }: { readonly state: PropertyState }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={classes(styles.pill, state.mark === 'violated' && styles.violated)}>
        <Face state={state} />
        <VisuallyHidden>, {state.words}</VisuallyHidden>
      </Popover.Trigger>
      <PopoverContent label={state.title}>
        <Detail state={state} />
      </PopoverContent>
    </Popover.Root>
  );
}

function Rest({ states }: { readonly states: readonly PropertyState[] }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.pill} aria-label={`${states.length} more properties`}>
        +{states.length}
      </Popover.Trigger>
      <PopoverContent label="More properties">
        <ul className={styles.list}>
          {states.map((state) => (
            <li key={state.id}>
              <Detail state={state} />
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover.Root>
  );
}

const unjudgedWords = (count: number): string => `${count} not judged`;

/** What this run does not promise: said quietly, with the reason. */
function Unjudged({ states }: { readonly states: readonly PropertyState[] }) {
  const reasons = byReason(states);
  return (
    <Popover.Root>
      <Tooltip text={reasons.map(({ reason }) => reason).join(' ')}>
        <Popover.Trigger className={classes(styles.pill, styles.unjudged)}>
          {unjudgedWords(states.length)}
        </Popover.Trigger>
      </Tooltip>
      <PopoverContent label="Properties that are not judged in this run">
        <p className={styles.explain}>Not judged in this run</p>
        <ul className={styles.list}>
          {reasons.map(({ reason, titles }) => (
            <li key={reason} className={styles.detail}>
              <p className={styles.verdict}>{reason}</p>
              <ul className={styles.titles}>
                {titles.map((title) => (
                  <li key={title}>{title}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover.Root>
  );
}

function Detail({ state }: { readonly state: PropertyState }) {
  const { seek } = useCommands();
  const topology = useRun((run) => run.topology);
  const { atUs } = state;
  return (
    <div className={styles.detail}>
      <p className={styles.title}>
        <PropertyMark mark={state.mark} />
        <b>{state.title}</b>
      </p>
      <p className={styles.verdict}>{capitalised(state.words)}.</p>
      {state.detail !== null && state.detail !== '' && (
        <p className={styles.said} data-mark={state.mark}>
          {sentence(topology === null ? state.detail : nameIds(state.detail, topology))}
        </p>
      )}
      <p className={styles.explain}>{state.explain}</p>
      {atUs !== null && (
        <div className={styles.ways}>
          <Button size="small" onClick={() => seek(atUs)}>
            Go to {timeText(atUs)}
          </Button>
          {state.mark === 'violated' && <FewestFaults property={state.id} />}
        </div>
      )}
    </div>
  );
}

/** Which of all that was done to this run it takes. */
function FewestFaults({ property }: { readonly property: string }) {
  const scenario = useRun((run) => run.scenario);
  const find = () => {
    if (scenario === null) return;
    startSearch(scenario, { kind: 'property', id: property });
    afterFocus(() => showSearch(true));
  };
  return (
    <Popover.Close asChild>
      <Button size="small" onClick={find}>
        Find the fewest faults
      </Button>
    </Popover.Close>
  );
}

/** Says a violation once, when it is met. */
function Announcer({ states }: { readonly states: readonly PropertyState[] }) {
  const violated = states.filter((state) => state.mark === 'violated');
  return (
    <VisuallyHidden>
      <span role="alert">{violated.map((state) => `${state.title}: ${state.words}. ${state.detail ?? ''} `)}</span>
    </VisuallyHidden>
  );
}
