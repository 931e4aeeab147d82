import { useId, type ReactElement } from 'react';
import { US_PER_MS, US_PER_S, type Us } from '../../../kernel/time.ts';
import { HatchPattern, VisuallyHidden } from '../../../ui/kit/index.ts';
import { BAR, Bar, x, type Scale } from './bar.tsx';
import type { SpanView } from './spans.ts';
import { thingOf } from './words.ts';

/** px */
const ROW = 31;
const AXIS = 18;
const TEXT = 11;

const REASONS: Readonly<Record<string, string>> = {
  'pushback: do not retry': 'told not to retry',
  'deadline before next try': 'no time left',
  'not safe to repeat': 'not safe to repeat',
};

/** Scales to choose from: what fits is shown as large as it can be, and does not change with every frame. */
const SCALES_US: readonly Us[] = [0.4, 0.7, 1, 1.5, 2, 3, 4, 6, 10].map((each) => each * US_PER_S);

/** The smallest scale that holds all that has happened, but no more than the longest deadline. */
function scaleFor(spans: readonly SpanView[], timeUs: Us, mostUs: Us): Us {
  const longestUs = Math.max(0, ...spans.map((span) => (span.toUs < 0 ? timeUs : span.toUs) - span.fromUs));
  return Math.min(mostUs, SCALES_US.find((us) => us >= longestUs * 1.1) ?? mostUs);
}

/** One row a request, all on one scale that begins where the request came in: its deadline around its attempts and waits. */
export function Waterfall({
  spans,
  timeUs,
  mostUs,
  widthPx,
  name,
}: {
  readonly spans: readonly SpanView[];
  readonly timeUs: Us;
  /** What the full width may stand for, at most. */
  readonly mostUs: Us;
  readonly widthPx: number;
  name(node: string): string;
}): ReactElement {
  const hatch = useId();
  const narrow = widthPx < 520;
  const left = narrow ? 84 : 104;
  const scale: Scale = { left, width: widthPx - left - (narrow ? 78 : 108), spanUs: scaleFor(spans, timeUs, mostUs) };
  const height = AXIS + Math.max(1, spans.length) * ROW;
  return (
    <figure style={{ margin: 0 }}>
      <svg width={widthPx} height={height} aria-hidden fontFamily="var(--font-ui)" fontSize={TEXT}>
        <defs>
          <HatchPattern id={hatch} tone="warn" />
        </defs>
        <Axis scale={scale} height={height} />
        {spans.map((span, i) => (
          <g key={span.id} transform={`translate(0 ${AXIS + i * ROW})`}>
            <Row
              span={span}
              timeUs={timeUs}
              scale={scale}
              hatch={hatch}
              name={name}
              widthPx={widthPx}
              narrow={narrow}
            />
          </g>
        ))}
      </svg>
      <VisuallyHidden>
        {spans.map((span) => (
          <span key={span.id}>{inWords(span, name)} </span>
        ))}
      </VisuallyHidden>
    </figure>
  );
}

function Axis({ scale, height }: { readonly scale: Scale; readonly height: number }): ReactElement {
  const step = scale.spanUs > 4 * US_PER_S ? US_PER_S : scale.spanUs > 1.2 * US_PER_S ? US_PER_S / 2 : US_PER_S / 5;
  const ticks = Array.from({ length: Math.floor(scale.spanUs / step) + 1 }, (_, i) => i * step);
  return (
    <g>
      {ticks.map((us, i) => (
        <g key={us}>
          <line x1={x(scale, us)} x2={x(scale, us)} y1={AXIS - 4} y2={height} stroke="var(--grid)" />
          {(scale.width > 300 || i % 2 === 0) && (
            <text x={x(scale, us)} y={11} textAnchor={i === 0 ? 'start' : 'middle'} fill="var(--mute)">
              {us === 0 ? 'comes in' : `${us / US_PER_S} s`}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function Row({
  span,
  timeUs,
  scale,
  hatch,
  name,
  widthPx,
  narrow,
}: {
  readonly span: SpanView;
  readonly timeUs: Us;
  readonly scale: Scale;
  readonly hatch: string;
  name(node: string): string;
  readonly widthPx: number;
  readonly narrow: boolean;
}): ReactElement {
  const nowUs = (span.toUs < 0 ? timeUs : span.toUs) - span.fromUs;
  const wholeUs = span.deadlineUs < 0 ? scale.spanUs : span.deadlineUs;
  const edge = x(scale, wholeUs);
  const bounded = span.deadlineUs >= 0;
  return (
    <g>
      <text x={0} y={14} fill="var(--ink)" fontWeight={600}>
        {narrow ? `${span.request} ${thingOf(span)}` : `${thingOf(span)} ${span.request}`}
      </text>
      <text x={0} y={27} fill="var(--mute)">
        {name(span.node)}
        {span.marked && !narrow ? ', marked' : ''}
      </text>
      <path
        d={outline(scale.left, edge, wholeUs > scale.spanUs)}
        fill="var(--bg)"
        stroke={bounded ? 'var(--edge)' : 'var(--line)'}
        strokeDasharray={bounded ? undefined : '3 3'}
      />
      <rect
        x={scale.left}
        y={3}
        width={Math.max(0, x(scale, nowUs) - scale.left)}
        height={BAR}
        rx={5}
        fill="var(--line)"
        opacity={0.55}
      />
      {bounded && wholeUs > scale.spanUs && edge - x(scale, nowUs) > 52 && (
        <text x={edge - 4} y={3 + BAR / 2 + 4} textAnchor="end" fill="var(--mute)">
          {`→ ${wholeUs / US_PER_S} s`}
        </text>
      )}
      {waitsOf(span, timeUs).map((wait) => (
        <Pause key={wait.fromUs} wait={wait} span={span} scale={scale} />
      ))}
      {span.tries.map((attempt) => (
        <Bar key={attempt.id} attempt={attempt} span={span} timeUs={timeUs} scale={scale} hatch={hatch} />
      ))}
      <Result span={span} at={widthPx} narrow={narrow} />
    </g>
  );
}

/** A bar with round corners; without its right end where it goes on beyond the scale. */
function outline(from: number, to: number, goesOn: boolean): string {
  const low = 3 + BAR;
  if (goesOn) return `M${to} 3H${from + 5}q-5 0 -5 5V${low - 5}q0 5 5 5H${to}`;
  return `M${from + 5} 3H${to - 5}q5 0 5 5V${low - 5}q0 5 -5 5H${from + 5}q-5 0 -5 -5V8q0 -5 5 -5Z`;
}

interface Pausing {
  readonly fromUs: Us;
  readonly toUs: Us;
}

/** Gaps in which nothing is under way: the backoffs. */
function waitsOf(span: SpanView, timeUs: Us): Pausing[] {
  const waits: Pausing[] = [];
  let freeUs = -1;
  for (const attempt of span.tries) {
    if (freeUs >= 0 && attempt.fromUs > freeUs) waits.push({ fromUs: freeUs, toUs: attempt.fromUs });
    freeUs = attempt.toUs < 0 ? Infinity : Math.max(freeUs, attempt.toUs);
  }
  if (span.toUs < 0 && Number.isFinite(freeUs) && freeUs >= 0 && timeUs > freeUs)
    waits.push({ fromUs: freeUs, toUs: timeUs });
  return waits;
}

function Pause({
  wait,
  span,
  scale,
}: {
  readonly wait: Pausing;
  readonly span: SpanView;
  readonly scale: Scale;
}): ReactElement {
  const from = x(scale, wait.fromUs - span.fromUs);
  const to = x(scale, wait.toUs - span.fromUs);
  const middle = 3 + BAR / 2;
  const words = `${Math.round((wait.toUs - wait.fromUs) / US_PER_MS)} ms`;
  const fits = to - from > words.length * 6.4 + 4;
  return (
    <g>
      {!fits && (
        <line
          x1={from + 1.5}
          x2={to - 1.5}
          y1={middle}
          y2={middle}
          stroke="var(--mute)"
          strokeWidth={1.5}
          strokeDasharray="1.5 3"
        />
      )}
      {fits && (
        <text x={(from + to) / 2} y={middle + 4} textAnchor="middle" fill="var(--mute)">
          {words}
        </text>
      )}
    </g>
  );
}

function Result({
  span,
  at,
  narrow,
}: {
  readonly span: SpanView;
  readonly at: number;
  readonly narrow: boolean;
}): ReactElement {
  const [first, second] = resultOf(span);
  const colour = span.status === 0 ? 'var(--msg)' : first === 'served' ? 'var(--ok)' : 'var(--bad)';
  return (
    <g textAnchor="end">
      <text x={at} y={14} fill={colour} fontWeight={600}>
        {first}
      </text>
      <text x={at} y={27} fill="var(--mute)">
        {narrow && second.length > 13 ? `${second.slice(0, 12)}…` : second}
      </text>
    </g>
  );
}

/** What became of it, in two short lines. */
function resultOf(span: SpanView): readonly [string, string] {
  const count = span.tries.length;
  const tries = count === 1 ? '1 attempt' : `${count} attempts`;
  if (span.status === 0) return ['under way', tries];
  if (span.status === 402) return ['served', 'card declined'];
  if (span.status < 400) return ['served', tries];
  return [`failed, ${span.status}`, span.why === '' ? tries : (REASONS[span.why] ?? span.why)];
}

function inWords(span: SpanView, name: (node: string) => string): string {
  const tries = span.tries.map((each) =>
    each.end === 'open' ? 'under way' : each.end === 'error' ? String(each.status) : each.end,
  );
  const [first, second] = resultOf(span);
  return `${thingOf(span)} ${span.request}, ${name(span.node)}${span.marked ? ', marked as idempotent' : ''}: ${tries.join(', ')}; ${first}, ${second}.`;
}
