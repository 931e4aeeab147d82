import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { emptyWindow, record } from './programs/sliding-window.ts';
import { BreakerWindow } from './view.tsx';

const drawn = (state: unknown): string => renderToStaticMarkup(<BreakerWindow state={state} />);
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('BreakerWindow', () => {
  it('draws a cell a call, oldest first, and says it in words', () => {
    const window = emptyWindow('count', 4);
    for (const failed of [true, false, false, false, true]) record(window, 0, failed, false);
    record(window, 0, false, true);
    const svg = drawn({ core: { window } });
    expect(svg).toContain('4 calls in the window: 1 failed, 1 slow');
    expect([count(svg, '<rect'), count(svg, '--bad-soft'), count(svg, '--warn-soft'), count(svg, '--ok-soft')]).toEqual(
      [4, 1, 1, 2],
    );
    expect(svg.indexOf('--bad-soft')).toBeGreaterThan(svg.lastIndexOf('--ok-soft'));
    expect(svg.indexOf('--warn-soft')).toBeGreaterThan(svg.indexOf('--bad-soft'));
  });

  it('draws empty cells, and a bar for each second', () => {
    expect(count(drawn({ core: { window: emptyWindow('count', 3) } }), 'stroke-dasharray')).toBe(3);
    const window = emptyWindow('time', 5);
    record(window, 0, true, false);
    record(window, 2_000_000, false, false);
    expect(count(drawn({ core: { window } }), '<rect')).toBe(4);
  });

  it('draws nothing for what is no such breaker', () => {
    expect(drawn(null)).toBe('');
    expect(drawn({ core: { buckets: [] } })).toBe('');
  });
});
