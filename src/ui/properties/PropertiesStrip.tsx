import { Check, CircleDashed, Pin, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { timeText } from '../../derive/time-text.ts';
import type { Us } from '../../kernel/time.ts';
import type { RunState } from '../../state/types.ts';
import { useCommands, useThrottled } from '../hooks.ts';
import { Button, classes, VisuallyHidden } from '../kit/index.ts';
import { fitting, propertyStates, type PropertyState } from './property-states.ts';
import styles from './properties.module.css';

const GAP_PX = 8;
const REST_PX = 54;

/** What must hold, as pills: holds, violated with its moment, or not yet reached. */
export function PropertiesStrip() {
  const states = useThrottled(statesAt, 4, sameStates);
  const { strip, ghost, shown } = useFitting(states);
  if (states.length === 0) return null;
  return (
    <div className={styles.strip} ref={strip} role="group" aria-label="Properties">
      {states.slice(0, shown).map((state) => (
        <PropertyPill key={state.id} state={state} />
      ))}
      {shown < states.length && <Rest states={states.slice(shown)} />}
      {/* Measured, never seen: pills as wide as they want to be. */}
      <div className={styles.ghost} ref={ghost} aria-hidden>
        {states.map((state) => (
          <span key={state.id} className={styles.pill}>
            <Face state={state} />
          </span>
        ))}
      </div>
      <Announcer states={states} />
    </div>
  );
}

const statesAt = ({ pattern, properties, scenario }: RunState, { us }: { readonly us: Us }): readonly PropertyState[] =>
  pattern === null ? [] : propertyStates(pattern.properties, properties, { on: scenario?.on ?? true, cursorUs: us });

/** Verdicts are few, and the strip with all its pop-ups is dear to render. */
const sameStates = (a: readonly PropertyState[], b: readonly PropertyState[]): boolean =>
  a.length === b.length && JSON.stringify(a) === JSON.stringify(b);

function useFitting(states: readonly PropertyState[]) {
  const strip = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(states.length);
  const faces = states.map((state) => `${state.id} ${state.mark}`).join();
  useLayoutEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const measure = () => {
      const widths = [...(ghost.current?.children ?? [])].map((child) => child.getBoundingClientRect().width);
      setShown(fitting(widths, element.clientWidth, GAP_PX, REST_PX));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [faces]);
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
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={state.title}
        >
          <Detail state={state} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Rest({ states }: { readonly states: readonly PropertyState[] }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.pill} aria-label={`${states.length} more properties`}>
        +{states.length}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="More properties"
        >
          <ul className={styles.list}>
            {states.map((state) => (
              <li key={state.id}>
                <Detail state={state} />
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Detail({ state }: { readonly state: PropertyState }) {
  const { seek } = useCommands();
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
          {state.detail}
        </p>
      )}
      <p className={styles.explain}>{state.explain}</p>
      {atUs !== null && (
        <Button size="small" onClick={() => seek(atUs)}>
          Go to {timeText(atUs)}
        </Button>
      )}
    </div>
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

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
