import type { CSSProperties, ReactElement } from 'react';
import { ms, seconds as s } from '../../../kernel/time.ts';
import type { BoardProps } from '../../../ui/kit/index.ts';
import { Gauges, short } from './gauges.tsx';
import { amplification, secondsOf, troublesOf } from './seconds.ts';
import { isPlain, spansOf, worthALook } from './spans.ts';
import { Strip } from './strip.tsx';
import { Waterfall } from './waterfall.tsx';

/** How far back requests are looked for. */
const BACK_US = s(6);
const ROWS = 5;
const GAP = 28;

const TITLE: CSSProperties = { fontSize: 'var(--text-sm)', fontWeight: 600, margin: '0 0 4px', color: 'var(--ink)' };
const MUTE: CSSProperties = { fontSize: 'var(--text-sm)', color: 'var(--mute)', margin: 0 };
const ASIDE: CSSProperties = { color: 'var(--mute)', fontWeight: 400 };

/** Single requests as nested bars; what they share; what came of it. */
export function Board(props: BoardProps): ReactElement {
  const { settings, topology, on, timeUs, widthPx } = props;
  const [left, middle, right] = columns(widthPx);
  const dial = (key: string): number => Number(settings[key]);
  const loopUs = (dial('own.retries') + 1) * ms(dial('try.timeoutMs')) + dial('own.retries') * ms(dial('own.pauseMs'));
  const spans = spansOf(props, Math.max(0, timeUs - BACK_US), ms(dial('deadline.ms')));
  const shown = worthALook(spans, ROWS);
  const name = (node: string): string => short(topology.nodes.find((each) => each.id === appOf(node))?.label ?? node);
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: `14px ${GAP}px`, alignItems: 'flex-start' }}>
      <section style={{ width: left }}>
        <h3 style={TITLE}>
          Requests that did not pass at once{' '}
          <span style={ASIDE}>
            {on ? 'in their deadlines' : 'without a deadline'}, and{' '}
            {spans.filter((span) => span.status > 0 && isPlain(span)).length} that did
          </span>
        </h3>
        {shown.length === 0 ? (
          <p style={MUTE}>No request has come in yet.</p>
        ) : (
          <Waterfall
            spans={shown}
            timeUs={timeUs}
            mostUs={on ? ms(dial('deadline.ms')) : Math.max(loopUs, ms(200))}
            widthPx={left}
            name={name}
          />
        )}
        <Legend />
      </section>
      <section style={{ width: middle }}>{on ? <Gauges {...props} /> : <Loops {...props} />}</section>
      <section style={{ width: right }}>
        <Figures {...props} />
        <h3 style={{ ...TITLE, marginTop: 8 }}>
          Served each second <span style={ASIDE}>below: failed; outlined: unknown</span>
        </h3>
        <Strip seconds={secondsOf(props)} troubles={troublesOf(props)} timeUs={timeUs} widthPx={right} />
      </section>
    </div>
  );
}

/** Side by side where there is room; below each other on a phone. */
function columns(widthPx: number): readonly [left: number, middle: number, right: number] {
  if (widthPx < 760) return [widthPx, widthPx, widthPx];
  if (widthPx < 1_120) return [widthPx, 400, widthPx - GAP - 400];
  const rest = widthPx - 2 * GAP - 400;
  return [Math.floor(rest * 0.62), 400, rest - Math.floor(rest * 0.62)];
}

/** An ambassador speaks for the application in its pod. */
const appOf = (node: string): string => node.replace('-ambassador', '');

const LEGEND: readonly (readonly [string, CSSProperties])[] = [
  ['answered', { background: 'var(--ok-soft)', borderColor: 'var(--ok)' }],
  ['error', { background: 'var(--bad-soft)', borderColor: 'var(--bad)' }],
  ['timed out', { background: 'var(--hatch-warn), var(--warn-soft)', borderColor: 'var(--warn)' }],
  ['called off', { background: 'var(--panel)', borderColor: 'var(--edge)', borderStyle: 'dashed' }],
  ['under way', { background: 'var(--panel)', borderColor: 'var(--msg)' }],
];

function Legend(): ReactElement {
  return (
    <p style={{ ...MUTE, display: 'flex', flexWrap: 'wrap', gap: '2px 10px', marginTop: 4 }}>
      {LEGEND.map(([word, style]) => (
        <span key={word} style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
          <span
            aria-hidden
            style={{
              width: 16,
              height: 9,
              borderRadius: 3,
              borderWidth: 1.4,
              borderStyle: 'solid',
              boxSizing: 'border-box',
              ...style,
            }}
          />
          {word}
        </span>
      ))}
      <span style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
        <span
          aria-hidden
          style={{ width: 16, height: 9, borderRadius: 3, border: '1.2px dotted var(--msg)', boxSizing: 'border-box' }}
        />
        time limit
      </span>
      <span style={{ display: 'inline-flex', alignItems: 'center', gap: 5 }}>
        <span aria-hidden style={{ width: 16, borderTop: '2px dotted var(--mute)' }} />
        backoff
      </span>
    </p>
  );
}

/** Two numbers that say most: how many attempts a request costs, and how many were paid twice. */
function Figures(props: BoardProps): ReactElement {
  const factor = amplification(props, Math.max(0, props.timeUs - s(4)));
  const twice = props.scene.nodes['payments']?.metrics['duplicates'] ?? 0;
  const alarm = factor !== null && factor >= 2;
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 28px' }}>
      <Figure
        value={factor === null ? '–' : `${factor.toFixed(2)}×`}
        colour={alarm ? 'var(--bad)' : 'var(--ink)'}
        label={alarm ? 'attempts a request, last 4 s: amplified' : 'attempts a request, last 4 s'}
      />
      <Figure
        value={String(twice)}
        colour={twice > 0 ? 'var(--bad)' : 'var(--ink)'}
        label={twice > 0 ? 'payments made twice' : 'paid twice: none'}
      />
    </div>
  );
}

function Figure({
  value,
  colour,
  label,
}: {
  readonly value: string;
  readonly colour: string;
  readonly label: string;
}): ReactElement {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'baseline', gap: 8 }}>
      <span style={{ fontSize: 'var(--text-xl)', fontWeight: 600, color: colour, fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </span>
      <span style={MUTE}>{label}</span>
    </span>
  );
}

/** Without an ambassador there is nothing shared: only loops that know nothing of each other. */
function Loops({ topology, settings }: BoardProps): ReactElement {
  const apps = topology.nodes.filter((node) => node.program === 'ownRetries').map((node) => short(node.label));
  return (
    <p style={MUTE}>
      {apps.join(' and ')}: {apps.length === 1 ? 'a loop of its own' : 'a loop each'}, {Number(settings['own.retries'])}{' '}
      retries after {Number(settings['own.pauseMs'])} ms. No budget, no key, no breaker, and nobody who counts.
    </p>
  );
}
