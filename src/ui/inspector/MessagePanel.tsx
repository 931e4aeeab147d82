import { useMemo } from 'react';
import { narrate } from '../../derive/narrate.ts';
import { timeText } from '../../derive/time-text.ts';
import type { Flight } from '../../derive/types.ts';
import { why } from '../../derive/why.ts';
import { messageName, messageSentence, nodeNames } from '../../derive/words.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { FaultButton } from '../faults/FaultButton.tsx';
import { useCommands, useRun } from '../hooks.ts';
import { Button, classes } from '../kit/index.ts';
import { MessageMark } from './Activity.tsx';
import { consequencesOf, fateText, refusalOf } from './message-facts.ts';
import { Section } from './Section.tsx';
import { StateTree } from './StateTree.tsx';
import type { Here } from './use-scene.ts';
import styles from './inspector.module.css';

const SHOWN_STEPS = 8;

/** One message: what it carries, where it is, what led to it and what it led to. */
export function MessagePanel({ flight, here }: { readonly flight: Flight; readonly here: Here }) {
  const index = useRun((run) => run.index);
  const { select } = useCommands();
  const { pattern, topology, cursorUs, cursorSeq } = here;
  const names = nodeNames(topology);
  const { transit } = flight;
  const payload = useMemo(() => payloadOf(transit.message), [transit.message]);
  const refusal = refusalOf(index, flight, cursorSeq);
  const fate = fateText(flight, cursorUs, cursorSeq, names(transit.to), index.events[flight.endSeq], refusal);
  const causes = useMemo(
    () => why(index, flight.sentSeq, pattern, topology),
    [index, flight.sentSeq, pattern, topology],
  );
  const led = consequencesOf(index, flight, cursorSeq, SHOWN_STEPS);
  const target = useMemo(() => ({ kind: 'message', id: transit.id }) as const, [transit.id]);
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <span className={styles.name}>
          <MessageMark type={transit.message.type} pattern={pattern} lost={flight.lost !== null} />
          <h2>{messageName(transit, pattern)}</h2>
        </span>
        <span className={styles.headRow}>
          <FaultButton target={target} />
        </span>
      </header>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Message">
        <Section title="On the way">
          <p className={classes(styles.fate, fate.tone !== 'quiet' && styles[fate.tone])}>{fate.text}.</p>
          <dl className={styles.facts}>
            <dt>From</dt>
            <dd>
              <Button variant="link" onClick={() => select({ kind: 'node', id: transit.from })}>
                {names(transit.from)}
              </Button>
            </dd>
            <dt>To</dt>
            <dd>
              <Button variant="link" onClick={() => select({ kind: 'node', id: transit.to })}>
                {names(transit.to)}
              </Button>
            </dd>
            <dt>Sent</dt>
            <dd>
              <Moment seq={flight.sentSeq} us={flight.sentUs} />
            </dd>
            <dt>
              {flight.lost !== null ? 'Lost' : flight.endSeq >= 0 && flight.endSeq <= cursorSeq ? 'Arrived' : 'Arrives'}
            </dt>
            <dd>
              {flight.endSeq >= 0 ? (
                <Moment seq={flight.endSeq} us={flight.endUs} />
              ) : (
                <code>{timeText(flight.endUs)}</code>
              )}
            </dd>
            {transit.answers !== undefined && (
              <>
                <dt>Answers</dt>
                <dd>
                  <Button variant="link" onClick={() => select({ kind: 'message', id: transit.answers! })}>
                    {transit.answers}
                  </Button>
                </dd>
              </>
            )}
            {transit.request === true && (
              <>
                <dt>Expects</dt>
                <dd>an answer</dd>
              </>
            )}
          </dl>
        </Section>
        <Section title="What it carries">
          <p className={styles.lead}>{messageSentence(transit, pattern, names)}</p>
          <StateTree value={payload} label="Payload" />
        </Section>
        <Section title="Why it was sent">
          <ol className={styles.chain}>
            {causes.slice(0, SHOWN_STEPS).map((step) => (
              <ChainStep key={step.seq} seq={step.seq} us={step.timeUs} text={step.text} skipped={step.skipped} />
            ))}
          </ol>
        </Section>
        <Section title="What it led to">
          {led.length === 0 && <p className={styles.none}>Nothing yet.</p>}
          <ol className={styles.chain}>
            {led.map((event) => (
              <ChainStep
                key={event.seq}
                seq={event.seq}
                us={event.timeUs}
                text={narrate(event, pattern, topology)}
                skipped={0}
              />
            ))}
          </ol>
        </Section>
      </div>
    </div>
  );
}

function Moment({ seq, us }: { readonly seq: number; readonly us: number }) {
  const { seekSeq } = useCommands();
  return (
    <Button variant="link" title={`Go to ${timeText(us)}`} onClick={() => seekSeq(seq)}>
      <code>{timeText(us)}</code>
    </Button>
  );
}

function ChainStep({
  seq,
  us,
  text,
  skipped,
}: {
  readonly seq: number;
  readonly us: number;
  readonly text: string;
  readonly skipped: number;
}) {
  const { seekSeq } = useCommands();
  return (
    <li>
      <button
        type="button"
        className={classes(styles.step, styles.press)}
        title={`Go to ${timeText(us)}`}
        onClick={() => seekSeq(seq)}
      >
        <code className={styles.stepTime}>{timeText(us)}</code>
        <span>
          {text}
          {skipped > 0 && (
            <span className={styles.quiet}> After {skipped === 1 ? 'one plain step' : `${skipped} plain steps`}.</span>
          )}
        </span>
      </button>
    </li>
  );
}

function payloadOf(message: JsonObject): JsonObject {
  const { type: _, ...rest } = message;
  return rest;
}
