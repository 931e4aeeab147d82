import { describe, expect, it } from 'vitest';
import type { LaneTrack } from '../../derive/types.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { laneRows, type LaneRow } from './rows.ts';

const topology: Topology = {
  nodes: [
    { id: 'b', program: 'breaker', label: 'payment breaker' },
    { id: 'p', program: 'gateway', label: 'Payment gateway' },
    { id: 's', program: 'shop', label: 'Shop' },
  ],
  links: [],
};
const pattern = {
  programs: { breaker: {}, gateway: { modes: ['ok', 'hang'] }, shop: {} },
  roles: {
    breaker: { machine: { states: [{ id: 'open', label: 'open', colour: 'bad', x: 0, y: 0, about: '' }], edges: [] } },
  },
  modes: { hang: { label: 'hangs', tone: 'bad' } },
  laneColours: { 'main closed': 'ok' },
} as unknown as ShownPattern;

/** `node lane: 0–5 up, …` as starts of segments. */
function track(node: string, lane: string, ...starts: [number, string][]): LaneTrack {
  return {
    node,
    lane,
    segments: starts.map(([fromUs, state], i) => ({ state, fromUs, toUs: starts[i + 1]?.[0] ?? Infinity, fromSeq: i })),
  };
}
const drawn = (rows: readonly LaneRow[]): string[] =>
  rows.map(
    (row) =>
      `${row.label} | ${row.pieces.map((p) => `${p.fromUs}–${p.toUs === Infinity ? '' : p.toUs} ${p.label} ${p.colour}${p.broken ? ' hatched' : ''}`).join(', ')}`,
  );
const up = (node: string): LaneTrack => track(node, 'status', [0, 'up']);

describe('lanes of the timeline', () => {
  it('draws programs with lanes, and leaves out nodes to which nothing happened', () => {
    expect(
      drawn(laneRows([up('b'), track('b', 'main', [0, 'closed'], [5, 'open']), up('p'), up('s')], pattern, topology)),
    ).toEqual(['payment breaker | 0–5 closed ok, 5– open bad']);
  });
  it('draws a mode once it changed, the unsaid one as the normal one', () => {
    expect(drawn(laneRows([up('p'), track('p', 'mode', [0, ''], [2, 'hang'])], pattern, topology))).toEqual([
      'Payment gateway | 0–2 normal ok, 2– hangs bad hatched',
    ]);
    expect(laneRows([up('p'), track('p', 'mode', [0, 'ok'])], pattern, topology)).toEqual([]);
  });
  it('draws a status once it changed', () => {
    expect(drawn(laneRows([track('s', 'status', [0, 'up'], [3, 'down'], [6, 'up'])], pattern, topology))).toEqual([
      'Shop | 0–3 up ok, 3–6 down bad hatched, 6– up ok',
    ]);
  });
  it('lays an outage over the lane of the program', () => {
    const tracks = [
      track('b', 'status', [0, 'up'], [3, 'paused'], [4, 'up'], [8, 'down']),
      track('b', 'main', [1, 'closed']),
    ];
    expect(drawn(laneRows(tracks, pattern, topology))).toEqual([
      'payment breaker | 1–3 closed ok, 3–4 paused warn hatched, 4–8 closed ok, 8– down bad hatched',
    ]);
  });
  it('names lanes apart where a node has several, and its mode', () => {
    const tracks = [track('p', 'main', [0, 'x']), track('p', 'session', [0, 'y']), track('p', 'mode', [0, 'ok'])];
    const rows = laneRows(tracks, pattern, topology);
    expect(rows.map((row) => row.label)).toEqual(['Payment gateway', 'Payment gateway: session']);
    expect(rows.map((row) => row.short)).toEqual(['Payment gateway', 'session']);
    const hung = [...tracks.slice(0, 2), track('p', 'mode', [0, ''], [1, 'hang'])];
    expect(laneRows(hung, pattern, topology).map((row) => row.short)).toEqual(['Payment gateway', 'session', 'mode']);
  });
  it('lays misbehaviour over a lane that says only one thing, and keeps it apart from one that says more', () => {
    const mode = track('p', 'mode', [0, ''], [2, 'hang'], [6, 'ok']);
    expect(drawn(laneRows([track('p', 'main', [0, 'healthy']), mode], pattern, topology))).toEqual([
      'Payment gateway | 0–2 healthy quiet, 2–6 hangs bad hatched, 6– healthy quiet',
    ]);
    expect(laneRows([track('p', 'main', [0, 'idle'], [3, 'busy']), mode], pattern, topology)).toHaveLength(2);
  });
  it('draws nothing for a state of no length', () => {
    expect(drawn(laneRows([track('b', 'main', [0, 'closed'], [5, 'open'], [5, 'closed'])], pattern, topology))).toEqual(
      ['payment breaker | 0–5 closed ok, 5– closed ok'],
    );
  });
});
