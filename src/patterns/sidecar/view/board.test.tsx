import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { InlineRun } from '../../../kernel/inline.ts';
import type { NodeInspection } from '../../../kernel/inspection.ts';
import type { Json } from '../../../kernel/json.ts';
import { ms, seconds, type Us } from '../../../kernel/time.ts';
import { createTraceIndex } from '../../../derive/trace-index.ts';
import { scenarioOf, settingsOf, setupOf } from '../../../pattern-kit/setup.ts';
import type { BoardProps, NodeArtProps, NodeCardProps } from '../../../ui/kit/index.ts';
import pattern from '../index.ts';
import { livesOf } from './Lives.tsx';
import { boardOf } from './one-pod.tsx';
import { PodBoard } from './PodBoard.tsx';
import view from '../view.tsx';

/** What the board gets when a run has come so far. */
function boardAt(preset: string, on: boolean, untilUs: Us): BoardProps {
  const scenario = scenarioOf(pattern, preset, on);
  const setup = setupOf(pattern, scenario);
  const run = new InlineRun(setup);
  run.runUntil(untilUs);
  const index = createTraceIndex();
  const events = run.kernel.trace.slice(0);
  index.append(events);
  const inspect = (i: number): NodeInspection => ({
    state: (run.state(i) ?? null) as Json,
    before: null,
    disk: {},
    unsynced: [],
    timers: [],
    requests: [],
    queue: [],
    working: [],
    localClockUs: untilUs,
  });
  return {
    topology: setup.topology,
    on,
    settings: settingsOf(pattern, scenario),
    scene: index.sceneAt(events.length - 1),
    timeUs: untilUs,
    nodes: Object.fromEntries(run.kernel.nodes.map((node) => [node.id, inspect(node.index)])),
    events,
    cursorSeq: events.length - 1,
    widthPx: 1_200,
    selected: null,
    select: () => undefined,
  };
}

const drawn = (props: BoardProps): string => renderToStaticMarkup(<PodBoard {...props} />);
const text = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the board', () => {
  const outage = boardAt('outage', true, seconds(16));

  it('shows the sum of all lines, and a room for each container', () => {
    const words = text(drawn(outage));
    expect(words).toContain('456 lines produced = 54 stored + 402 buffered + 0 dropped');
    for (const room of ['Watcher', 'Proxy', 'Checkout', 'Volume', 'Shipper']) expect(words).toContain(room);
    expect(words).toContain('393 kB on disk, limit 1000 kB');
    expect(words).toContain('pod ready');
  });

  it('names what was dropped, and says in words that the input is paused', () => {
    const words = text(drawn(boardAt('memory', true, seconds(20))));
    expect(words).toContain('× rotated away');
    expect(words).toContain('paused');
  });

  it('is one room without sidecars, and shows who waits for a log', () => {
    const words = text(drawn(boardAt('outage', false, seconds(14))));
    expect(words).toContain('8 orders wait until their log is taken');
    expect(words).not.toContain('Shipper');
  });

  it('names the room for which the pod is not ready', () => {
    const words = text(drawn(boardAt('readiness', true, seconds(16))));
    expect(words).toContain('pod not ready');
    expect(words).toContain('Shipper runs, not ready');
  });

  it('says how long a container has to wait, and what is left of the grace period', () => {
    expect(text(drawn(boardAt('startup', true, seconds(9))))).toContain('backoff, 3 s');
    expect(text(drawn(boardAt('shutdown', true, ms(8_500))))).toContain('pod terminating, 10 s of grace left');
    const ended = text(drawn(boardAt('job', true, seconds(20))));
    expect(ended).toContain('pod complete');
    expect(ended).toContain('completed');
    expect(ended).not.toContain('workers');
  });

  it('is two houses where there are two pods, each with its own rooms', () => {
    const two = boardAt('two-pods', true, seconds(13));
    for (const widthPx of [360, 800, 1_440]) {
      const markup = drawn({ ...two, widthPx });
      const words = text(markup);
      expect(words).toContain('pod 1 not ready');
      expect(words).toContain('pod 2 ready');
      expect(words.match(/Watcher (crashed|running)?/g)).toHaveLength(4);
      expect(words).toContain('Shipper 2');
      for (const [, width] of markup.matchAll(/<svg width="(\d+)"/g))
        expect(Number(width)).toBeLessThanOrEqual(widthPx);
    }
    let selected = '';
    const board = boardOf({ ...two, select: (node) => (selected = node), selected: 'proxy-2' }, '-2');
    board.select('shipper');
    expect([board.selected, selected, Object.keys(board.nodes).sort()]).toEqual([
      'proxy',
      'shipper-2',
      ['app', 'kubelet', 'proxy', 'shipper', 'volume', 'watcher'],
    ]);
  });

  it.each([360, 719, 720, 1_440])('keeps inside of %i px', (widthPx) => {
    const widths = [...drawn({ ...outage, widthPx }).matchAll(/<svg width="(\d+)"/g)].map((match) => Number(match[1]));
    expect(widths.length).toBeGreaterThan(2);
    for (const width of widths) expect(width).toBeLessThanOrEqual(widthPx);
  });

  it('survives a house without a process, and one without a kubelet', () => {
    const nodes = Object.fromEntries(Object.entries(outage.nodes).map(([id, node]) => [id, { ...node, state: null }]));
    expect(text(drawn({ ...outage, nodes }))).toContain('no kubelet');
    expect(text(drawn({ ...outage, events: [], cursorSeq: -1, timeUs: 0, nodes: {} }))).toContain('0 lines produced');
  });
});

describe('the lives of containers', () => {
  it('tell who had a process when, and who was told to stop', () => {
    const { events, timeUs } = boardAt('shutdown', true, seconds(11));
    const [proxy, app] = livesOf(events, events.length, ['proxy', 'app'], timeUs);
    expect(app?.stretches.map((stretch) => stretch.phase).slice(0, 5)).toEqual([
      'WAITING',
      'STARTING',
      'RUNNING',
      'STOPPING',
      'WAITING',
    ]);
    expect(app!.signals[0]!.atUs).toBeLessThan(proxy!.signals[0]!.atUs);
  });
});

describe('art and cards', () => {
  const outage = boardAt('bad-config', true, seconds(7));
  const Art = view.NodeArt!;
  const Card = view.NodeCard!;
  const art = (id: string): string => {
    const node = outage.topology.nodes.find((each) => each.id === id)!;
    const props: NodeArtProps = { ...outage, node, now: outage.scene.nodes[id]!, radius: 48, towards: () => null };
    return renderToStaticMarkup(<Art {...props} />);
  };
  const card = (id: string): string => {
    const node = outage.topology.nodes.find((each) => each.id === id)!;
    const props: NodeCardProps = { ...outage, node, inspection: outage.nodes[id]! };
    return text(renderToStaticMarkup(<Card {...props} />));
  };

  it('mark a refused configuration, and a level, and leave the rest alone', () => {
    expect(art('proxy')).toContain('--bad-mark');
    expect(art('shipper')).toContain('<rect');
    expect(art('customers')).toBe('');
  });

  it('tell what a node holds in the words of its trade', () => {
    expect(card('proxy')).toContain('there is no payments-x');
    expect(card('shipper')).toContain('Its own books');
    expect(card('kubelet')).toContain('running');
    expect(card('volume')).toContain('Log files');
    expect(card('customers')).toBe('');
  });
});
