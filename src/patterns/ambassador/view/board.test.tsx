import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createTraceIndex } from '../../../derive/trace-index.ts';
import { InlineRun } from '../../../kernel/inline.ts';
import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { Settings } from '../../../kernel/program.ts';
import { seconds, type Us } from '../../../kernel/time.ts';
import { scenarioOf, settingsOf, setupOf } from '../../../pattern-kit/setup.ts';
import type { BoardProps } from '../../../ui/kit/index.ts';
import pattern from '../index.ts';
import { NodeArt } from './art.tsx';
import { Board } from './board.tsx';
import { NodeCard } from './card.tsx';
import { isPlain, spansOf, worthALook } from './spans.ts';

/** The board's props at a time of an experiment's run. */
function at(preset: string, on: boolean, untilUs: Us, settings: Settings = {}, widthPx = 1_200): BoardProps {
  const scenario = { ...scenarioOf(pattern, preset, on), settings };
  const setup = setupOf(pattern, scenario);
  const run = new InlineRun(setup);
  run.runUntil(untilUs);
  const events = run.kernel.trace.slice();
  const index = createTraceIndex();
  index.append(events);
  const nodes = Object.fromEntries(
    run.kernel.nodes.map((node) => [node.id, { state: run.state(node.index) } as unknown as NodeInspection]),
  );
  return {
    topology: setup.topology,
    on,
    settings: settingsOf(pattern, scenario),
    scene: index.sceneAt(events.length - 1),
    timeUs: untilUs,
    nodes,
    events,
    cursorSeq: events.length - 1,
    widthPx,
    selected: null,
    select: () => undefined,
  };
}

const drawn = (props: BoardProps): string => renderToStaticMarkup(<Board {...props} />);

describe('the board', () => {
  it('draws a saved request as nested bars, and says it in words', () => {
    const html = drawn(at('flaky', true, seconds(5)));
    expect(html).toContain('Requests that did not pass at once');
    expect(html).toMatch(/payment \d+, Booking: 503, .*ok; served, \d attempts\./);
    expect(html).toContain('Retries under way');
    expect(html).toContain('of 8');
  });

  it('names a write that its caller has marked, and draws how long an attempt may still take', () => {
    const html = drawn(at('marked', true, seconds(3)));
    expect(html).toMatch(/seat \d+, Check-in, marked as idempotent: /);
    expect(html).toMatch(/seat \d+, Check-in: /);
    expect(html).toContain('stroke-dasharray="1.5 2.5"');
  });

  it('shows the budget used up, and the breaker open', () => {
    expect(drawn(at('dip', true, seconds(7)))).toContain('3 of 3, full');
    expect(drawn(at('outage', true, seconds(6)))).toContain('open');
    expect(drawn(at('dip', true, seconds(7), { 'budget.kind': 'window' }))).toMatch(
      /Retries left.*none left.*100 left/,
    );
    expect(drawn(at('dip', true, seconds(7), { 'budget.kind': 'none' }))).toContain('no limit');
    expect(drawn(at('dip', true, seconds(7), { 'budget.kind': 'tokens' }))).toContain('no retries');
  });

  it('names the host that is left out, of ten', () => {
    expect(drawn(at('gray-host', true, seconds(11)))).toMatch(/>4 out</);
    expect(drawn(at('gray-host', true, seconds(11)))).not.toContain('Card payments');
  });

  it('without an ambassador shows loops, amplification and double payments', () => {
    const html = drawn(at('dip', false, seconds(14)));
    expect(html).toContain('a loop each');
    expect(html).toContain('amplified');
    expect(html).toContain('payments made twice');
    expect(html).not.toContain('Retries under way');
  });

  it('has a size at every width, and starts empty', () => {
    for (const width of [360, 600, 900, 1_440])
      expect(drawn(at('tail', true, seconds(4), {}, width))).toContain('<svg');
    expect(drawn(at('flaky', true, 0))).toContain('No request has come in yet.');
    expect(drawn(at('layers', true, seconds(8)))).toContain('Fare hub');
  });
});

describe('what the bars are read from', () => {
  it('finds hedges, losers and deadlines', () => {
    const props = at('tail', true, seconds(18));
    const spans = spansOf(props, 0, seconds(3));
    const hedged = spans.filter((span) => span.tries.length > 1);
    expect(hedged).toHaveLength(7);
    for (const { tries } of hedged) expect(tries.map((each) => each.end).sort()).toEqual(['cancelled', 'ok']);
    expect(new Set(spans.map((span) => span.deadlineUs))).toEqual(new Set([seconds(3), seconds(1.5)]));
    expect(worthALook(spans, 5).filter((span) => !isPlain(span))).toHaveLength(5);
  });

  it('says why retries ended', () => {
    const spans = spansOf(at('no-keys', true, seconds(12)), 0, seconds(3));
    expect(spans.filter((span) => span.why === 'not safe to repeat').length).toBeGreaterThan(10);
  });
});

describe('on nodes and in the inspector', () => {
  const props = at('dip', true, seconds(7));
  const about = (id: string) => {
    const node = props.topology.nodes.find((each) => each.id === id)!;
    return {
      ...props,
      node,
      now: props.scene.nodes[id]!,
      radius: 28,
      towards: () => null,
      inspection: props.nodes[id]!,
    };
  };

  it('marks a full budget and payments made twice', () => {
    expect(renderToStaticMarkup(<NodeArt {...about('booking-ambassador')} />)).toContain('full');
    expect(renderToStaticMarkup(<NodeArt {...about('payments')} />)).toBe('');
    const off = at('dip', false, seconds(14));
    const payments = off.topology.nodes.find((each) => each.id === 'payments')!;
    const twice = { ...off, node: payments, now: off.scene.nodes['payments']!, radius: 28, towards: () => null };
    expect(renderToStaticMarkup(<NodeArt {...twice} />)).toMatch(/2× \d+/);
  });

  it('lists what is under way, what is remembered and what is logged', () => {
    expect(renderToStaticMarkup(<NodeCard {...about('booking-ambassador')} />)).toMatch(/attempt \d of 4 in flight/);
    expect(renderToStaticMarkup(<NodeCard {...about('payments')} />)).toMatch(/keys, \d+ of them reserved/);
    expect(renderToStaticMarkup(<NodeCard {...about('collector')} />)).toContain('Booking</td>');
    expect(renderToStaticMarkup(<NodeCard {...about('travellers')} />)).toBe('');
  });
});
